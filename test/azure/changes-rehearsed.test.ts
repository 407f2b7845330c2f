import { NetworkAccess, type AzureEnvironmentProps } from "../../src/azure";
import { Size } from "../../src/core";
import { OperationGroup } from "../../src/mlflow";
import { allRules } from "../../src/rehearsal/clouds";
import { Workbench, type JsonObject } from "../rehearsal/simulator/terraform";
import { expectDestroyedToNothing } from "../support/destroyed";
import { Synthesized } from "./synthesized";

const TIMEOUT = 300_000;

// Few functions: how many there are has nothing to do with what is tested here.
const FEW: Partial<AzureEnvironmentProps> = {
  location: "westeurope",
  snowflake: { groups: [OperationGroup.LOGGED_MODELS] },
};

const synthesized = (environment: Partial<AzureEnvironmentProps> = {}) =>
  Synthesized.environment({ ...FEW, ...environment });
const stackOf = (environment: Partial<AzureEnvironmentProps>) => synthesized(environment).json as JsonObject;

/** Addresses that a plan deletes or replaces. */
function lost(text: string): string[] {
  return [...text.matchAll(/# (\S+) (?:must be replaced|will be destroyed)/g)].map((match) => match[1] ?? "");
}

describe("a dev platform that changes", () => {
  const development = synthesized();
  const dev = development.json as JsonObject;
  const [app, server, namedValue] = [
    "azurerm_container_app",
    "azurerm_postgresql_flexible_server",
    "azurerm_api_management_named_value",
  ].map((type) => development.address(type));
  let bench: Workbench;

  // The tests follow each other: each begins with what the one before it applied.
  beforeAll(async () => {
    bench = await Workbench.open({ stacks: [dev], rules: [...allRules] });
    expect(await bench.apply(dev)).toMatchObject({ status: 0 });
  }, TIMEOUT);

  afterAll(() => bench.close());

  const secretsOf = (address = "") => JSON.stringify(bench.attributes(address).secret);

  test(
    "a rotated password and a rotated key reach database, gateway and servers in one apply",
    async () => {
      const [password, key] = ["BackendStore", "TrackingServer"].map((of) =>
        development.address("random_password", of),
      );
      const result = (address = "") => String(bench.attributes(address).result);
      const before = [result(password), result(key), String(bench.attributes(app ?? "").latest_revision_name)];
      const replace = [password, key].map((address) => `-replace=${String(address)}`);
      const rotation = await bench.run("apply", "-auto-approve", "-input=false", ...replace);
      expect(rotation).toMatchObject({ status: 0 });
      const after = [result(password), result(key), String(bench.attributes(app ?? "").latest_revision_name)];
      // Without a new revision the replicas would keep what they started with.
      for (const [index, value] of after.entries()) expect(value).not.toBe(before[index]);
      expect(bench.attributes(server ?? "").administrator_password).toBe(after[0]);
      expect(bench.attributes(namedValue ?? "").value).toBe(after[1]);
      expect(secretsOf(app)).toContain(`:${String(after[0])}@`);
      expect(secretsOf(app)).toContain(JSON.stringify(after[1]));
      expect(await bench.plan(dev)).toMatchObject({ status: 0 });
    },
    TIMEOUT,
  );

  test.each<[string, Partial<AzureEnvironmentProps>, string]>([
    [
      "another artifacts.artifactPrefix",
      { artifacts: { artifactPrefix: "other" } },
      "prefix of the artifacts cannot be changed by a deploy alone",
    ],
    [
      "another artifacts.zoneRedundant",
      { artifacts: { zoneRedundant: false } },
      "artifacts.zoneRedundant cannot be changed after the first deploy",
    ],
    ["another prefix", { prefix: "mlops-y" }, "prefix cannot be changed after the first deploy"],
    ["another location", { location: "northeurope" }, "location cannot be changed after the first deploy"],
    ["another database.engineVersion", { database: { engineVersion: "15" } }, "database.engineVersion"],
  ])(
    "the plan of %s fails and says what to do",
    async (_what, change, message) => {
      const plan = await bench.plan(stackOf(change));
      expect(plan.status).toBe(1);
      expect(plan.text.replace(/\s+/g, " ")).toContain(message);
    },
    TIMEOUT,
  );

  test(
    "a client ID as snowflakeStoragePrincipalId fails the plan, which says how to get the object ID",
    async () => {
      const integration = bench.attributes(development.address("snowflake_storage_integration"));
      const clientId = /client_id=([0-9a-f-]{36})/.exec(JSON.stringify(integration))?.[1] ?? "";
      const plan = await bench.plan(stackOf({ snowflakeStoragePrincipalId: clientId.toUpperCase() }));
      expect(plan.status).toBe(1);
      expect(plan.text).toContain(`az ad sp show --id ${clientId} --query id`);
    },
    TIMEOUT,
  );
});

describe("a dev platform in a virtual network that becomes prod", () => {
  const grown = (environment: Partial<AzureEnvironmentProps> = {}) =>
    synthesized({ network: { access: NetworkAccess.PRIVATE }, ...environment });
  const dev = grown().json as JsonObject;
  const single = grown({ size: Size.PROD, database: { standby: false } }).json as JsonObject;
  const production = grown({ size: Size.PROD });
  const prod = production.json as JsonObject;
  const bare = grown({ size: Size.PROD, protection: false }).json as JsonObject;
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.open({ stacks: [dev, single, prod, bare], rules: [...allRules] });
    expect(await bench.apply(dev)).toMatchObject({ status: 0 });
  }, TIMEOUT);

  afterAll(() => bench.close());

  test(
    "it grows in two deploys, the standby last: nothing that holds data is replaced, and prod refuses to be destroyed",
    async () => {
      const plan = await bench.plan(single);
      expect(plan.status).toBe(2);
      // Servers in several zones need another environment, with the zone of its domain.
      expect(lost(plan.text).filter((address) => !/_TrackingServer_/.test(address))).toEqual([]);
      expect(await bench.apply(single)).toMatchObject({ status: 0 });
      expect(lost((await bench.plan(prod)).text)).toEqual([]);
      expect(await bench.apply(prod)).toMatchObject({ status: 0 });
      expect(await bench.plan(prod)).toMatchObject({ status: 0 });

      const refused = await bench.destroy();
      expect(refused.status).toBe(1);
      expect(refused.text).toContain(
        `${production.address("azurerm_postgresql_flexible_server")} has lifecycle.prevent_destroy set`,
      );
    },
    TIMEOUT,
  );

  test(
    "without protection it is applied once more, and destroyed to nothing",
    async () => {
      expect(await bench.apply(bare)).toMatchObject({ status: 0 });
      await expectDestroyedToNothing(bench);
    },
    TIMEOUT,
  );
});
