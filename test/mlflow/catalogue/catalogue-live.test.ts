import { execFileSync } from "node:child_process";
import { Catalogue } from "../../../src/mlflow/catalogue/catalogue";
import { FieldType, type Field } from "../../../src/mlflow/catalogue/types";
import { MlflowVersion } from "../../../src/mlflow";
import { pythonEnvironment } from "../../../src/rehearsal/servers";

interface ProtoField {
  readonly type: string;
  readonly repeated: boolean;
  readonly values: string[];
}

interface Protos {
  readonly version: string;
  /** `POST /api/2.0/mlflow/runs/create` to rpc and request message. */
  readonly routes: Record<string, { readonly rpc: string; readonly input: string }>;
  readonly messages: Record<string, Record<string, ProtoField>>;
}

/** Lists what the installed MLflow's own protocol buffers say. */
const LIST = `
import json, mlflow
from google.protobuf.descriptor import FieldDescriptor
from mlflow.protos import databricks_pb2, model_registry_pb2, service_pb2
kinds = {number: name[5:].lower() for name, number in vars(FieldDescriptor).items() if name.startswith("TYPE_")}
routes, messages = {}, {}
def visit(message):
    if message.full_name in messages: return
    messages[message.full_name] = {}
    for field in message.fields:
        if field.message_type: visit(field.message_type)
        kind = field.message_type.full_name if field.message_type else kinds[field.type]
        is_map = field.message_type is not None and field.message_type.GetOptions().map_entry
        values = [value.name for value in field.enum_type.values] if field.enum_type else []
        messages[message.full_name][field.name] = {"type": "map" if is_map else kind, "repeated": field.is_repeated, "values": values}
for module in (service_pb2, model_registry_pb2):
    for service in module.DESCRIPTOR.services_by_name.values():
        for method in service.methods:
            visit(method.input_type)
            for endpoint in method.GetOptions().Extensions[databricks_pb2.rpc].endpoints:
                path = "/api/%d.0%s" % (endpoint.since.major, endpoint.path)
                routes[endpoint.method + " " + path] = {"rpc": method.name, "input": method.input_type.full_name}
print(json.dumps({"version": mlflow.__version__, "routes": routes, "messages": messages}))
`;

let protos: Protos;
beforeAll(async () => {
  const { python } = await pythonEnvironment();
  protos = JSON.parse(execFileSync(python, ["-c", LIST], { encoding: "utf8", maxBuffer: 1 << 26 })) as Protos;
}, 300_000);

const SCALARS: string[] = [FieldType.STRING, FieldType.BOOL, FieldType.INT32, FieldType.INT64, FieldType.DOUBLE];
/** Fields of a path that the proto holds inside another message. */
const NESTED = new Set(["createAssessment.trace_id", "updateAssessment.trace_id", "updateAssessment.assessment_id"]);

function difference(where: string, field: Field, proto: ProtoField | undefined): string[] {
  if (proto === undefined) return NESTED.has(where) ? [] : [`${where} is not in the proto`];
  const problems: string[] = [];
  const repeated = (field.repeated ?? false) || (field.map ?? false);
  if (repeated !== proto.repeated) problems.push(`${where} is ${proto.repeated ? "" : "not "}repeated`);
  if (field.map) return [...problems, ...(proto.type === "map" ? [] : [`${where} is no map`])];
  if (SCALARS.includes(proto.type) && field.type !== (proto.type as FieldType))
    problems.push(`${where} is ${proto.type}`);
  if (field.type === FieldType.MESSAGE && field.message !== proto.type) problems.push(`${where} is ${proto.type}`);
  const values = proto.values.filter((value) => !value.endsWith("_UNSPECIFIED"));
  if (values.join() !== (field.values ?? []).join()) problems.push(`${where} has the values ${values.join()}`);
  return problems;
}

describe(`the catalogue agrees with MLflow ${MlflowVersion.PINNED}`, () => {
  test("which is the installed one", () => {
    expect(protos.version).toBe(MlflowVersion.PINNED);
  });

  test("on every route", () => {
    const paths = new Map(Object.keys(protos.routes).map((route) => [route.replace("{assessment.", "{"), route]));
    for (const { rpc, verb, path } of Catalogue.operations()) {
      const route = paths.get(`${verb} ${path}`);
      expect([rpc, route && protos.routes[route]?.rpc]).toEqual([rpc, rpc]);
    }
  });

  test("on every field of every request and message", () => {
    const byRpc = new Map(Object.values(protos.routes).map(({ rpc, input }) => [rpc, input]));
    const seen = new Set<string>();
    const check = (owner: string, fields: Field[], message: string): string[] =>
      fields.flatMap((field) => {
        const found = difference(`${owner}.${field.name}`, field, protos.messages[message]?.[field.name]);
        if (field.message === undefined || seen.has(field.message)) return found;
        seen.add(field.message);
        return [...found, ...check(field.message, Catalogue.message(field.message).fields, field.message)];
      });
    expect(Catalogue.operations().flatMap((o) => check(o.rpc, o.fields, byRpc.get(o.rpc) ?? ""))).toEqual([]);
    expect(seen.size).toBeGreaterThan(20);
  });

  test("but for fields left out on purpose", () => {
    const missing = Catalogue.operations().flatMap(({ rpc, fields }) => {
      const input = Object.values(protos.routes).find((route) => route.rpc === rpc)?.input ?? "";
      const known = new Set(fields.map((field) => field.name));
      return Object.keys(protos.messages[input] ?? {}).filter((name) => !known.has(name));
    });
    expect([...new Set(missing)].sort()).toEqual(["run_uuid"]);
  });
});
