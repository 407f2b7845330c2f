import { generateKeyPairSync } from "node:crypto";
import { StatementError } from "../../src/cli/check/session";
import { SnowflakeSession, connectionOptions } from "../../src/cli/check/snowflake-session";
import { FakeSnowflake } from "../support/fake-snowflake";

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

  test("takes the identity of a workload, and a token where the pipeline's own is the identity", () => {
    const workload = { ...WHO, SNOWFLAKE_AUTHENTICATOR: "WORKLOAD_IDENTITY" };
    expect(connectionOptions({ ...workload, SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "aws" })).toMatchObject({
      authenticator: "WORKLOAD_IDENTITY",
      workloadIdentityProvider: "AWS",
    });
    const oidc = { ...workload, SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "OIDC" };
    expect(connectionOptions({ ...oidc, SNOWFLAKE_TOKEN: "t" })).toMatchObject({
      workloadIdentityProvider: "OIDC",
      token: "t",
    });
    expect(() => connectionOptions(oidc)).toThrow("SNOWFLAKE_TOKEN is not set. Set it to a token of the pipeline");
    expect(() => connectionOptions(workload)).toThrow(
      "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER must be one of AWS, AZURE, GCP, OIDC",
    );
  });

  test.each([
    ["no account", { ...WHO, SNOWFLAKE_ACCOUNT_NAME: "" }, "SNOWFLAKE_ACCOUNT_NAME is not set"],
    ["no user", { ...WHO, SNOWFLAKE_USER: "" }, "SNOWFLAKE_USER is not set"],
    ["no secret at all", WHO, "SNOWFLAKE_PASSWORD is not set. Set SNOWFLAKE_PRIVATE_KEY"],
    ["no key", { ...WHO, SNOWFLAKE_AUTHENTICATOR: "SNOWFLAKE_JWT" }, "SNOWFLAKE_PRIVATE_KEY is not set"],
    ["no token", { ...WHO, SNOWFLAKE_AUTHENTICATOR: "OAUTH" }, "SNOWFLAKE_TOKEN is not set"],
    ["another way", { ...WHO, SNOWFLAKE_AUTHENTICATOR: "OKTA" }, "does not support the authenticator OKTA"],
  ])("with %s says what to set", (_what, env, message) => {
    expect(() => connectionOptions(env)).toThrow(message);
  });
});

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
