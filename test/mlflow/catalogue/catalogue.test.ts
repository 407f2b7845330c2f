import { Catalogue } from "../../../src/mlflow/catalogue/catalogue";
import { FunctionNames } from "../../../src/mlflow/catalogue/names";
import {
  FieldFormat,
  FieldPlace,
  FieldType,
  HttpVerb,
  OperationGroup,
  OperationLevel,
  RetrySafety,
  type Field,
} from "../../../src/mlflow/catalogue/types";
import { KEDRO_SET } from "../../../src/mlflow/definitions/kedro-set";
import { GET_OR_CREATE_RUN } from "../../../src/mlflow/procedures/get-or-create-run";
import { LIST_ALL } from "../../../src/mlflow/procedures/list-all";

const OPERATIONS = Catalogue.operations();

function allFields(): { owner: string; field: Field }[] {
  const messages = new Set<string>();
  const visit = (owner: string, fields: Field[]): { owner: string; field: Field }[] =>
    fields.flatMap((field) => {
      const own = [{ owner, field }];
      if (field.message === undefined || messages.has(field.message)) return own;
      messages.add(field.message);
      return [...own, ...visit(field.message, Catalogue.message(field.message).fields)];
    });
  return OPERATIONS.flatMap((operation) => visit(operation.rpc, operation.fields));
}

