import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCredentials } from "../../src/cli/credentials";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "mlops-home-"));
});
afterAll(() => rmSync(home, { recursive: true }));

test("each provider names what is missing with its remedy", () => {
  const [aws, snowflake] = checkCredentials(["aws", "snowflake", "random"], {}, home);
  expect(aws?.missing.join()).toContain("aws configure sso");
  expect(snowflake?.missing.join()).toContain("SNOWFLAKE_ORGANIZATION_NAME");
  expect(snowflake?.missing).toHaveLength(4);
});

test("complete credentials leave nothing missing, and no value is told", () => {
  const env = {
    AWS_PROFILE: "p",
    SNOWFLAKE_ORGANIZATION_NAME: "o",
    SNOWFLAKE_ACCOUNT_NAME: "a",
    SNOWFLAKE_USER: "u",
    SNOWFLAKE_PRIVATE_KEY: "the-key",
  };
  const checks = checkCredentials(["aws", "snowflake"], env, home);
  expect(checks.flatMap((check) => check.missing)).toEqual([]);
  expect(JSON.stringify(checks)).not.toContain("the-key");
});

test("Azure needs a subscription and Google a project besides the sign-in", () => {
  const [azure, google] = checkCredentials(
    ["azurerm", "google"],
    { ARM_CLIENT_ID: "x", GOOGLE_CREDENTIALS: "x" },
    home,
  );
  expect(azure?.missing).toEqual(["ARM_SUBSCRIPTION_ID: export ARM_SUBSCRIPTION_ID=..."]);
  expect(google?.missing).toEqual(["GOOGLE_PROJECT: export GOOGLE_PROJECT=..."]);
});
