import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  postgresBinaries,
  PostgresUnavailable,
  reachableTemporaryFolder,
  requireFromEmbeddedPostgres,
} from "./postgres-binaries";
import { freePorts, ServerProcess, type ProcessUser } from "./server-process";

/** A database to make, and the user that owns it. */
export interface DatabaseRequest {
  readonly name: string;
  readonly user: string;
  readonly password: string;
}

/** Where a database is reached. */
export interface Database extends DatabaseRequest {
  readonly host: string;
  readonly port: number;
}

/** A real PostgreSQL server on 127.0.0.1. */
export interface Postgres {
  readonly host: string;
  readonly port: number;
  /** `18.4`: read from the server. */
  readonly version: string;
  readonly pid: number;
  /** The folder with its data, socket and log. */
  readonly folder: string;
  /**
   * Creates an empty database and, if needed, its user, who is not a superuser, as on a managed server.
   * @throws Error when the database exists, or its user exists with another password
   */
  createDatabase(request: DatabaseRequest): Promise<Database>;
  /** Runs one statement as the superuser and returns its rows. */
  query(sql: string, database?: string): Promise<Record<string, unknown>[]>;
  /** Ends the server and removes its folder; can be called again. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /**
   * Folder that holds the copied programs between rehearsals.
   * @default - MLOPS_CACHE, else the user's cache folder
   */
  readonly cache?: string;
  /**
   * How long the server may take to answer, in milliseconds.
   * @default - 30000
   */
  readonly timeoutMs?: number;
}

interface Client {
  connect(): Promise<void>;
  query(sql: string): Promise<{ readonly rows: Record<string, unknown>[] }>;
  end(): Promise<void>;
  on(event: "error", listener: () => void): void;
}

interface ClientLibrary {
  readonly Client: new (options: Record<string, unknown>) => Client;
}

const HOST = "127.0.0.1";
const SUPERUSER = "postgres";

/** PostgreSQL refuses to run as root: there it runs as nobody, a user that every system has. */
function serverUser(): ProcessUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string) => Number(execFileSync("id", [option, "nobody"], { encoding: "utf8" })) >>> 0;
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    throw new PostgresUnavailable(
      "PostgreSQL does not run as root, and this system has no user nobody. Run as another user.",
    );
  }
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function quoteText(text: string): string {
  if (text.includes("\\") || text.includes("\0"))
    throw new Error("a password with a backslash or a NUL is not supported");
  return `'${text.replaceAll("'", "''")}'`;
}

class LocalPostgres implements Postgres {
  public readonly host = HOST;
  public version = "";
  private readonly passwords = new Map<string, string>();

  constructor(
    private readonly server: ServerProcess,
    public readonly folder: string,
    public readonly port: number,
    private readonly password: string,
  ) {}

  public get pid(): number {
    return this.server.pid;
  }

  public async waitUntilReady(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      try {
        const [row] = await this.query("SHOW server_version");
        this.version = String(row?.server_version);
        return;
      } catch (error) {
        if (!this.server.isRunning || Date.now() > deadline) {
          const state = this.server.isRunning ? `does not answer: ${String(error)}` : this.server.describeEnd();
          throw new Error(`PostgreSQL ${state}. The end of its log:\n${this.server.lastLines()}`);
        }
        await sleep(30);
      }
    }
  }

  public async createDatabase(request: DatabaseRequest): Promise<Database> {
    const known = this.passwords.get(request.user);
    if (known === undefined) {
      await this.query(`CREATE ROLE ${quoteName(request.user)} LOGIN PASSWORD ${quoteText(request.password)}`);
      this.passwords.set(request.user, request.password);
    } else if (known !== request.password) {
      throw new Error(`the database user ${request.user} exists with another password`);
    }
    await this.query(`CREATE DATABASE ${quoteName(request.name)} OWNER ${quoteName(request.user)}`);
    return { ...request, host: this.host, port: this.port };
  }

  public async query(sql: string, database = "postgres"): Promise<Record<string, unknown>[]> {
    const { Client } = requireFromEmbeddedPostgres("pg") as ClientLibrary;
    const client = new Client({ host: HOST, port: this.port, user: SUPERUSER, password: this.password, database });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  public async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Starts an empty PostgreSQL server: on 127.0.0.1 and a free port, with a password, in a temporary folder that goes when it
 * stops. It does not sync to disk, which makes it fast. No system user is created.
 * @throws PostgresUnavailable when its programs are not installed; Error with the end of its log when it does not start
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const binaries = postgresBinaries(options.cache);
  const user = serverUser();
  const folder = mkdtempSync(join(reachableTemporaryFolder(), "mlops-postgres-"));
  // A socket's path may have about 100 characters, so that it lies right in the folder.
  chmodSync(folder, 0o700);
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  try {
    const password = randomBytes(24).toString("hex");
    const passwordFile = join(folder, "password");
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user !== undefined) chownSync(passwordFile, user.uid, user.gid);
    const common = { cwd: folder, env: { PATH: "/usr/bin:/bin" }, user, folders: [folder] };
    const data = join(folder, "data");
    const logFile = join(folder, "log");
    const init = await ServerProcess.start({
      ...common,
      name: "initdb",
      logFile,
      command: [binaries.initdb, "--pgdata", data, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`].concat([
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync",
        "--no-instructions",
      ]),
    });
    const end = await init.ended;
    await init.stop();
    if (end.code !== 0) throw new Error(`initdb ${init.describeEnd()}. The end of its log:\n${init.lastLines()}`);
    unlinkSync(passwordFile);
    const [port] = await freePorts(1);
    const settings = {
      listen_addresses: HOST,
      port: String(port),
      unix_socket_directories: folder,
      fsync: "off",
      synchronous_commit: "off",
      full_page_writes: "off",
      timezone: "UTC",
    };
    const server = await ServerProcess.start({
      ...common,
      name: "PostgreSQL",
      logFile,
      command: [binaries.postgres, "-D", data].concat(
        Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ),
      // SIGTERM would wait for its clients to leave.
      stopSignal: "SIGINT",
    });
    const postgres = new LocalPostgres(server, folder, Number(port), password);
    try {
      await postgres.waitUntilReady(options.timeoutMs ?? 30_000);
    } catch (error) {
      await postgres.stop();
      throw error;
    }
    return postgres;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
