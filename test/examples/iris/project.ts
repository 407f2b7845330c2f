import { spawn } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pythonEnvironment } from "../../../src/rehearsal/servers";
import { PYTHON_FOLDER, pythonVariables } from "../../../src/rehearsal/servers/python";
import type { AppliedState } from "../../../src/rehearsal/state";
import { ROOT } from "../../support/cli";

/** The Kedro project of the example. */
export const PROJECT = join(ROOT, "examples", "iris-pipeline", "project");

/** What a run of the pipeline printed. */
export interface KedroRun {
  readonly status: number | null;
  readonly runId: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly errors: string;
}

/** A copy of the project, configured by a deploy's outputs. */
export class IrisProject {
  /** @param session address of the session that the nodes get */
  constructor(
    private readonly folder: string,
    state: AppliedState,
    private readonly session: string,
  ) {
    cpSync(PROJECT, folder, { recursive: true });
    this.configure("snowflake.yml", String(state.outputs.kedro_snowflake_yml));
    this.configure("credentials.yml", String(state.outputs.kedro_credentials_yml));
    // In Snowflake these go from task to task through kedro-snowflake's stage.
    const between = ["train_set", "test_set", "model", "metrics"].map((name) => [
      name,
      { type: "pickle.PickleDataset", filepath: `data/tasks/${name}.pkl` },
    ]);
    this.configure("catalog.yml", JSON.stringify(Object.fromEntries(between)));
  }

  /** Runs the pipeline as kedro-snowflake does, with parameters in place of the project's. */
  public async run(parameters: object = {}): Promise<KedroRun> {
    const { python, folder } = await pythonEnvironment({ requirements: join(PYTHON_FOLDER, "requirements-test.txt") });
    const script = join(__dirname, "kedro_snowflake.py");
    const child = spawn(python, ["-W", "ignore", script, this.folder, JSON.stringify(parameters)], {
      env: {
        ...pythonVariables(),
        PYTHONPATH: join(__dirname, "snowpark"),
        // Compiled modules are kept beside the environment, and never beside a source.
        PYTHONPYCACHEPREFIX: join(folder, "pycache"),
        REHEARSED_SNOWFLAKE: this.session,
        NO_PROXY: "127.0.0.1",
        no_proxy: "127.0.0.1",
        // Kedro brings kedro-telemetry, which sends nothing then.
        DO_NOT_TRACK: "1",
        KEDRO_LOGGING_CONFIG: join(__dirname, "logging.yml"),
        SNOWFLAKE_ACCOUNT: "example-account",
        SNOWFLAKE_USER: "ANNA",
        SNOWFLAKE_PASSWORD: "token",
      },
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [output, errors, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    const [runId = "", metrics = "{}"] = output.trim().split("\n");
    return { status, runId, metrics: JSON.parse(metrics) as Record<string, number>, errors };
  }

  private configure(file: string, content: string): void {
    writeFileSync(join(this.folder, "conf", "local", file), content);
  }
}
