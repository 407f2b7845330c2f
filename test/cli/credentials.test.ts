import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCredentials } from "../../src/cli/credentials";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "mlops-home-"));
});
afterAll(() => rmSync(home, { recursive: true }));

test("each provider names what is missing with its remedy", () => {
  const [aws, snowflake] = checkCredentials({ aws: [{}], snowflake: [{}], random: [{}] }, {}, home);
  expect(aws?.missing.join()).toContain("aws configure sso");
  expect(aws?.missing.join()).toContain("export AWS_REGION=");
  expect(snowflake?.missing.join()).toContain("SNOWFLAKE_ORGANIZATION_NAME");
  expect(snowflake?.missing).toHaveLength(4);
});

test("complete credentials leave nothing missing, and no value is told", () => {
  const env = {
    AWS_PROFILE: "p",
    AWS_REGION: "eu-central-1",
    SNOWFLAKE_ORGANIZATION_NAME: "o",
    SNOWFLAKE_ACCOUNT_NAME: "a",
    SNOWFLAKE_USER: "u",
    SNOWFLAKE_PRIVATE_KEY: "the-key",
  };
  const checks = checkCredentials({ aws: [{}], snowflake: [{}] }, env, home);
  expect(checks.flatMap((check) => check.missing)).toEqual([]);
  expect(JSON.stringify(checks)).not.toContain("the-key");
});

test("what the environment's file says is not asked for again", () => {
  const providers = {
    aws: [{ region: "eu-central-1" }],
    snowflake: [{ organization_name: "O", account_name: "A", user: "U" }],
  };
  const missing = checkCredentials(providers, { AWS_PROFILE: "p" }, home).flatMap((check) => check.missing);
  expect(missing).toEqual([expect.stringMatching(/^a key or token: /)]);
});

test("the region of a profile is found in AWS's configuration file", () => {
  const file = join(home, "aws-config");
  const missing = (text: string) => {
    writeFileSync(file, text);
    return checkCredentials({ aws: [{}] }, { AWS_PROFILE: "p", AWS_CONFIG_FILE: file }, home)[0]?.missing;
  };
  expect(missing("[profile p]\nregion = eu-central-1\n")).toEqual([]);
  expect(missing("[profile p]\nsso_region = eu-central-1\n")).toHaveLength(1);
});

test("Azure needs a subscription and Google a project besides the sign-in", () => {
  const [azure, google] = checkCredentials(
    { azurerm: [{}], google: [{}] },
    { ARM_CLIENT_ID: "x", GOOGLE_CREDENTIALS: "x" },
    home,
  );
  expect(azure?.missing).toEqual(["ARM_SUBSCRIPTION_ID: export ARM_SUBSCRIPTION_ID=..."]);
  expect(google?.missing).toEqual(["GOOGLE_PROJECT: export GOOGLE_PROJECT=..."]);
});
