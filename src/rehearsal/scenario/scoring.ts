import { join } from "node:path";
import type { RehearsalReport } from "../report";
import { ModelIngresses, ModelServers, predictLocally, type LocalPredictions } from "../servers";
import { ExternalFunctionRuntime, type ExternalFunctionDefinition } from "../snowflake";
import type { AppliedState } from "../state";
import { requireSound, tryTranslators } from "./applied-functions";
import type { Deployed } from "./deployed";
import type { LoggedModel } from "./logged-model";
import type { Ready } from "./prepare";
import { reportedDifferences } from "./reported";
import { scoreRows } from "./scored-rows";

const FUNCTION = "snowflake_external_function";

/** The functions that a state has and an earlier one has not. */
function addedFunctions(before: AppliedState, state: AppliedState): readonly ExternalFunctionDefinition[] {
  const known = new Set(before.all(FUNCTION).map(({ address }) => address));
  const added = state.all(FUNCTION).filter(({ address }) => !known.has(address));
  const names = new Set(added.map(({ attributes }) => attributes.name));
  return new ExternalFunctionRuntime({ state, gateways: [] }).definitions.filter(({ name }) => names.has(name));
}

/** The trained model behind the endpoints that were applied, served by MLflow's own scoring server. */
export class ModelScoring {
  private readonly servers: ModelServers;
  private readonly ingresses: ModelIngresses;
  private readonly local: Promise<LocalPredictions>;

  constructor(
    private readonly ready: Ready,
    private readonly model: LoggedModel,
    cleanup: { add(what: string, end: () => Promise<void>): void },
  ) {
    const { python, modelFolder, workFolder } = ready;
    this.servers = new ModelServers({ python, workFolder: join(workFolder, "models"), locate: model.locate });
    this.ingresses = new ModelIngresses({ python, workFolder: join(workFolder, "ingresses") });
    cleanup.add("model servers", async () => {
      await this.ingresses.stop();
      await this.servers.stop();
    });
    this.local = predictLocally({ python, modelFolder, workFolder });
    // It is met where rows are scored; until then it must not count as unhandled.
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
   * Scores the whole data set by the functions that the model brought.
   * @returns the counts
   * @throws Error for a translator that cannot run, and for the first prediction that is not the model's own
   */
  public async score(before: AppliedState, deployed: Deployed, report: RehearsalReport): Promise<string> {
    const functions = addedFunctions(before, deployed.state);
    requireSound(await tryTranslators(deployed, functions));
    const { servers: models, ingresses } = this;
    const { counts, shown } = await scoreRows({ deployed, functions, models, ingresses, local: await this.local });
    report.shown.push(
      ...shown,
      ...functions.map(({ name }) => `The translators of ${name} run with valid and invalid rows`),
    );
    report.differences.push(...reportedDifferences(ingresses.differences));
    return counts.join("; ");
  }

  /** Local ports by the URI of the model. */
  public ports(): Promise<Record<string, number>> {
    return this.servers.ports();
  }

  /** Local ports of the proxies in front of models, by the name of their service. */
  public ingressPorts(): Promise<Record<string, number>> {
    return this.ingresses.ports();
  }
}
