import { TrackingServer, type TrackingServerProps } from "../../../src/azure";
import { Size } from "../../../src/core";
import { ServerSpec } from "../../../src/mlflow";
import { refusedFields } from "../../support/refusal";
import { resolved } from "../../support/resolved";
import { emptyStack, someNetwork } from "../fixture";
import { IDENTITY, STORAGE_ACCOUNT, serverProps, someServer, vaultDatabase } from "../servers";
import { Synthesized, type Block } from "../synthesized";

const server = someServer();
const inNetwork = someServer((stack) => ({ network: someNetwork(stack) }));
const prod = someServer((stack) => ({ network: someNetwork(stack), size: Size.PROD }));

const app = (synthesized: Synthesized): Block => synthesized.one("azurerm_container_app", "TrackingServer");
const template = (synthesized: Synthesized): Block => app(synthesized).template as Block;
const containers = (synthesized: Synthesized): Block[] => template(synthesized).container as Block[];
const container = (synthesized: Synthesized, name: string): Block =>
  containers(synthesized).find((each) => each.name === name) ?? {};
const variables = (synthesized: Synthesized, name: string): Block[] => container(synthesized, name).env as Block[];
const variable = (synthesized: Synthesized, name: string, of: string): unknown =>
  variables(synthesized, name).find((each) => each.name === of)?.value;
const reference = (synthesized: Synthesized, type: string, part: string, attribute: string): string =>
  `\${${synthesized.address(type, part)}.${attribute}}`;

test("a replica is MLflow and its proxy, and the address leads to the proxy alone", () => {
  expect(containers(server).map(({ name }) => name)).toEqual(["mlflow", "proxy"]);
  expect(app(server)).toMatchObject({ name: "mlops-dev-mlflow", revision_mode: "Single" });
  expect(app(server).ingress).toEqual({
    external_enabled: true,
    allow_insecure_connections: false,
    target_port: 8080,
    transport: "http",
    traffic_weight: [{ latest_revision: true, percentage: 100 }],
  });
});

test.each([
  [0.5, 1],
  [0.75, 1.5],
  [1.25, 2.5],
  [2, 4],
])("CPU and memory of the two containers add up to a pair that Container Apps offers: %d vCPU", (vcpu, gib) => {
  const sized = containers(someServer(() => ({ vcpu })));
  const sum = (values: number[]): number => Math.round(values.reduce((all, each) => all + each, 0) * 100) / 100;
  expect(sum(sized.map(({ cpu }) => Number(cpu)))).toBe(vcpu);
  expect(sum(sized.map(({ memory }) => Number.parseFloat(String(memory))))).toBe(gib);
  for (const { cpu, memory } of sized) {
    expect(Number(cpu)).toBeGreaterThanOrEqual(0.1);
    expect(String(memory)).toMatch(/^\d(\.\d\d?)?Gi$/);
  }
});

test("MLflow has the memory of a parent and a worker in dev", () => {
  expect(container(server, "mlflow")).toMatchObject({ cpu: 0.4, memory: "0.8Gi" });
  expect(container(server, "proxy")).toMatchObject({ cpu: 0.1, memory: "0.2Gi" });
});

describe("probes", () => {
  const ofBoth = ["mlflow", "proxy"].map((name) => container(server, name));
  const probe = (of: Block, kind: string): Block => (of[`${kind}_probe`] as Block[])[0] ?? {};

  test("MLflow has four minutes or more to answer its first request", () => {
    for (const each of ofBoth) {
      const { interval_seconds, failure_count_threshold } = probe(each, "startup");
      expect(Number(interval_seconds) * Number(failure_count_threshold)).toBe(300);
      expect(Number(failure_count_threshold)).toBeLessThanOrEqual(30);
    }
    expect(probe(container(server, "mlflow"), "startup")).toMatchObject({
      transport: "HTTP",
      path: "/health",
      port: 8080,
    });
    const slow = someServer(() => ({ startupGraceSeconds: 600 }));
    expect(probe(container(slow, "mlflow"), "startup").interval_seconds).toBe(20);
  });

  test("a replica is ready at the first answer of MLflow through the proxy", () => {
    for (const each of ofBoth)
      expect(probe(each, "readiness")).toMatchObject({
        transport: "HTTP",
        path: "/health",
        port: 8080,
        success_count_threshold: 1,
      });
  });

  test("a busy server is not restarted: liveness opens a connection alone", () => {
    for (const each of ofBoth) expect(probe(each, "liveness")).toMatchObject({ transport: "TCP", port: 8080 });
  });

  test("no argument is left to a default of the provider", () => {
    const all = ["initial_delay", "interval_seconds", "timeout", "failure_count_threshold", "transport", "port"];
    for (const each of ofBoth)
      for (const kind of ["startup", "readiness", "liveness"]) {
        expect(each[`${kind}_probe`]).toHaveLength(1);
        expect(Object.keys(probe(each, kind))).toEqual(expect.arrayContaining(all));
      }
  });
});

