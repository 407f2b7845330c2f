import { intrudersOf, snowflakeAccount } from "../clouds";
import type { LocalPredictions } from "../servers";
import type { IngressRuntime } from "../servers/model-ingress";
import {
  ModelServiceError,
  type ModelAnswer,
  type ModelRequest,
  type ModelRuntime,
  type ServedModel,
} from "../servers/model-runtime";
import {
  ExternalFunctionRuntime,
  type CallResult,
  type DeliveryLimits,
  type ExternalFunctionDefinition,
} from "../snowflake";
import { AS_OWNER } from "../snowflake/trials";
import type { Deployed } from "./deployed";
import { refuse } from "./training";

/** Rows of a batch where a statement has several. */
const SMALL_BATCH = 64;

/** What a failing model writes, and no caller may read. */
const PRIVATE = "Traceback (most recent call last): row 7 holds 4.9";

export interface ScoredRows {
  readonly deployed: Deployed;
  readonly functions: readonly ExternalFunctionDefinition[];
  /** What serves the models. */
  readonly models: ModelRuntime;
  /** The proxies in front of the models. @default - the cloud has none */
  readonly ingresses?: IngressRuntime;
  /** Rows, and what the model says to them. */
  readonly local: LocalPredictions;
  readonly delivery?: DeliveryLimits;
}

/** What was seen, for the report. */
export interface Scoring {
  /** A few words a function. */
  readonly counts: string[];
  /** Sentences. */
  readonly shown: string[];
}

/** Models that misbehave once when they are told to. */
class Unreliable implements ModelRuntime {
  private next: "answer" | "lose" | "fail" | "busy" = "answer";

  constructor(private readonly models: ModelRuntime) {}

  /** The batch is scored, and the answer does not arrive. */
  public loseOne(): void {
    this.next = "lose";
  }

  /** The model raises an error. */
  public failOne(): void {
    this.next = "fail";
  }

  /** The model's container has no capacity. */
  public rejectOne(): void {
    this.next = "busy";
  }

  public mlflowVersion(model: ServedModel): string | undefined {
    return this.models.mlflowVersion?.(model);
  }

  public async invoke(model: ServedModel, request: ModelRequest): Promise<ModelAnswer> {
    const { next } = this;
    this.next = "answer";
    if (next === "fail") return { status: 500, body: Buffer.from(PRIVATE) };
    if (next === "busy") return { status: 503, body: Buffer.from(PRIVATE) };
    const answer = await this.models.invoke(model, request);
    if (next === "lose") throw new ModelServiceError(503, "the endpoint is being updated");
    return answer;
  }
}

function fullName({ database, schema, name }: ExternalFunctionDefinition): string {
  return [database, schema, name].map((part) => `"${part}"`).join(".");
}

/**
 * Scores rows by functions: in one batch, in several, with a batch whose answer is lost, with a model that fails, and with a container
 * that is busy. Whoever is not our Snowflake account is refused.
 * @throws Error for the first prediction that is not the model's own, and for whatever else is not as it must be
 */
export async function scoreRows(rows: ScoredRows): Promise<Scoring> {
  const { deployed, functions, models, ingresses, local, delivery } = rows;
  const { cloud, accounts, state } = deployed;
  const unreliable = new Unreliable(models);
  const gateways = [cloud.gateway(accounts, { locate: () => undefined, models: unreliable, ingresses })];
  const account = snowflakeAccount(accounts);
  const runtime = new ExternalFunctionRuntime({ state, account, gateways, delivery });
  const counts: string[] = [];
  const shown: string[] = [];
  for (const definition of functions) {
    const name = fullName(definition);
    const one = await select(runtime, name, local, local.rows.length);
    const several = await select(runtime, name, local, SMALL_BATCH);
    unreliable.loseOne();
    const repeated = await select(runtime, name, local, SMALL_BATCH);
    const again = repeated.filter(({ attempts }) => attempts > 1).length;
    if (again !== 1) throw new Error(`An answer of ${name} was lost, and ${again} batches were repeated`);
    unreliable.failOne();
    await failOnce(runtime, name, local);
    const batches = `${one.length}, in ${several.length} and, one of them repeated, in ${repeated.length} batches`;
    counts.push(`${definition.name}: ${local.rows.length} rows in ${batches}`);
    shown.push(
      `${definition.name} predicts from SQL exactly what the model predicts locally: ${local.rows.length} rows in ${batches}`,
      `${definition.name} of a model that fails ends without the model's own words, and is not repeated`,
    );
    unreliable.rejectOne();
    await repeatOnce(runtime, name, local);
    shown.push(`${definition.name} asks a container again that answered 503`);
    const isShared = cloud.models?.refusesOtherAccounts === true;
    for (const intruder of isShared ? intrudersOf(cloud, accounts) : cloud.intruders(accounts))
      shown.push(`${definition.name}: ${await refuse(runtime, intruder, name, local.rows[0], AS_OWNER)}`);
  }
  return { counts, shown };
}

async function select(
  runtime: ExternalFunctionRuntime,
  name: string,
  { rows, predictions }: LocalPredictions,
  batchRows: number,
): Promise<CallResult[]> {
  const batches = await runtime.callRows(name, rows, { ...AS_OWNER, batchRows });
  const found = batches.flatMap(valuesOf);
  const wrong = rows.findIndex((_, index) => found[index] !== predictions[index]);
  if (wrong >= 0)
    throw new Error(
      `SELECT ${name}(...) gives ${JSON.stringify(found[wrong])} for row ${wrong} of ${rows.length}, where the model loaded locally gives ${predictions[wrong]}`,
    );
  return batches;
}

function valuesOf({ function: name, result, error, httpCalls }: CallResult): unknown[] {
  if (error !== undefined) {
    const why = httpCalls.at(-1)?.notes ?? [];
    throw new Error(`SELECT ${name}(...) failed: ${error}${why.length === 0 ? "" : ` (${why.join("; ")})`}`);
  }
  return Array.isArray(result) ? result : [result];
}

async function failOnce(runtime: ExternalFunctionRuntime, name: string, { rows }: LocalPredictions): Promise<void> {
  const [result] = await runtime.callRows(name, rows.slice(0, 2), AS_OWNER);
  const { error, status, attempts = 0 } = result ?? {};
  if (attempts !== 1) throw new Error(`SELECT ${name}(...) was sent ${attempts} times, although its model failed`);
  if (status === 200) throw new Error(`The failure of the model of ${name} reached Snowflake as 200`);
  if (error === undefined) throw new Error(`SELECT ${name}(...) has a result, although its model failed`);
  if (error.includes(PRIVATE)) throw new Error(`SELECT ${name}(...) shows what its model wrote when it failed`);
}

async function repeatOnce(runtime: ExternalFunctionRuntime, name: string, local: LocalPredictions): Promise<void> {
  const [{ attempts }] = (await select(runtime, name, local, local.rows.length)) as [CallResult];
  if (attempts < 2) throw new Error(`The container of ${name} was busy, and its batch was not sent again`);
}
