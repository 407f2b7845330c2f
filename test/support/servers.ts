import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  pythonEnvironment,
  startContainers,
  startPostgres,
  type ContainerDefinition,
  type Postgres,
  type PythonEnvironment,
  type RunningContainers,
} from "../../src/rehearsal/servers";

/**
 * Real servers for a test file: each is started when a test first asks for it, and `stop` ends all that were started. Jest
 * shares nothing between test files, so that each file has its own: put tests that need MLflow into few files.
 *
 * @example
 * const servers = new SharedServers();
 * afterAll(() => servers.stop());
 */
export class SharedServers {
  private folder?: string;
  private database?: Promise<Postgres>;
  private environment?: Promise<PythonEnvironment>;
  private readonly running: RunningContainers[] = [];

  /** A temporary folder that goes with the servers. */
  public get workFolder(): string {
    this.folder ??= mkdtempSync(join(tmpdir(), "mlops-test-"));
    return this.folder;
  }

  /** One PostgreSQL server for the file; make a database a test. */
  public postgres(): Promise<Postgres> {
    this.database ??= startPostgres();
    return this.database;
  }

  /**
   * The Python environment with MLflow. Where it can't be had the test fails with the reason: no test is skipped in silence.
   * @throws PythonUnavailable with the remedy
   */
  public python(): Promise<PythonEnvironment> {
    this.environment ??= pythonEnvironment();
    return this.environment;
  }

  /** Starts containers as local processes, in a folder of their own. */
  public async containers(definitions: readonly ContainerDefinition[], name = "task"): Promise<RunningContainers> {
    const started = await startContainers(definitions, {
      python: await this.python(),
      postgres: await this.postgres(),
      artifactRoot: join(this.workFolder, name, "artifacts"),
      workFolder: join(this.workFolder, name),
    });
    this.running.push(started);
    return started;
  }

  /** Ends everything. */
  public async stop(): Promise<void> {
    for (const started of this.running) await started.stop();
    await (await this.database)?.stop();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }
}
