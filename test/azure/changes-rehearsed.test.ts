import type { AzureEnvironmentProps } from "../../src/azure";
import { OperationGroup } from "../../src/mlflow";
import { allRules } from "../../src/rehearsal/clouds";
import { Workbench, type JsonObject } from "../rehearsal/simulator/terraform";
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
});