describe("the catalogue", () => {
  test("covers the five groups", () => {
    const count = (group: OperationGroup): number => Catalogue.operations([group]).length;
    expect(Object.fromEntries(Catalogue.allGroups().map((group) => [group, count(group)]))).toEqual({
      tracking: 27,
      registry: 22,
      "logged-models": 9,
      traces: 24,
      datasets: 13,
    });
    expect(Catalogue.operations([OperationGroup.TRACKING, OperationGroup.TRACKING])).toHaveLength(27);
  });

  test("holds only values of its enums", () => {
    const members = (e: object): unknown[] => Object.values(e);
    for (const operation of OPERATIONS) {
      expect(members(HttpVerb)).toContain(operation.verb);
      expect(members(OperationGroup)).toContain(operation.group);
      expect(members(OperationLevel)).toContain(operation.level);
      expect(members(RetrySafety)).toContain(operation.retry);
      expect(operation.summary).toMatch(/^[A-Z].*[^.]$/);
      expect(operation.firstVersion).toMatch(/^[1-3]\.\d+\.\d+$/);
      for (const field of operation.fields) expect(members(FieldPlace)).toContain(field.place);
    }
    for (const { field } of allFields()) {
      expect(members(FieldType)).toContain(field.type);
      if (field.format !== undefined) expect(members(FieldFormat)).toContain(field.format);
    }
  });

  test("names the values of every enum and a message for every object", () => {
    for (const { owner, field } of allFields()) {
      const where = `${owner}.${field.name}`;
      expect([where, (field.values ?? []).length > 0]).toEqual([where, field.type === FieldType.ENUM]);
      expect([where, field.message !== undefined]).toEqual([where, field.type === FieldType.MESSAGE]);
    }
  });

  test("has each route once, under a path of the API", () => {
    const routes = OPERATIONS.map((o) => `${o.verb} ${o.path}`);
    expect(new Set(routes).size).toBe(routes.length);
    for (const { path } of OPERATIONS)
      expect(path).toMatch(/^\/api\/[23]\.0\/mlflow\/([\w-]+|\{\w+\})(\/([\w-]+|\{\w+\}))*$/);
  });

  test("places fields where the verb allows it", () => {
    for (const { rpc, verb, path, fields } of OPERATIONS) {
      const inPath = fields.filter((f) => f.place === FieldPlace.PATH).map((f) => f.name);
      expect([rpc, inPath.sort()]).toEqual([rpc, [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()]);
      const other = verb === HttpVerb.GET ? FieldPlace.QUERY : FieldPlace.BODY;
      for (const field of fields) expect([FieldPlace.PATH, other]).toContain(field.place);
      if (verb === HttpVerb.GET) for (const field of fields) expect(field.type).not.toBe(FieldType.MESSAGE);
    }
  });

  test("asks for path fields, and never lets them be lists", () => {
    for (const { field } of allFields().filter((f) => f.field.place === FieldPlace.PATH)) {
      expect(field).toMatchObject({ required: true, type: FieldType.STRING });
      expect(field.repeated).toBeUndefined();
    }
  });

  test("gives reading to GET and search, deleting to administrators alone", () => {
    for (const { rpc, verb, level } of OPERATIONS) {
      if (verb === HttpVerb.GET) expect([rpc, level]).toEqual([rpc, OperationLevel.READ]);
      expect([rpc, level === OperationLevel.ADMIN]).toEqual([rpc, /^delete/i.test(rpc)]);
    }
    expect(Catalogue.operation("searchRuns").level).toBe(OperationLevel.READ);
    expect(Catalogue.operation("createRun").level).toBe(OperationLevel.WRITE);
  });

  test("says what a repeated request does", () => {
    expect(Catalogue.operation("createRun").retry).toBe(RetrySafety.NEW_OBJECT);
    expect(Catalogue.operation("logBatch").retry).toBe(RetrySafety.SAFE_WITH_TIMESTAMP);
    expect(Catalogue.operation("logOutputs").retry).toBe(RetrySafety.REPEAT_FAILS);
  });

  test("prefers the POST route of an RPC with two", () => {
    expect(Catalogue.operation("searchExperiments").verb).toBe(HttpVerb.POST);
    expect(Catalogue.operation("searchExperiments", HttpVerb.GET).verb).toBe(HttpVerb.GET);
    expect(() => Catalogue.operation("createUser")).toThrow("no operation createUser");
    expect(() => Catalogue.message("mlflow.User")).toThrow("no message mlflow.User");
  });

  test("asks every list for a page of a size of its own", () => {
    const lists = allFields().filter(({ field }) => field.name === "max_results");
    expect(lists).toHaveLength(14);
    for (const { owner, field } of lists) {
      expect([owner, field.required]).toEqual([owner, undefined]);
      expect([owner, field.fallback]).toEqual([owner, expect.any(Number)]);
    }
  });

  test("leaves out administration and artifact bytes, with reasons", () => {
    for (const { path } of OPERATIONS)
      expect(path).not.toMatch(/users|permissions|gateway|webhooks|mlflow-artifacts|presigned/);
    for (const { reason } of Catalogue.leftOut()) expect(reason.length).toBeGreaterThan(10);
  });
});

describe("names of functions", () => {
  const names = new Map(OPERATIONS.map((o) => [o.rpc, FunctionNames.of(o)]));

  test("are unique over the whole catalogue, the kedro set and the procedures", () => {
    const all = [
      ...names.values(),
      ...Object.values(KEDRO_SET).map((d) => d.name),
      "MLFLOW_CALL",
      GET_OR_CREATE_RUN,
      LIST_ALL,
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test("follow from the path", () => {
    expect(names.get("logBatch")).toBe("MLFLOW_RUNS_LOG_BATCH");
    expect(names.get("searchExperiments")).toBe("MLFLOW_EXPERIMENTS_SEARCH");
    expect(names.get("batchGetTraceInfos")).toBe("MLFLOW_TRACES_BATCH_GET_INFOS");
    expect(names.get("listLoggedModelArtifacts")).toBe("MLFLOW_LOGGED_MODELS_ARTIFACTS_DIRECTORIES");
  });

  test("follow from the RPC where operations share a path", () => {
    expect(names.get("setRegisteredModelAlias")).toBe("MLFLOW_SET_REGISTERED_MODEL_ALIAS");
    expect(names.get("getModelVersionByAlias")).toBe("MLFLOW_GET_MODEL_VERSION_BY_ALIAS");
    expect(names.get("deleteTracesV3")).toBe("MLFLOW_DELETE_TRACES_V3");
    expect(names.get("deleteTraces")).toBe("MLFLOW_DELETE_TRACES");
  });

  test("are Snowflake identifiers", () => {
    for (const name of names.values()) expect(name).toMatch(/^MLFLOW_[A-Z0-9_]+$/);
  });
});
