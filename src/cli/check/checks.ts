import { symptomsOf } from "./clouds";
import { diagnoseAny, diagnoseFunction, diagnoseStage } from "./diagnosis";
import { StatementError, type SqlSession } from "./session";
import type { CloudSymptoms, Diagnosis } from "./symptoms";

/** What is checked, as the deploy's outputs name it. */
export interface CheckTarget {
  /** `<database>.<schema>` of the functions and the stage. */
  readonly schema: string;
  /** Role that calls. */
  readonly role: string;
  readonly warehouse: string;
  /** Experiment that the run is logged to. */
  readonly experiment: string;
  /** Timeout of a statement in seconds. */
  readonly timeoutSeconds: number;
  /** URL of the gateway: its host name tells the cloud. */
  readonly gatewayUrl: string;
}

/** The result of one step. */
export interface Finding {
  readonly step: string;
  readonly holds: boolean;
  /** The result, or the error message. */
  readonly note: string;
  readonly diagnosis?: Diagnosis;
}

const STAGE = "MLFLOW_ARTIFACT_STAGE";

/** Follows a path of keys and indexes into JSON. */
function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => {
    if (typeof inner !== "object" || inner === null) return undefined;
    return (inner as Record<string, unknown>)[key];
  }, value);
}

/** Checks a platform from Snowflake, step by step along the path of a call. */
export class PlatformCheck {
  public readonly findings: Finding[] = [];
  private ownRole = "";
  private readonly cloud: CloudSymptoms;

  constructor(
    private readonly session: SqlSession,
    private readonly target: CheckTarget,
    private readonly report: (finding: Finding) => void,
  ) {
    this.cloud = symptomsOf(target.gatewayUrl);
  }

  /** Runs all steps that can be run: those that depend on a failed step are skipped. */
  public async run(): Promise<Finding[]> {
    if (await this.prepare()) {
      await this.logRun();
      const diagnose = (message: string) => diagnoseStage(this.cloud, message);
      await this.step(`LIST @${STAGE}`, diagnose, async () => {
        const files = await this.session.execute(`LIST @${this.target.schema}.${STAGE}`);
        return `${files.length} files`;
      });
    }
    return this.findings;
  }

  private async prepare(): Promise<boolean> {
    const { role, warehouse, timeoutSeconds } = this.target;
    const timeout = `ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = ${timeoutSeconds}`;
    const hasRole = await this.step(`USE ROLE ${role}`, diagnoseAny, async () => {
      await this.session.execute(timeout);
      const [row] = await this.session.execute("SELECT CURRENT_ROLE() AS ROLE");
      this.ownRole = String(row?.ROLE ?? "");
      await this.session.execute(`USE ROLE ${role}`);
      // The privileges of the user's other roles would hide a missing grant.
      await this.session.execute("USE SECONDARY ROLES NONE");
      return "granted";
    });
    if (!hasRole) return false;
    return this.step(`USE WAREHOUSE ${warehouse}`, diagnoseAny, async () => {
      await this.session.execute(`USE WAREHOUSE ${warehouse}`);
      return "usable by the role";
    });
  }

  /** The five functions, in the order in which kedro-snowflake calls them. */
  private async logRun(): Promise<void> {
    const { experiment } = this.target;
    const experimentId = await this.call(
      "MLFLOW_EXPERIMENT_GET_BY_NAME",
      [experiment],
      "body.experiments.0.experiment_id",
    );
    if (experimentId === undefined) return;
    const runId = await this.call("MLFLOW_RUN_CREATE", [experimentId], "body.run.info.run_id");
    if (runId === undefined) return;
    await this.call("MLFLOW_RUN_LOG_PARAMETER", [runId, "checked_by", "mlops check"]);
    await this.call("MLFLOW_RUN_LOG_METRIC", [runId, "checked", 1]);
    await this.call("MLFLOW_RUN_UPDATE", [runId, "FINISHED"]);
  }

  /** Calls a function. Returns the text at the path, or undefined if the step failed. */
  private async call(name: string, binds: readonly (string | number)[], path?: string): Promise<string | undefined> {
    const { schema, experiment } = this.target;
    let value: string | undefined;
    const marks = binds.map(() => "?").join(", ");
    const diagnose = async (message: string) =>
      diagnoseFunction(this.cloud, message, await this.isThere(name, message));
    const holds = await this.step(name, diagnose, async () => {
      const [row] = await this.session.execute(`SELECT ${schema}.${name}(${marks}) AS RESULT`, binds);
      const result: unknown = typeof row?.RESULT === "string" ? JSON.parse(row.RESULT) : row?.RESULT;
      const found = path === undefined ? "done" : at(result, path);
      if (typeof found !== "string")
        throw new StatementError(`remote service error: 404 'MLflow has no experiment "${experiment}"'`);
      value = found;
      return path === undefined ? "done" : `${path.split(".").at(-1)} ${found}`;
    });
    return holds ? value : undefined;
  }

  /** Whether the session's own role sees a function that the checked role does not. */
  private async isThere(name: string, message: string): Promise<boolean> {
    if (!/Unknown .*function/i.test(message) || this.ownRole === "" || this.ownRole === "null") return false;
    try {
      await this.session.execute(`USE ROLE ${this.ownRole}`);
      const rows = await this.session.execute(`SHOW USER FUNCTIONS LIKE '${name}' IN SCHEMA ${this.target.schema}`);
      return rows.some((row) => row.name === name);
    } catch (error) {
      // A role without the privilege to list functions proves nothing.
      if (error instanceof StatementError) return false;
      throw error;
    } finally {
      await this.session.execute(`USE ROLE ${this.target.role}`);
    }
  }

  private async step(
    step: string,
    diagnose: (message: string) => Diagnosis | Promise<Diagnosis>,
    work: () => Promise<string>,
  ): Promise<boolean> {
    let finding: Finding;
    try {
      finding = { step, holds: true, note: await work() };
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      finding = { step, holds: false, note: error.message, diagnosis: await diagnose(error.message) };
    }
    this.findings.push(finding);
    this.report(finding);
    return finding.holds;
  }
}