test("URI and key are secrets of the app: no variable and no other resource holds them", () => {
  const uri = "postgresql+psycopg2://mlflow:";
  expect(app(server).secret).toEqual([
    { name: "database-uri", value: expect.stringContaining(uri) as string },
    { name: "gateway-key", value: reference(server, "random_password", "GatewayKey", "result") },
  ]);
  expect(variables(server, "mlflow")).toContainEqual({ name: "MLFLOW_BACKEND_STORE_URI", secret_name: "database-uri" });
  expect(variables(server, "proxy")).toContainEqual({ name: "MLOPS_GATEWAY_KEY", secret_name: "gateway-key" });
  expect(JSON.stringify(template(server))).not.toMatch(/postgresql|random_password/);
});

test("the key is long, and has no character with a meaning in a header or in Caddy", () => {
  expect(server.one("random_password")).toMatchObject({ length: 48, special: false });
});

test("a changed secret makes a new revision, as its generation stands in the template", () => {
  const generation = server.one("terraform_data", "SecretsGeneration");
  expect(generation.triggers_replace).toEqual({
    uri: expect.stringContaining("postgresql") as string,
    key: reference(server, "random_password", "GatewayKey", "result").replace(/^\$\{(.*)\}$/, "${sha256($1)}"),
  });
  expect(variable(server, "mlflow", "MLOPS_SECRETS_GENERATION")).toBe(
    reference(server, "terraform_data", "SecretsGeneration", "id"),
  );
});

test("an URI in a Key Vault reaches MLflow by its identity, and Terraform never knows it", () => {
  const vault = someServer((stack) => ({ backendStore: vaultDatabase(stack) }));
  expect((app(vault).secret as Block[])[0]).toEqual({
    name: "database-uri",
    key_vault_secret_id: "https://vault.vault.azure.net/secrets/mlflow-uri",
    identity: IDENTITY,
  });
  expect((app(vault).identity as Block).identity_ids).toContain(IDENTITY);
  expect(Object.keys(vault.one("terraform_data", "SecretsGeneration").triggers_replace as Block)).toEqual(["key"]);
});

test("the servers' identity may use the artifacts' container, and nothing else", () => {
  const identity = (attribute: string): string =>
    reference(server, "azurerm_user_assigned_identity", "Identity", attribute);
  expect(server.one("azurerm_role_assignment")).toMatchObject({
    scope: expect.stringMatching(`^${STORAGE_ACCOUNT}/blobServices/default/containers/mlflow-artifacts$`) as string,
    role_definition_name: "Storage Blob Data Contributor",
    principal_id: identity("principal_id"),
    principal_type: "ServicePrincipal",
  });
  expect(app(server).identity).toEqual({ type: "UserAssigned", identity_ids: [identity("id")] });
  expect(variable(server, "mlflow", "AZURE_CLIENT_ID")).toBe(identity("client_id"));
});

test("the servers start after the role is seen and after the database", () => {
  const needed = server.needs(server.address("azurerm_container_app"));
  expect(server.one("time_sleep").create_duration).toBe("60s");
  expect(needed).toContain(server.address("time_sleep"));
  expect(needed).toContain(server.address("azurerm_role_assignment"));
  expect(needed).toContain(server.address("terraform_data", "Database_"));
});

