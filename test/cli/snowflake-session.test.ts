import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { StatementError } from "../../src/cli/check/session";
import { SnowflakeSession, connectionOptions } from "../../src/cli/check/snowflake-session";

const WHO = {
  SNOWFLAKE_ORGANIZATION_NAME: "ACME",
  SNOWFLAKE_ACCOUNT_NAME: "DEV",
  SNOWFLAKE_USER: "ANNA",
};

describe("signing in", () => {
  test("takes a key pair, a token of either kind, or a browser, as the Terraform provider does", () => {
    const key = { ...WHO, SNOWFLAKE_AUTHENTICATOR: "snowflake_jwt", SNOWFLAKE_PRIVATE_KEY: "PEM" };
    expect(connectionOptions({ ...key, SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: "p" })).toMatchObject({
      account: "ACME-DEV",
      username: "ANNA",
      authenticator: "SNOWFLAKE_JWT",
      privateKey: "PEM",
      privateKeyPass: "p",
    });
    for (const authenticator of ["PROGRAMMATIC_ACCESS_TOKEN", "OAUTH"])
      expect(connectionOptions({ ...WHO, SNOWFLAKE_AUTHENTICATOR: authenticator, SNOWFLAKE_TOKEN: "t" })).toMatchObject(
        { authenticator, token: "t" },
      );
    expect(connectionOptions({ ...WHO, SNOWFLAKE_AUTHENTICATOR: "EXTERNALBROWSER" })).not.toHaveProperty("token");
  });

  test.each([
    ["no account", { ...WHO, SNOWFLAKE_ACCOUNT_NAME: "" }, "SNOWFLAKE_ACCOUNT_NAME is not set"],
    ["no user", { ...WHO, SNOWFLAKE_USER: "" }, "SNOWFLAKE_USER is not set"],
    ["no secret at all", WHO, "SNOWFLAKE_PASSWORD is not set. Set SNOWFLAKE_PRIVATE_KEY"],
    ["no key", { ...WHO, SNOWFLAKE_AUTHENTICATOR: "SNOWFLAKE_JWT" }, "SNOWFLAKE_PRIVATE_KEY is not set"],
    ["no token", { ...WHO, SNOWFLAKE_AUTHENTICATOR: "OAUTH" }, "SNOWFLAKE_TOKEN is not set"],
    ["another way", { ...WHO, SNOWFLAKE_AUTHENTICATOR: "OKTA" }, "does not sign in by OKTA"],
  ])("with %s says what to set", (_what, env, message) => {
    expect(() => connectionOptions(env)).toThrow(message);
  });
});

/** As much of Snowflake's own HTTP protocol as the driver needs for a sign-in and a statement. */
class FakeSnowflake {
  public readonly logins: Record<string, unknown>[] = [];
  public readonly statements: Record<string, unknown>[] = [];
  public refuses = false;
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  public start(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  public stop(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

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
    response.end(JSON.stringify(this.reply(request.url ?? "", body)));
  }

  private reply(url: string, body: Record<string, unknown>): unknown {
    if (url.startsWith("/session/v1/login-request")) {
      this.logins.push(body.data as Record<string, unknown>);
      if (this.refuses) return { success: false, code: "390144", message: "JWT token is invalid.", data: {} };
      return { success: true, data: { token: "t", masterToken: "m", parameters: [], sessionInfo: {}, sessionId: 1 } };
    }
    if (!url.startsWith("/queries/v1/query-request")) return { success: true, data: {} };
    this.statements.push(body);
    const failure = { errorCode: "002140", sqlState: "42601" };
    if (String(body.sqlText).includes("NOTHING"))
      return {
        success: false,
        code: "002140",
        message: "SQL compilation error:\nUnknown function NOTHING",
        data: failure,
      };
    return { success: true, data: RESULT };
  }
}

const RESULT = {
  queryId: "01",
  queryResultFormat: "json",
  parameters: [],
  total: 1,
  returned: 1,
  version: 1,
  statementTypeId: 4096,
  rowset: [['{"body":{"run":{"info":{"run_id":"r1"}}}}']],
  rowtype: [{ name: "RESULT", type: "variant", nullable: true, length: null, precision: null, scale: null }],
};

describe("a session in Snowflake", () => {
  const server = new FakeSnowflake();
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const env = () => ({
    ...WHO,
    ...server.env,
    SNOWFLAKE_AUTHENTICATOR: "SNOWFLAKE_JWT",
    SNOWFLAKE_PRIVATE_KEY: privateKey,
    SNOWFLAKE_ROLE: "DEPLOYER",
  });

  test("signs in with a key, runs a statement with its values apart, and reads a VARIANT", async () => {
    const session = await SnowflakeSession.open(connectionOptions(env()));
    const rows = await session.execute("SELECT DB.S.MLFLOW_RUN_CREATE(?) AS RESULT", ["7"]);
    expect(rows).toEqual([{ RESULT: { body: { run: { info: { run_id: "r1" } } } } }]);
    expect(server.logins[0]).toMatchObject({ AUTHENTICATOR: "SNOWFLAKE_JWT", LOGIN_NAME: "ANNA" });
    expect(server.statements.at(-1)).toMatchObject({
      sqlText: "SELECT DB.S.MLFLOW_RUN_CREATE(?) AS RESULT",
      bindings: { "1": { type: "TEXT", value: "7" } },
    });
    await expect(session.execute("SELECT NOTHING()")).rejects.toThrow(
      new StatementError("SQL compilation error:\nUnknown function NOTHING"),
    );
    await session.close();
  });

  test("that Snowflake refuses ends with Snowflake's message", async () => {
    server.refuses = true;
    await expect(SnowflakeSession.open(connectionOptions(env()))).rejects.toThrow(StatementError);
    await expect(SnowflakeSession.open(connectionOptions(env()))).rejects.toThrow("JWT token is invalid");
  });
});
