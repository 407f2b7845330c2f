import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { StatementError, type Row, type SqlSession } from "../../src/cli/check/session";

/** Results of statements by a piece of their text; the longest that fits is taken. */
const RESULTS: Readonly<Record<string, string>> = {
  "CURRENT_ROLE()": "ACCOUNTADMIN",
  MLFLOW_EXPERIMENT_GET_BY_NAME: '{"body":{"experiments":[{"experiment_id":"7"}]}}',
  MLFLOW_RUN_CREATE: '{"body":{"run":{"info":{"run_id":"r1"}}}}',
};

/** As much of Snowflake's own HTTP protocol as its driver needs for a sign-in and statements. */
export class FakeSnowflake {
  public readonly logins: Record<string, unknown>[] = [];
  public readonly statements: Record<string, unknown>[] = [];
  /** Lets nobody in. */
  public refuses = false;
  /** Runs the statements. @default - a fixed result for each */
  public engine?: Pick<SqlSession, "execute">;
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  public start(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  public stop(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  /** The variables that lead the driver here. */
  public get env(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return { SNOWFLAKE_PROTOCOL: "http", SNOWFLAKE_HOST: "127.0.0.1", SNOWFLAKE_PORT: String(port) };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw).toString() : raw.toString();
    const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(await this.reply(request.url ?? "", body)));
  }

  private async reply(url: string, body: Record<string, unknown>): Promise<unknown> {
    if (url.startsWith("/session/v1/login-request")) {
      this.logins.push(body.data as Record<string, unknown>);
      if (this.refuses) return { success: false, code: "390144", message: "JWT token is invalid.", data: {} };
      return { success: true, data: { token: "t", masterToken: "m", parameters: [], sessionInfo: {}, sessionId: 1 } };
    }
    if (!url.startsWith("/queries/v1/query-request")) return { success: true, data: {} };
    this.statements.push(body);
    const sql = String(body.sqlText);
    if (this.engine !== undefined) return executed(this.engine, sql, body.bindings);
    if (sql.includes("NOTHING"))
      return {
        success: false,
        code: "002140",
        message: "SQL compilation error:\nUnknown function NOTHING",
        data: { errorCode: "002140", sqlState: "42601" },
      };
    const value = Object.entries(RESULTS).find(([piece]) => sql.includes(piece))?.[1];
    return { success: true, data: result(sql.includes("ROLE()") ? "ROLE" : "RESULT", value ?? "{}") };
  }
}

/** What an engine says to a statement. */
async function executed(engine: Pick<SqlSession, "execute">, sql: string, bindings: unknown): Promise<unknown> {
  const binds = Object.values((bindings ?? {}) as Record<string, { type: string; value: string }>);
  try {
    const rows = await engine.execute(
      sql,
      binds.map(({ type, value }) => (type === "TEXT" ? value : Number(value))),
    );
    return { success: true, data: table(rows) };
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    return { success: false, code: "100000", message: error.message, data: { errorCode: "100000", sqlState: "P0000" } };
  }
}

/** A table of texts and, named RESULT, a VARIANT. */
function table(rows: readonly Row[]) {
  const names = Object.keys(rows[0] ?? { status: "" });
  const texts = rows.map((row) =>
    names.map((name) => (name === "RESULT" ? JSON.stringify(row[name]) : String(row[name]))),
  );
  const [first = "status", ...others] = names;
  const { rowtype, ...rest } = result(first, "");
  const columns = others.flatMap((name) => result(name, "").rowtype);
  return { ...rest, rowset: texts, total: rows.length, returned: rows.length, rowtype: [...rowtype, ...columns] };
}

function result(name: string, value: string) {
  return {
    queryId: "01",
    queryResultFormat: "json",
    parameters: [],
    total: 1,
    returned: 1,
    version: 1,
    statementTypeId: 4096,
    rowset: [[value]],
    rowtype: [
      {
        name,
        type: name === "RESULT" ? "variant" : "text",
        nullable: true,
        length: null,
        precision: null,
        scale: null,
      },
    ],
  };
}