test("MLflow serves artifacts by the container's wasbs address, without uploads that need an account key", () => {
  expect(variable(server, "mlflow", "MLFLOW_ARTIFACTS_DESTINATION")).toBe(
    "wasbs://mlflow-artifacts@artifacts.blob.core.windows.net/mlflow",
  );
  expect(variable(server, "mlflow", "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD")).toBe("false");
});

test("another container or prefix fails the plan", () => {
  const fixed = server.one("terraform_data", "ArtifactsDestination");
  expect(fixed.input).toEqual({ value: variable(server, "mlflow", "MLFLOW_ARTIFACTS_DESTINATION") });
  expect(JSON.stringify(fixed.lifecycle)).toContain("cannot be changed by a deploy alone");
});

test("Terraform finds no template of its own in commands and variables, so that they arrive as they are", () => {
  for (const name of ["mlflow", "proxy"]) {
    const { command, env } = container(server, name);
    const literal = JSON.stringify([command, env]).replace(/\$\{(azurerm|terraform)_[A-Za-z0-9_.-]+\}/g, "");
    expect(literal).not.toMatch(/[$%]\{/);
  }
});

test("the stock images come from registries without pull limits", () => {
  for (const { image } of containers(server)) expect(image).toMatch(/^(ghcr\.io|public\.ecr\.aws)\//);
});

test("an identity pulls from Azure Container Registry, and from there alone", () => {
  const cached = someServer(() => ({ imageRegistry: "team.azurecr.io/cache", registryIdentityId: IDENTITY }));
  expect(app(cached).registry).toEqual([{ server: "team.azurecr.io", identity: IDENTITY }]);
  expect((app(cached).identity as Block).identity_ids).toContain(IDENTITY);
  const half = someServer(() => ({ images: { mlflow: "team.azurecr.io/mlflow:1" }, registryIdentityId: IDENTITY }));
  expect(app(half).registry).toEqual([{ server: "team.azurecr.io", identity: IDENTITY }]);
  expect(app(server)).not.toHaveProperty("registry");
});

test("another replica starts when one has as many requests as its workers take", () => {
  const rule = (synthesized: Synthesized): unknown => template(synthesized).http_scale_rule;
  expect(rule(server)).toEqual([{ name: "requests", concurrent_requests: "8" }]);
  expect(rule(someServer(() => ({ maxRequests: 20 })))).toEqual([{ name: "requests", concurrent_requests: "20" }]);
});

test("dev stops when it is idle, prod does not", () => {
  expect(template(server)).toMatchObject({ min_replicas: 0, max_replicas: 1 });
  expect(template(prod)).toMatchObject({ min_replicas: 2, max_replicas: 4 });
});

test("more replicas that always run than the default of those at most raise the latter", () => {
  expect(template(someServer(() => ({ minReplicas: 3 })))).toMatchObject({ min_replicas: 3, max_replicas: 3 });
});

test("the servers admit the Snowflake account of the platform", () => {
  const own = someServer(() => ({ snowflakeAccount: { account: "AB12345", region: "AZURE_WESTEUROPE" } }));
  expect(variable(own, "proxy", "MLOPS_SNOWFLAKE_ACCOUNT")).toBe("AB12345");
  expect(variable(own, "proxy", "MLOPS_SNOWFLAKE_REGION")).toBe("AZURE_WESTEUROPE");
});

describe("without a virtual network", () => {
  test("the environment has nothing that needs a subnet", () => {
    const environment = server.one("azurerm_container_app_environment");
    for (const name of [
      "infrastructure_subnet_id",
      "infrastructure_resource_group_name",
      "internal_load_balancer_enabled",
      "zone_redundancy_enabled",
      "workload_profile",
    ])
      expect(environment).not.toHaveProperty(name);
    expect(server.all("azurerm_private_dns_zone")).toEqual({});
  });
});

describe("in a virtual network", () => {
  test("the environment has a private address, and the group of its infrastructure a name: without it every plan would recreate it", () => {
    expect(inNetwork.one("azurerm_container_app_environment")).toMatchObject({
      infrastructure_subnet_id: expect.stringMatching(/\/subnets\/servers$/) as string,
      infrastructure_resource_group_name: "mlops-dev-infrastructure",
      internal_load_balancer_enabled: true,
      zone_redundancy_enabled: false,
      workload_profile: [{ name: "Consumption", workload_profile_type: "Consumption" }],
    });
  });

  test("the app names the environment's profile: Azure chooses it otherwise, and every plan would take it away", () => {
    expect(app(inNetwork).workload_profile_name).toBe("Consumption");
    expect(app(server)).not.toHaveProperty("workload_profile_name");
  });

  test("prod has replicas in several zones, unless the location has none", () => {
    expect(prod.one("azurerm_container_app_environment").zone_redundancy_enabled).toBe(true);
    const without = someServer((stack) => ({
      network: someNetwork(stack),
      size: Size.PROD,
      zoneRedundant: false,
    }));
    expect(without.one("azurerm_container_app_environment").zone_redundancy_enabled).toBe(false);
  });

  test("the names of all apps lead to the private address, in that network", () => {
    const environment = (attribute: string): string =>
      reference(inNetwork, "azurerm_container_app_environment", "", attribute);
    const zone = reference(inNetwork, "azurerm_private_dns_zone", "", "name");
    expect(inNetwork.one("azurerm_private_dns_zone").name).toBe(environment("default_domain"));
    expect(inNetwork.one("azurerm_private_dns_a_record")).toMatchObject({
      name: "*",
      zone_name: zone,
      records: [environment("static_ip_address")],
    });
    expect(inNetwork.one("azurerm_private_dns_zone_virtual_network_link")).toMatchObject({
      private_dns_zone_name: zone,
      virtual_network_id: someNetwork(emptyStack()).virtualNetworkId,
    });
  });
});

test("the address is known before the app is: what uses it does not wait for the database", () => {
  const stack = emptyStack();
  const network = someNetwork(stack);
  const made = new TrackingServer(stack, "TrackingServer", { ...serverProps(stack), network });
  const [url, ...needed] = resolved(stack, [made.url, ...made.dependencies.map(({ fqn }) => fqn)]);
  expect(url).toMatch(/^https:\/\/mlops-dev-mlflow\.\$\{azurerm_container_app_environment\..+\.default_domain\}$/);
  expect(needed).toEqual([
    expect.stringContaining("azurerm_private_dns_a_record"),
    expect.stringContaining("azurerm_private_dns_zone_virtual_network_link"),
  ]);
});

test("the logs are kept for as long as the settings say, in a workspace whose key the environment may use", () => {
  expect(server.one("azurerm_log_analytics_workspace")).toMatchObject({
    name: "mlops-dev-logs",
    retention_in_days: 30,
    local_authentication_enabled: true,
  });
  expect(prod.one("azurerm_log_analytics_workspace").retention_in_days).toBe(90);
  expect(server.one("azurerm_container_app_environment").log_analytics_workspace_id).toBe(
    reference(server, "azurerm_log_analytics_workspace", "", "id"),
  );
});

test("names fit Azure's limits with the longest prefix", () => {
  const longest = someServer(() => ({ prefix: "a2345678901234567890" }));
  expect(String(app(longest).name).length).toBeLessThanOrEqual(32);
});

test("the server waits 20 s at most for a place, which is less than the gateway's timeout", () => {
  expect(ServerSpec.PROXY_PORT).toBe(8080);
  expect(Number(variable(server, "mlflow", "MLOPS_WAIT_SECONDS"))).toBeLessThan(30);
});

describe("an existing server", () => {
  const vault = `/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/team`;
  const attributes = {
    url: "https://mlflow.example.com",
    gatewayKeyVaultId: vault,
    gatewayKeySecretName: "gateway-key",
  };

  test("its key is read from the Key Vault", () => {
    const stack = emptyStack();
    const { gatewayKey } = TrackingServer.fromTrackingServerAttributes(stack, "Server", attributes);
    expect(resolved(stack, [gatewayKey])[0]).toMatch(/^\$\{data\.azurerm_key_vault_secret\..+\.value\}$/);
    const data = Synthesized.of(stack).json.data as { azurerm_key_vault_secret: Record<string, Block> };
    expect(Object.values(data.azurerm_key_vault_secret)).toEqual([
      expect.objectContaining({ key_vault_id: vault, name: "gateway-key" }),
    ]);
  });

  test.each([
    ["a path", { url: "https://mlflow.example.com/api" }, "url"],
    ["a slash at the end", { url: "https://mlflow.example.com/" }, "url"],
    ["plain http", { url: "http://mlflow.example.com" }, "url"],
    ["a vault's address for its ID", { gatewayKeyVaultId: "https://team.vault.azure.net" }, "gatewayKeyVaultId"],
    ["the secret itself for its name", { gatewayKeySecretName: "k3y+/=" }, "gatewayKeySecretName"],
  ])("refuses %s", (_what, wrong, field) => {
    const make = (): unknown =>
      TrackingServer.fromTrackingServerAttributes(emptyStack(), "Server", { ...attributes, ...wrong });
    expect(refusedFields(make)).toEqual([field]);
  });
});

test.each<[string, Partial<TrackingServerProps>, string]>([
  ["a vCPU between the steps", { vcpu: 0.6 }, "vcpu"],
  ["a quarter vCPU: MLflow does not fit", { vcpu: 0.25 }, "vcpu"],
  ["memory that Container Apps does not offer with the vCPU", { vcpu: 1, memoryMib: 4096 }, "memoryMib"],
  ["more than two vCPU without a virtual network", { vcpu: 3 }, "vcpu"],
  ["zones without a virtual network", { zoneRedundant: true }, "zoneRedundant"],
  ["more workers than the memory holds", { workers: 3 }, "workers"],
  ["half a worker", { workers: 0.5 }, "workers"],
  ["no replica at most", { maxReplicas: 0 }, "maxReplicas"],
  ["a thousand replicas", { maxReplicas: 1000 }, "maxReplicas"],
  ["more replicas always than at most", { minReplicas: 3, maxReplicas: 2 }, "minReplicas"],
  ["a minute to start", { startupGraceSeconds: 60 }, "startupGraceSeconds"],
  ["an hour to start", { startupGraceSeconds: 3600 }, "startupGraceSeconds"],
  ["logs for a week", { logRetentionDays: 7 }, "logRetentionDays"],
  ["an image without a tag", { images: { mlflow: "team.azurecr.io/mlflow" } }, "images.mlflow"],
  ["an image of Docker Hub", { images: { proxy: "caddy:2.11.7" } }, "images.proxy"],
  ["an image of Docker Hub by its host", { images: { proxy: "docker.io/library/caddy:2.11.7" } }, "images.proxy"],
  ["Docker Hub as the registry", { imageRegistry: "docker.io/team" }, "imageRegistry"],
  ["a registry with a protocol", { imageRegistry: "https://team.azurecr.io" }, "imageRegistry"],
  [
    "the client ID of an identity",
    { imageRegistry: "team.azurecr.io", registryIdentityId: "aaaaaaaa-0000-4000-8000-000000000001" },
    "registryIdentityId",
  ],
  ["an identity for public registries", { registryIdentityId: IDENTITY }, "registryIdentityId"],
  ["no request at all", { maxRequests: 0 }, "maxRequests"],
])("refuses %s", (_what, wrong, field) => {
  expect(refusedFields(() => someServer(() => wrong))).toEqual([field]);
});

test("each message says what to do", () => {
  const message = (wrong: Partial<TrackingServerProps>): string => {
    try {
      someServer(() => wrong);
    } catch (error) {
      return String(error);
    }
    return "";
  };
  expect(message({ vcpu: 1, memoryMib: 4096 })).toContain("must be 2048 with 1 vCPU");
  expect(message({ minReplicas: 3, maxReplicas: 2 })).toContain("must be at most maxReplicas, which is 2");
  expect(message({ workers: 3 })).toContain("must be at most 2");
});
