import { TerraformStack, Testing } from "cdktf";
import { Size } from "../../src/core";
import {
  ArtifactStore,
  DatabaseAccess,
  GcpMlopsPlatform,
  GcpProviders,
  IntegrationOrder,
  TrackingServer,
  type ExistingGcpComponents,
} from "../../src/gcp";
import { OperationGroup } from "../../src/mlflow";
import { Workspace } from "../../src/snowflake";
import { Synthesized, type Block } from "./synthesized";

const dev = Synthesized.environment();
const prod = Synthesized.environment({ name: "gcp-prod", size: Size.PROD, prefix: "mlops-gcp-dev" });

function platform(existing: (stack: TerraformStack) => ExistingGcpComponents): Synthesized {
  const stack = new TerraformStack(Testing.app(), "test");
  GcpProviders.addTo(stack);
  new GcpMlopsPlatform(stack, "Platform", { prefix: "mlops-dev", size: Size.DEV, existing: existing(stack) });
  return Synthesized.of(stack);
}

test("only the servers wait for the database, and the gateway's permission to call them", () => {
  const database = dev.address("google_sql_database_instance");
  const waiting = dev.addresses().filter((address) => dev.needs(address).has(database));
  const types = new Set(waiting.map((address) => address.split(".")[0]));
  types.delete("google_sql_database");
  types.delete("google_sql_user");
  types.delete("google_secret_manager_secret_version");
  types.delete("terraform_data");
  expect([...types].sort()).toEqual(["google_cloud_run_v2_service", "google_cloud_run_v2_service_iam_member"]);
});

test("no SQL function and no part of the gateway waits for the servers: they are created beside the database", () => {
  const server = dev.address("google_cloud_run_v2_service");
  const waiting = dev.addresses().filter((address) => dev.needs(address).has(server));
  expect(waiting.map((address) => address.split(".")[0])).toEqual(["google_cloud_run_v2_service_iam_member"]);
});

test("the trust between Snowflake and Google Cloud holds no cycle, in one apply", () => {
  for (const address of dev.addresses()) expect(dev.needs(address)).not.toContain(address);
});

test("the integration is first, then the gateway, then the statement that sets its address, then every function", () => {
  const integration = dev.address("snowflake_api_integration");
  const config = dev.address("google_api_gateway_api_config");
  const gateway = dev.address("google_api_gateway_gateway");
  const [alter = ""] = dev.addresses().filter((address) => {
    const [type = "", name = ""] = address.split(".");
    return type === "snowflake_execute" && String(dev.all(type)[name]?.execute).startsWith("ALTER API INTEGRATION");
  });
  expect(dev.needs(config)).toContain(integration);
  expect(dev.needs(gateway)).toContain(config);
  expect(dev.needs(alter)).toContain(gateway);
  const functions = dev.addresses().filter((address) => address.startsWith("snowflake_external_function."));
  expect(functions.length).toBeGreaterThan(5);
  for (const each of functions) expect(dev.needs(each)).toContain(alter);
});

test("the integration is created disabled, with an address that is not the gateway's, and Terraform ignores what the statement sets", () => {
  const integration = dev.one("snowflake_api_integration");
  expect(integration.enabled).toBe(false);
  expect(JSON.stringify(integration.api_allowed_prefixes)).not.toContain("${");
  expect(integration.lifecycle).toMatchObject({ ignore_changes: ["api_allowed_prefixes", "enabled"] });
});

test("with the service account as a setting the gateway is first, and no statement is needed", () => {
  const account = "snowflake@sfc-prod.iam.gserviceaccount.com";
  const stack = Synthesized.environment({ snowflakeApiServiceAccount: account });
  const integration = stack.address("snowflake_api_integration");
  expect(stack.needs(stack.address("google_api_gateway_gateway"))).not.toContain(integration);
  expect(stack.needs(integration)).toContain(stack.address("google_api_gateway_gateway"));
  expect(JSON.stringify(stack.one("google_api_gateway_api_config"))).toContain(account);
  expect(JSON.stringify(stack.all("snowflake_execute"))).not.toContain("ALTER API INTEGRATION");
});

