import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { AzureMlopsStack } from "../../src/azure";
import { checkCredentials } from "../../src/cli/credentials";
import { Size } from "../../src/core";

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
    { ARM_CLIENT_ID: "x", ARM_CLIENT_SECRET: "x", ARM_TENANT_ID: "x", GOOGLE_CREDENTIALS: "x" },
    home,
  );
  expect(azure?.missing).toEqual([expect.stringMatching(/^ARM_SUBSCRIPTION_ID: export ARM_SUBSCRIPTION_ID=/)]);
  expect(google?.missing).toEqual([expect.stringMatching(/^GOOGLE_PROJECT: export GOOGLE_PROJECT=/)]);
});

describe("google and google-beta", () => {
  const checks = (env: NodeJS.ProcessEnv, block = {}) =>
    checkCredentials({ google: [block], "google-beta": [block] }, env, home);
  const missing = (env: NodeJS.ProcessEnv, block = {}) =>
    checks(env, block).map((check) => [check.provider, check.missing.map((text) => text.split(":")[0])]);

  test("each need application default credentials and a project", () => {
    const both = ["application default credentials", "GOOGLE_PROJECT"];
    expect(missing({})).toEqual([
      ["google", both],
      ["google-beta", both],
    ]);
    expect(checks({})[0]?.missing[0]).toContain("gcloud auth application-default login");
  });

  test.each([
    "GOOGLE_CREDENTIALS",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOOGLE_OAUTH_ACCESS_TOKEN",
    "GOOGLE_CLOUD_KEYFILE_JSON",
  ])("take %s, whose value is not told", (name) => {
    const env = { [name]: "the-key", GOOGLE_CLOUD_PROJECT: "my-project" };
    expect(missing(env)).toEqual([
      ["google", []],
      ["google-beta", []],
    ]);
    expect(checks(env)[0]?.found).toEqual([name, "GOOGLE_CLOUD_PROJECT"]);
    expect(JSON.stringify(checks(env))).not.toContain("the-key");
  });

  test("are signed in by the folder of gcloud, wherever it is, and take a projectId of the environment file", () => {
    const folder = mkdtempSync(join(home, "gcloud-"));
    const block = { project: "my-project" };
    expect(missing({ CLOUDSDK_CONFIG: folder }, block)[0]).toEqual(["google", ["application default credentials"]]);
    writeFileSync(join(folder, "application_default_credentials.json"), "{}");
    expect(missing({ CLOUDSDK_CONFIG: folder }, block)).toEqual([
      ["google", []],
      ["google-beta", []],
    ]);
  });
});

describe("azurerm and azuread", () => {
  const principal = { ARM_CLIENT_ID: "x", ARM_USE_OIDC: "true" };
  const missing = (env: NodeJS.ProcessEnv, block = {}) =>
    checkCredentials({ azurerm: [{ features: [{}], ...block }], azuread: [block] }, env, home).map((check) => [
      check.provider,
      check.missing.map((text) => text.split(":")[0]),
    ]);

  test("each need a sign-in; a client ID without a proof is none", () => {
    for (const env of [{}, { ARM_CLIENT_ID: "x" }])
      expect(missing({ ...env, ARM_SUBSCRIPTION_ID: "x" })).toEqual([
        ["azurerm", ["a sign-in"]],
        ["azuread", ["a sign-in"]],
      ]);
  });

  test("of a service principal need its tenant, which the environment file may name", () => {
    const env = { ...principal, ARM_SUBSCRIPTION_ID: "x" };
    expect(missing(env)).toEqual([
      ["azurerm", ["ARM_TENANT_ID"]],
      ["azuread", ["ARM_TENANT_ID"]],
    ]);
    for (const [more, block] of [
      [{ ARM_TENANT_ID: "x" }, {}],
      [{}, { tenant_id: "x" }],
    ])
      expect(missing({ ...env, ...more }, block)).toEqual([
        ["azurerm", []],
        ["azuread", []],
      ]);
  });

  test("take a subscriptionId of the environment file in place of ARM_SUBSCRIPTION_ID", () => {
    const env = { ...principal, ARM_TENANT_ID: "x" };
    expect(missing(env)).toEqual([
      ["azurerm", ["ARM_SUBSCRIPTION_ID"]],
      ["azuread", []],
    ]);
    expect(missing(env, { subscription_id: "x" })).toEqual([
      ["azurerm", []],
      ["azuread", []],
    ]);
  });

  test("are signed in by the Azure CLI's folder, wherever it is, with the tenant that the CLI knows", () => {
    const env = { AZURE_CONFIG_DIR: home, ARM_SUBSCRIPTION_ID: "x" };
    expect(missing(env)).toEqual([
      ["azurerm", []],
      ["azuread", []],
    ]);
  });
});

test("the environment file's subscription and tenant are in the provider blocks that are checked", () => {
  const subscriptionId = "11111111-2222-3333-4444-555555555555";
  const tenantId = "22222222-3333-4444-5555-666666666666";
  const ids = { subscriptionId, tenantId };
  const stack = new AzureMlopsStack(Testing.app(), { name: "azure-dev", size: Size.DEV, ...ids });
  const { provider } = JSON.parse(Testing.synth(stack)) as { provider: Record<string, unknown[]> };
  const env = { ARM_CLIENT_ID: "x", ARM_USE_OIDC: "true" };
  const [azurerm, azuread] = ["azurerm", "azuread"].map(
    (name) => checkCredentials({ [name]: provider[name] ?? [] }, env, home)[0],
  );
  expect(azurerm).toMatchObject({ provider: "azurerm", missing: [] });
  expect(azuread).toMatchObject({ provider: "azuread", missing: [] });
});
