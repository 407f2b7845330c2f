import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import {
  allRules,
  appliedCloud,
  clouds,
  findCloud,
  intrudersOf,
  snowflakeAccount,
  type Cloud,
} from "../../../src/rehearsal/clouds";
import { Account } from "../../../src/rehearsal/simulator";
import { ExternalFunctionRuntime, SqlError, StageRuntime } from "../../../src/rehearsal/snowflake";
import { AppliedState } from "../../../src/rehearsal/state";
import { snowflakeResources, stateOf } from "../snowflake/platform";

const REHEARSAL = resolve(__dirname, "../../../src/rehearsal");

/** A cloud that no vendor has: its gateway answers every call itself and its storage lets Snowflake in. */
const orchid: Cloud = {
  name: "Orchid",
  credentialVariables: /^ORCHID_/,
  rules: [
    { source: "example/orchid", resources: [{ type: "orchid_server", cites: "https://example.com" }], dataSources: [] },
  ],
  services: ["orchid_server"],
  containers: (state) => [
    {
      name: String(state.one("orchid_server").attributes.name),
      image: "mlflow",
      command: ["mlflow"],
      environment: {},
      secrets: {},
      ports: [8080],
      dependsOn: [],
      essential: true,
    },
  ],
  probes: () => [],
  databaseVersion: () => "17.5",
  gateway: (accounts) => ({
    apiProviders: ["orchid_gateway"],
    snowflake: () => ({ name: "snowflake" }),
    send: ({ name }) =>
      Promise.resolve({
        status: name === "snowflake" ? 200 : 403,
        headers: {},
        body: Buffer.from(JSON.stringify({ data: [[0, accounts.get("example/orchid")?.size]] })),
        notes: [],
      }),
  }),
  storage: () => ({
    schemes: ["orchid"],
    open: (_, location) => ({
      list: () => undefined,
      write: (path) => {
        throw new SqlError(`${location}${path} is read-only`);
      },
    }),
  }),
  attempts: () => Promise.resolve([]),
  intruders: () => [{ who: "a gardener", caller: () => ({ name: "gardener" }) }],
};

const among = [...clouds, orchid];
const accounts = new Map([["example/orchid", new Account()]]);

test("an invented cloud is found by its types, beside those that are there", () => {
  expect(findCloud(["snowflake_external_function", "orchid_server"], among)).toBe(orchid);
  expect(findCloud(["snowflake_external_function", "aws_ecs_service"], among)?.name).toBe("AWS");
  expect(findCloud(["aws_s3_bucket"], among)).toBeUndefined();
});

test("the containers of an applied state are those of its cloud", () => {
  const server = {
    mode: "managed" as const,
    type: "orchid_server",
    name: "a",
    instances: [{ attributes: { name: "petal" } }],
  };
  const state = new AppliedState({ resources: [server] });
  const cloud = appliedCloud(state, among);
  expect(cloud.containers(state).map(({ name }) => name)).toEqual(["petal"]);
  expect(() => appliedCloud(new AppliedState({}), among)).toThrow(
    "(aws_ecs_service, aws_ecs_task_definition, azurerm_container_app, google_cloud_run_v2_service, orchid_server)",
  );
});

describe("Snowflake's runtime works with the invented cloud", () => {
  const resources = snowflakeResources();
  Object.assign(resources.integration, { api_provider: "orchid_gateway" });
  const state = stateOf(resources);
  const runtime = new ExternalFunctionRuntime({
    state,
    gateways: [orchid.gateway(accounts, { locate: () => undefined })],
  });

  test("through its gateway", async () => {
    expect(await runtime.call("LOG", ["k", 1])).toMatchObject({ status: 200 });
  });

  test("and its intruders are refused there", async () => {
    const [intruder] = orchid.intruders(accounts);
    const answer = await runtime.callAs(intruder?.caller ?? (() => ({ name: "snowflake" })), "LOG", ["k", 1]);
    expect(answer.status).toBe(403);
  });

  test("and other Snowflake accounts with the right identity get through it, so that the server behind must refuse them", async () => {
    const all = new Map([...accounts, ["snowflakedb/snowflake", new Account()]]);
    const ours = snowflakeAccount(all);
    const others = intrudersOf(orchid, all).filter(({ account }) => account !== undefined);
    expect(others.map(({ account }) => account)).toEqual([
      { account: "ZZ99999", region: ours.region },
      { account: ours.account, region: "AWS_US_WEST_2" },
    ]);
    for (const { caller, account } of others)
      expect((await runtime.callAs(caller, "LOG", ["k", 1], account)).status).toBe(200);
  });

  test("through its storage", () => {
    const at = { database: "DB", schema: "S" };
    const stage = (name: string, url: string) => ({
      mode: "managed" as const,
      type: "snowflake_stage",
      name,
      instances: [{ attributes: { ...at, name, url, storage_integration: "I" } }],
    });
    const integration = {
      mode: "managed" as const,
      type: "snowflake_storage_integration",
      name: "i",
      instances: [{ attributes: { name: "I", enabled: true, storage_allowed_locations: ["orchid://"] } }],
    };
    const stages = new StageRuntime(
      new AppliedState({
        resources: [stage("MODELS", ""), stage("OUT", "orchid://bed/"), stage("S3", "s3://b/"), integration],
      }),
      [orchid.storage(accounts)],
    );
    stages.list("OUT", "ACCOUNTADMIN");
    expect(() => stages.copyFiles("OUT", "MODELS", "ACCOUNTADMIN", ["a"])).toThrow("orchid://bed/a is read-only");
    expect(() => stages.list("S3", "ACCOUNTADMIN")).toThrow("only a stage over orchid:// is simulated");
  });
});

test("the rules of every cloud are in force", () => {
  for (const { rules } of clouds) expect(allRules).toEqual(expect.arrayContaining([...rules]));
});

/** A type, a provider or a credential of a cloud; AWS_EU_CENTRAL_1 is a region of Snowflake. */
const CLOUD =
  /"(?:aws|azurerm|azuread|google)_|hashicorp\/(?:aws|azure|google)|\b(?:AWS|ARM|AZURE|GOOGLE|GCLOUD|CLOUDSDK|GCP)_(?!EU_)/;
/** Comments may name one as an example. */
const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:"'])\/\/.*/g;

/** The files of the rehearsal, of a folder or its own, that name a cloud's types, provider or credentials in their code. */
function mentions(folder: string): string[] {
  return readdirSync(join(REHEARSAL, folder), { recursive: folder !== "", withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map(({ parentPath, name }) => relative(REHEARSAL, join(parentPath, name)))
    .filter((file) => CLOUD.test(readFileSync(join(REHEARSAL, file), "utf8").replace(COMMENT, "")));
}

test.each(["", "scenario", "faults", "servers", "simulator", "deploy", "snowflake"])(
  "no file of src/rehearsal/%s knows a cloud",
  (folder) => {
    expect(mentions(folder)).toEqual([]);
  },
);

test("what a file says of a cloud outside comments is found", () => {
  expect(mentions(join("clouds", "aws"))).toContain(join("clouds", "aws", "index.ts"));
});