test("in two applies, the first one says which service account to set for the second", () => {
  const { output } = Synthesized.environment({ integrationOrder: IntegrationOrder.GATEWAY_FIRST }).json;
  const { next_steps: steps } = output as Record<string, Block>;
  expect(String(steps?.value)).toMatch(/^1\. .*snowflakeApiServiceAccount: ..?\$\{snowflake_api_integration\./);
  expect(JSON.stringify(dev.json.output)).not.toContain("snowflakeApiServiceAccount");
});

test("from dev to prod nothing that holds data changes its name", () => {
  const fixed: Record<string, string[]> = {
    google_storage_bucket: ["name", "location"],
    google_sql_database_instance: ["name", "region"],
    google_secret_manager_secret: ["secret_id"],
    snowflake_database: ["name"],
  };
  for (const [type, attributes] of Object.entries(fixed))
    for (const [name, before] of Object.entries(dev.all(type)))
      for (const attribute of attributes) expect(prod.all(type)[name]?.[attribute]).toEqual(before[attribute]);
});

test("in prod whatever holds data refuses to be destroyed, on both sides; without protection nothing does", () => {
  const types = prod.protectedAddresses().map((address) => address.split(".")[0]);
  expect([...new Set(types)].sort()).toEqual([
    "google_sql_database_instance",
    "google_storage_bucket",
    "snowflake_database",
    "snowflake_schema",
    "snowflake_stage",
  ]);
  expect(prod.one("google_sql_database_instance")).toMatchObject({ deletion_protection: true });
  expect(Synthesized.environment({ size: Size.PROD, protection: false }).protectedAddresses()).toEqual([]);
  expect(dev.protectedAddresses()).toEqual([]);
});

test("both sizes reach the database by the connector, and have no network", () => {
  for (const stack of [dev, prod]) {
    expect(stack.all("google_compute_network")).toEqual({});
    expect(JSON.stringify(stack.one("google_cloud_run_v2_service"))).toContain("/cloudsql");
  }
});

test("with Private Service Connect the servers reach the database through a network, and the connector is not used", () => {
  const stack = Synthesized.environment({ database: { access: DatabaseAccess.PSC } });
  const server = JSON.stringify(stack.one("google_cloud_run_v2_service"));
  expect(server).not.toContain("/cloudsql");
  expect(server).toContain("network_interfaces");
  const address = stack.address("google_cloud_run_v2_service");
  expect([...stack.needs(address)].map((each) => each.split(".")[0])).toEqual(
    expect.arrayContaining(["google_dns_record_set", "google_compute_forwarding_rule", "google_compute_subnetwork"]),
  );
});

test("the stage over the artifacts is the folder that MLflow writes to, in each one's own form", () => {
  const url = String(dev.one("snowflake_stage", "ArtifactStage").url);
  expect(dev.one("snowflake_storage_integration").storage_allowed_locations).toEqual([url]);
  const [, location] = /^gcs:\/\/(.+)\/$/.exec(url) ?? [];
  expect(JSON.stringify(dev.one("google_cloud_run_v2_service"))).toContain(`gs://${location}`);
});

test("no service of the project is disabled by a destroy", () => {
  const services = Object.values(dev.all("google_project_service"));
  expect(services.length).toBeGreaterThan(5);
  for (const each of services) expect(each.disable_on_destroy).toBe(false);
  expect(Synthesized.environment({ enableServices: false }).all("google_project_service")).toEqual({});
});

test("every resource that google-beta alone has is created by that provider", () => {
  const key = "projects/team-project/locations/europe-west1/keyRings/ring/cryptoKeys/key";
  const all = Synthesized.environment({
    ui: { members: ["group:ml@example.com"] },
    artifacts: { encryptionKeyId: key },
    database: { encryptionKeyId: key },
  });
  const beta = ["google_api_gateway_api", "google_api_gateway_api_config", "google_api_gateway_gateway"];
  for (const type of [...beta, "google_project_service_identity"]) {
    const resources = Object.values(all.all(type));
    expect(resources.length).toBeGreaterThan(0);
    for (const each of resources) expect(each.provider).toBe("google-beta");
  }
  const services = Object.values(all.all("google_cloud_run_v2_service"));
  expect(services.map(({ iap_enabled: iap, provider }) => [iap, provider])).toEqual(
    expect.arrayContaining([
      [undefined, undefined],
      [true, "google-beta"],
    ]),
  );
});

test("every resource that can carry labels carries the platform's and the team's", () => {
  const labelled = Synthesized.environment({ size: Size.PROD, tags: { team: "ml" } });
  const types = ["google_storage_bucket", "google_cloud_run_v2_service", "google_secret_manager_secret"];
  for (const type of [...types, "google_artifact_registry_repository", "google_api_gateway_api"])
    for (const resource of Object.values(labelled.all(type)))
      expect(resource.labels).toMatchObject({ team: "ml", platform: "mlops-gcp-dev" });
  const { settings } = labelled.one("google_sql_database_instance");
  expect(settings).toMatchObject({ user_labels: { team: "ml" } });
});

test("no password stands in the synthesized JSON or its outputs", () => {
  expect(JSON.stringify(dev.json.output)).not.toMatch(/random_password/);
  expect(JSON.stringify(dev.json)).not.toMatch(
    /"(password|secret_data)":"(?!\$\{|postgresql\+psycopg2:\/\/mlflow:\$\{)/,
  );
});

test("an existing server has its own database, images and account", () => {
  const stack = platform((scope) => ({
    artifactStore: ArtifactStore.fromArtifactStoreAttributes(scope, "Artifacts", { bucketName: "team-artifacts" }),
    trackingServer: TrackingServer.fromTrackingServerAttributes(scope, "Server", {
      serviceName: "team-mlflow",
      url: "https://team-mlflow.example.com",
    }),
  }));
  for (const type of [
    "storage_bucket",
    "sql_database_instance",
    "artifact_registry_repository",
    "cloud_run_v2_service",
  ])
    expect(stack.all(`google_${type}`)).toEqual({});
  const accounts = Object.values(stack.all("google_service_account")).map(({ account_id: id }) => id);
  expect(accounts).toEqual(["mlops-dev-gateway"]);
  expect(stack.one("google_cloud_run_v2_service_iam_member")).toMatchObject({ name: "team-mlflow" });
  // Snowflake's account, which reads and lists.
  expect(Object.keys(stack.all("google_storage_bucket_iam_member"))).toHaveLength(2);
});

test("the workspace of another team is used as it is", () => {
  const stack = platform((scope) => ({
    workspace: Workspace.fromWorkspaceAttributes(scope, "Workspace", {
      databaseName: "TEAM",
      schemaName: "MLFLOW",
      warehouseName: "TEAM_WH",
    }),
  }));
  expect(stack.all("snowflake_database")).toEqual({});
});

test("the proxy passes what the functions address, and no more", () => {
  const proxyOf = (stack: Synthesized) => JSON.stringify(stack.one("google_cloud_run_v2_service"));
  const registry = /registered-models/;
  expect(proxyOf(dev)).toMatch(registry);
  expect(proxyOf(Synthesized.environment({ snowflake: { groups: [OperationGroup.TRACKING] } }))).not.toMatch(registry);
});
