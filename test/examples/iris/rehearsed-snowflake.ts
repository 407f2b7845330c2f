import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import type { ExternalFunctionRuntime, StageRuntime } from "../../../src/rehearsal/snowflake";
import type { AppliedState } from "../../../src/rehearsal/state";

type Request =
  | { readonly sql: string; readonly params: readonly unknown[] }
  | { readonly files: readonly string[]; readonly target: string };

export interface RehearsedSnowflakeProps {
  readonly state: AppliedState;
  readonly functions: ExternalFunctionRuntime;
  readonly stages: StageRuntime;
  /** The role of the session and of the copy task. */
  readonly role: string;
  /** Folder that holds the files of the internal model stage. */
  readonly stageFolder: string;
  /** The folder that stands for the artifact bucket, and what of an object's address it stands for. */
  readonly artifacts: { readonly folder: string; readonly url: string };
}

/** What Snowflake does for the session of a Kedro node, over the applied functions, stages and task. */
export class RehearsedSnowflake {
  /** The statements and uploads that came, in their order. */
  public readonly statements: string[] = [];
  private readonly server: Server;

  constructor(private readonly props: RehearsedSnowflakeProps) {
    this.server = createServer((request, response) => {
      void this.answer(request).then((answer) => response.end(JSON.stringify(answer)));
    });
  }

  public async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** What the applied task does in one run. @returns the objects that it wrote */
  public runCopyTask(): string[] {
    const { state, stages, role, stageFolder, artifacts } = this.props;
    const [task] = state.all("snowflake_task");
    const statement = String(task?.attributes.sql_statement);
    const [, target = "", source = ""] = /^COPY FILES INTO @(\S+) FROM @(\S+)$/.exec(statement) ?? [];
    const files = readdirSync(stageFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(stageFolder.length + 1));
    const objects = stages.copyFiles(target, source, role, files);
    files.forEach((file, index) => {
      const object = objects[index] ?? "";
      if (!object.startsWith(artifacts.url)) throw new Error(`MLflow does not look for artifacts at ${object}`);
      cpSync(join(stageFolder, file), join(artifacts.folder, object.slice(artifacts.url.length)));
    });
    return objects;
  }

  private async answer(request: IncomingMessage): Promise<{ rows: unknown } | { error: string }> {
    try {
      const chunks = await request.toArray();
      const asked = JSON.parse(Buffer.concat(chunks as Buffer[]).toString("utf8")) as Request;
      return {
        rows: "sql" in asked ? await this.select(asked.sql, asked.params) : this.put(asked.files, asked.target),
      };
    } catch (error) {
      return { error: (error as Error).message };
    }
  }

  /** `SELECT function(arguments)`, with a path into the VARIANT or without, which comes as JSON text. */
  private async select(sql: string, params: readonly unknown[]): Promise<unknown[][]> {
    this.statements.push(sql);
    const [, name = "", list = "", path = ""] = /^SELECT ([\w.]+)\(([^()]*)\)(?::(\S+))?$/.exec(sql) ?? [];
    if (name === "") throw new Error(`a statement that is not expected here: ${sql}`);
    const args = /^\?(, \?)*$/.test(list) ? params : [literal(list)];
    const { error, result } = await this.props.functions.call(name, args, { role: this.props.role });
    if (error !== undefined) throw new Error(error);
    const value = path
      .split(/[.[\]]+/)
      .filter((key) => key !== "")
      .reduce<unknown>((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], result);
    return [[value === undefined ? null : JSON.stringify(value)]];
  }

  private put(files: readonly string[], target: string): unknown[][] {
    this.statements.push(`PUT ${target}`);
    const [, stage = "", path = ""] = /^@([\w.]+)\/(.*)$/.exec(target) ?? [];
    this.props.stages.put(stage, this.props.role);
    const folder = join(this.props.stageFolder, path);
    mkdirSync(folder, { recursive: true });
    for (const file of files) cpSync(file, join(folder, basename(file)));
    return files.map((file) => [basename(file), "UPLOADED"]);
  }
}

/** A number, or a text without a quote in it. */
function literal(sql: string): unknown {
  const [, text, number] = /^(?:'([^']*)'|(\d+))$/.exec(sql) ?? [];
  if (text === undefined && number === undefined) throw new Error(`a literal that is not expected here: ${sql}`);
  return text ?? Number(number);
}
