import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import {
  ModelColumnType,
  ModelSignature,
  ScoringFunction,
  ScoringProtocol,
  type ScoringFunctionProps,
} from "../../../src/mlflow";
import {
  ExternalFunctionRuntime,
  type CallResult,
  type DeliveryLimits,
  type GatewaySimulator,
  type HttpRequest,
} from "../../../src/rehearsal/snowflake";
import { Workspace } from "../../../src/snowflake";
import { appliedState, integrationIn } from "./applied";

/** A column of each type: the required ones are named after the type, the optional ones begin with `maybe`. */
export const EVERY_TYPE = new ModelSignature({
  inputs: Object.values(ModelColumnType).flatMap((type) => [
    { name: type, type },
    { name: `maybe ${type}`, type, required: false },
  ]),
  outputs: [ModelColumnType.STRING],
});

/** A valid row for `EVERY_TYPE`, optional columns included. */
export const ROW: Readonly<Record<string, unknown>> = {
  ...{ boolean: true, "maybe boolean": false, integer: 1, "maybe integer": -2, long: "3", "maybe long": "-4" },
  ...{ float: 0.5, "maybe float": 1.5, double: 0.1, "maybe double": 2.5, string: "a", "maybe string": "ü" },
  ...{ binary: Buffer.from([1, 2]), "maybe binary": Buffer.from("abc") },
  ...{ datetime: "2026-05-04 03:02:01.123456789", "maybe datetime": "2026-05-04T03:02:01.000000000" },
};

/** The row with other values for some columns, as arguments in the signature's order. */
export function row(changes: Readonly<Record<string, unknown>> = {}, { inputs } = EVERY_TYPE): unknown[] {
  return inputs.map(({ name }) => ({ ...ROW, ...changes })[name]);
}

/** An empty stack with an existing workspace and the gateway's integration. */
export function scoringStack() {
  const stack = new TerraformStack(Testing.app(), "scoring");
  new SnowflakeProvider(stack, "Snowflake", {});
  const names = { databaseName: "MLOPS", schemaName: "MLFLOW", warehouseName: "MLOPS_WH" };
  return {
    stack,
    workspace: Workspace.fromWorkspaceAttributes(stack, "Workspace", names),
    integration: integrationIn(stack),
  };
}

type Given = Partial<ScoringFunctionProps>;

/** The function SCORE at `score/model`. */
export function scoringFunction(given: Given = {}) {
  const { stack, ...where } = scoringStack();
  const made = new ScoringFunction(stack, "Score", {
    ...where,
    name: "SCORE",
    path: "score/model",
    signature: EVERY_TYPE,
    protocol: ScoringProtocol.DATAFRAME_SPLIT,
    maxPayloadBytes: 4_000_000,
    ...given,
  });
  return { stack, made };
}

/** What the stub in place of gateway and endpoint answers. */
export type Endpoint = (request: HttpRequest, index: number) => Promise<Answer> | Answer;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Snowflake with the function SCORE, whose requests an endpoint in this process answers. */
export class ScoringRuntime {
  /** The bodies that have arrived. */
  public readonly bodies: string[] = [];
  public readonly made: ScoringFunction;
  private readonly runtime: ExternalFunctionRuntime;

  public constructor(endpoint: Endpoint, given: Given = {}, delivery?: DeliveryLimits) {
    const { stack, made } = scoringFunction(given);
    this.made = made;
    const gateway: GatewaySimulator = {
      apiProviders: ["aws_api_gateway"],
      snowflake: () => ({ name: "snowflake" }),
      send: async (_caller, request) => {
        this.bodies.push(request.body ?? "");
        const { status, body } = await endpoint(request, this.bodies.length - 1);
        return { status, headers: {}, body: Buffer.from(body), notes: [] };
      },
    };
    this.runtime = new ExternalFunctionRuntime({ state: appliedState(stack), gateways: [gateway], delivery });
  }

  /** A statement over rows, one result a batch. */
  public batches(rows: readonly (readonly unknown[])[]): Promise<CallResult[]> {
    return this.runtime.callRows("MLOPS.MLFLOW.SCORE", rows, { role: "ACCOUNTADMIN" });
  }

  /** The predictions of a statement. @throws Error with Snowflake's message when it fails */
  public async predictions(rows: readonly (readonly unknown[])[]): Promise<unknown[]> {
    const results = await this.batches(rows);
    return results.flatMap(({ error, result, arguments: sent }) => {
      if (error !== undefined) throw new Error(error);
      return sent.length > 0 && Array.isArray(sent[0]) ? (result as unknown[]) : [result];
    });
  }

  /** Snowflake's message of a statement that must fail. */
  public async failure(...rows: readonly (readonly unknown[])[]): Promise<string> {
    const failed = (await this.batches(rows)).find(({ error }) => error !== undefined);
    if (failed?.error === undefined) throw new Error("the statement did not fail");
    return failed.error;
  }
}

/** One prediction a row, by the row. */
export function answering(predict: (row: readonly unknown[], columns: readonly string[]) => unknown): Endpoint {
  return ({ body = "" }) => {
    const { dataframe_split: frame } = JSON.parse(body) as {
      dataframe_split: { columns: string[]; data: unknown[][] };
    };
    return {
      status: 200,
      body: JSON.stringify({ predictions: frame.data.map((each) => predict(each, frame.columns)) }),
    };
  };
}
