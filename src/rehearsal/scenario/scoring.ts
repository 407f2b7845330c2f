import { join } from "node:path";
import { snowflakeAccount } from "../clouds";
import type { RehearsalReport } from "../report";
import { ModelServers, predictLocally, type LocalPredictions } from "../servers";
import {
  ModelServiceError,
  type ModelAnswer,
  type ModelRequest,
  type ModelRuntime,
  type ServedModel,
} from "../servers/model-runtime";
import { ExternalFunctionRuntime, type CallResult, type ExternalFunctionDefinition } from "../snowflake";
import { AS_OWNER } from "../snowflake/trials";
import type { AppliedState } from "../state";
import type { Deployed } from "./deployed";
import type { LoggedModel } from "./logged-model";
import type { Ready } from "./prepare";
import { refuse } from "./training";

/** Rows of a batch where a statement has several. */
const SMALL_BATCH = 64;

/** How a batch came to its predictions. */
interface Scored {
  readonly rows: number;
  readonly batches: number;
  readonly repeated: number;
}

/** The servers of the models. It loses an answer when it is told to: the batch was scored, and Snowflake sends it again. */
class LossyModels implements ModelRuntime {
  private toLose = 0;

  constructor(private readonly servers: ModelServers) {}

  public loseOne(): void {
    this.toLose = 1;
  }

  public async invoke(model: ServedModel, request: ModelRequest): Promise<ModelAnswer> {
    const answer = await this.servers.invoke(model, request);
    if (this.toLose === 0) return answer;
    this.toLose--;
    throw new ModelServiceError(503, "the endpoint is being updated");
  }
}

function fullName({ database, schema, name }: ExternalFunctionDefinition): string {
  return [database, schema, name].map((part) => `"${part}"`).join(".");
}

function runtimeOf({ cloud, accounts, state }: Deployed, models?: ModelRuntime): ExternalFunctionRuntime {
  return new ExternalFunctionRuntime({
    state,
    account: snowflakeAccount(accounts),
    gateways: [cloud.gateway(accounts, { locate: () => undefined, models })],
  });
}

/** The functions that one state has and another has not. */
export function addedFunctions(before: AppliedState, after: Deployed): readonly ExternalFunctionDefinition[] {
  const known = new Set(before.all("snowflake_external_function").map(({ address }) => address));
  const added = new Set(
    after.state
      .all("snowflake_external_function")
      .filter(({ address }) => !known.has(address))
      .map(({ attributes }) => String(attributes.name)),
  );
  return runtimeOf(after).definitions.filter(({ name }) => added.has(name));
}

/** The trained model behind the endpoints that were applied, served by MLflow's own scoring server. */
export class ModelScoring {
  private readonly servers: ModelServers;
  private readonly local: Promise<LocalPredictions>;

  constructor(
    private readonly ready: Ready,
    private readonly model: LoggedModel,
    cleanup: { add(what: string, end: () => Promise<void>): void },
  ) {
    const { python, modelFolder, workFolder } = ready;
    this.servers = new ModelServers({ python, workFolder: join(workFolder, "models"), locate: model.locate });
    cleanup.add("model servers", () => this.servers.stop());
    this.local = predictLocally({ python, modelFolder, workFolder });
    this.local.catch(() => undefined);
  }

  /**
   * Starts what serves the trained model: an endpoint is in service when its containers answer.
   * @throws Error when no endpoint has the model
   */
  public async start({ cloud, accounts }: Deployed, report: RehearsalReport): Promise<void> {
    const served = (cloud.models?.served(accounts) ?? []).filter(({ uri }) => this.model.locate(uri) !== undefined);
    if (served.length === 0)
      throw new Error(`No endpoint serves the model at ${this.model.location}, which the program was given`);
    await Promise.all(served.map((each) => this.servers.ready(each)));
    const version = this.ready.python.versions.get("mlflow") ?? "";
    for (const image of new Set(served.map((each) => each.image)))
      report.programs.push(`${image}: the scoring server of mlflow ${version}`);
  }

  /**
   * Scores the whole data set by functions: in one batch, in several, and with a batch whose answer is lost.
   * @throws Error for the first prediction that is not the model's own
   */
  public async score(
    deployed: Deployed,
    functions: readonly ExternalFunctionDefinition[],
    report: RehearsalReport,
  ): Promise<string> {
    const local = await this.local;
    const models = new LossyModels(this.servers);
    const runtime = runtimeOf(deployed, models);
    const notes: string[] = [];
    for (const definition of functions) {
      const name = fullName(definition);
      const scored: Scored[] = [];
      for (const batchRows of [local.rows.length, SMALL_BATCH])
        scored.push(await select(runtime, name, local, batchRows));
      models.loseOne();
      scored.push(await select(runtime, name, local, SMALL_BATCH));
      const [one, several, repeated] = scored;
      if (repeated?.repeated !== 1)
        throw new Error(`${name} lost an answer, and ${repeated?.repeated} batches were repeated`);
      const counts = `${local.rows.length} rows in ${one?.batches}, in ${several?.batches} and, one of them repeated, in ${repeated.batches} batches`;
      notes.push(`${definition.name}: ${counts}`);
      report.shown.push(`${definition.name} predicts from SQL exactly what the model predicts locally: ${counts}`);
      report.shown.push(...(await refusals(deployed, runtime, name, local)));
    }
    return notes.join("; ");
  }
}

/** Who is not our Snowflake account is refused at the endpoint's route too. */
async function refusals(
  { cloud, accounts }: Deployed,
  runtime: ExternalFunctionRuntime,
  name: string,
  { rows: [row = []] }: LocalPredictions,
): Promise<string[]> {
  const refused: string[] = [];
  for (const intruder of cloud.intruders(accounts)) refused.push(await refuse(runtime, intruder, name, row, AS_OWNER));
  return refused.map((each) => `${each}, at the endpoint's route`);
}

async function select(
  runtime: ExternalFunctionRuntime,
  name: string,
  { rows, predictions }: LocalPredictions,
  batchRows: number,
): Promise<Scored> {
  const batches = await runtime.callRows(name, rows, { ...AS_OWNER, batchRows });
  const found = batches.flatMap(valuesOf);
  const wrong = rows.findIndex((_, index) => found[index] !== predictions[index]);
  if (wrong >= 0 || found.length !== rows.length)
    throw new Error(
      `SELECT ${name}(...) gives ${JSON.stringify(found[wrong])} for row ${wrong} of ${rows.length}, where the model loaded locally gives ${predictions[wrong]}`,
    );
  return {
    rows: rows.length,
    batches: batches.length,
    repeated: batches.filter(({ attempts }) => attempts > 1).length,
  };
}

function valuesOf({ function: name, result, error }: CallResult): unknown[] {
  if (error !== undefined) throw new Error(`SELECT ${name}(...) failed: ${error}`);
  return Array.isArray(result) ? result : [result];
}
