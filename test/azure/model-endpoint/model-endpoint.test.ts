import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ModelEndpoint, ModelWorkspace, type OnlineDeployment } from "../../../src/azure";
import { OPERATIONS_GUIDE } from "../../../src/azure/guide";
import { Size, ValidationError } from "../../../src/core";
import { ModelDependencies, ScoringProtocol } from "../../../src/mlflow";
import { SCORING_TIMEOUT_SECONDS } from "../../../src/mlflow/scoring/errors";
import { component, emptyStack, someNetwork } from "../fixture";
import { Synthesized, type Block } from "../synthesized";
import {
  IRIS,
  NEW,
  OLD,
  SPLIT,
  artifacts,
  needing,
  resourcesOf,
  someEndpoint,
  templateAddress,
  templateOf,
  type ArmResource,
} from "./fixture";

const TEMPLATE = "azurerm_resource_group_template_deployment";
const WORKSPACE_TYPE = "Microsoft.MachineLearningServices/workspaces";

const endpoint = someEndpoint();
const split = someEndpoint({ deployments: SPLIT.deployments, traffic: SPLIT.traffic });
const old = someEndpoint({ deployments: needing(OLD) });

function only(resources: ArmResource[], type: string): ArmResource {
  const found = resources.filter((each) => each.type === `${WORKSPACE_TYPE}/${type}`);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} resources of ${type}`);
  return first;
}
const deploymentOf = (stack: Synthesized, name = "blue") =>
  only(resourcesOf(stack, `_${name}`), "onlineEndpoints/deployments");

test("the first template makes the endpoint without traffic and is sent once; the last one is the endpoint with its traffic", () => {
  const first = templateOf(split, "-endpoint");
  expect(first.lifecycle).toEqual({ ignore_changes: "all" });
  const before = only(resourcesOf(split, "-endpoint"), "onlineEndpoints");
  const after = only(resourcesOf(split, "-traffic"), "onlineEndpoints");
  expect(before.properties.traffic).toEqual({});
  expect(after).toEqual({ ...before, properties: { ...before.properties, traffic: { blue: 90, green: 10 } } });
  expect(after.properties.authMode).toBe("AADToken");
});

test("endpoint, deployments and traffic follow each other, and a deployment that is removed goes after its traffic", () => {
  const address = (end: string) => templateAddress(split, end);
  for (const name of ["blue", "green"]) {
    expect(templateOf(split, `_${name}`).depends_on).toContain(address("-endpoint"));
    expect(templateOf(split, "-traffic").depends_on).toContain(address(`_${name}`));
    expect(templateOf(split, `_${name}`).lifecycle).toEqual({ create_before_destroy: true });
  }
});

test("no template has parameters, which would be read back with defaults, or tags, which would send it again", () => {
  for (const template of Object.values(split.all(TEMPLATE))) {
    expect(Object.keys(template).sort()).not.toContain("parameters_content");
    expect(Object.keys(template)).not.toContain("tags");
    expect(template.deployment_mode).toBe("Incremental");
  }
});

test("a model is read in MLflow's own container, by a datastore without a key", () => {
  const datastore = endpoint.one("azurerm_machine_learning_datastore_blobstorage");
  expect(datastore.service_data_auth_identity).toBe("WorkspaceSystemAssignedIdentity");
  expect(datastore.storage_container_id).toMatch(
    /storageAccounts\/artifacts\/blobServices\/default\/containers\/mlflow$/,
  );
  expect(datastore).not.toHaveProperty("account_key");
  const model = only(resourcesOf(endpoint, "_blue"), "models/versions");
  expect(model.properties.modelType).toBe("mlflow_model");
  expect(model.properties.modelUri).toMatch(
    /^azureml:\/\/subscriptions\/.*\/workspaces\/team\/datastores\/.*\/paths\/mlflow\/1\/models\/m-0123456789abcdef\/artifacts$/,
  );
  const deployment = deploymentOf(endpoint);
  expect(deployment.dependsOn).toEqual([deployment.properties.model]);
  expect(model.name).toMatch(/\$\{substr\(sha256\(join\(/);
});

test("a model of MLflow 3.7 or newer has a script and an image with its packages", () => {
  const resources = resourcesOf(endpoint, "-environment");
  const environment = only(resources, "environments/versions").properties;
  const { channels, dependencies } = JSON.parse(String(environment.condaFile)) as Block;
  expect([channels, dependencies]).toEqual([
    ["conda-forge"],
    [
      "python=3.11",
      "pip",
      { pip: ["mlflow==3.17.2", "scikit-learn==1.9.1", expect.stringMatching(/^azureml-inference-server-http==/)] },
    ],
  ]);
  const blob = endpoint.one("azurerm_storage_blob");
  const code = only(resources, "codes/versions").properties;
  expect(`${String(code.codeUri)}/score.py`).toMatch(
    new RegExp(`^https://teamml.blob.core.windows.net/scoring/.*/score.py$`),
  );
  expect(String(code.codeUri).endsWith(String(blob.name).split("/").slice(-2)[0] ?? "-")).toBe(true);
  expect(deploymentOf(endpoint).properties).toMatchObject({
    codeConfiguration: {
      codeId: expect.stringMatching(/\/codes\/.*\/versions\//) as string,
      scoringScript: "score.py",
    },
    environmentId: expect.stringMatching(/\/environments\/.*\/versions\/[0-9a-f]{8}$/) as string,
  });
});

test("other packages or another image are another version: a version is never changed", () => {
  const versionOf = (stack: Synthesized) => String(deploymentOf(stack).properties.environmentId).split("/").pop();
  const packages = new ModelDependencies({ mlflowVersion: "3.17.2", requirements: ["scikit-learn==1.9.2"] });
  const versions = [
    endpoint,
    someEndpoint({ deployments: needing(packages) }),
    someEndpoint({ image: "a.io/b:1" }),
  ].map(versionOf);
  expect(new Set(versions).size).toBe(3);
  expect(versionOf(someEndpoint({ deployments: needing(NEW) }))).toBe(versions[0]);
});

test("each deployment has the packages of its own model, and those with the same share an image", () => {
  const packages = new ModelDependencies({ mlflowVersion: "3.17.2", requirements: ["scikit-learn==1.9.2"] });
  const [blue, green] = SPLIT.deployments;
  const both = someEndpoint({
    ...SPLIT,
    deployments: [blue, { ...green, modelDependencies: packages }] as OnlineDeployment[],
  });
  const environments = resourcesOf(both, "-environment").filter(({ type }) => type.endsWith("environments/versions"));
  const idOf = (name: string) => String(deploymentOf(both, name).properties.environmentId);
  const packagesOf = (name: string) =>
    JSON.stringify(environments.find((each) => each.name.endsWith(String(idOf(name).split("/").pop())))?.properties);
  expect(environments).toHaveLength(2);
  expect(packagesOf("blue")).toContain("scikit-learn==1.9.1");
  expect(packagesOf("green")).toContain("scikit-learn==1.9.2");
  expect(resourcesOf(split, "-environment").filter(({ type }) => type.endsWith("environments/versions"))).toHaveLength(
    1,
  );
});

test("an older model beside a newer one runs by the script too: the endpoint has one protocol", () => {
  const [blue, green] = SPLIT.deployments;
  const mixed = someEndpoint({
    ...SPLIT,
    deployments: [{ ...blue, modelDependencies: OLD }, green] as OnlineDeployment[],
  });
  for (const name of ["blue", "green"])
    expect(deploymentOf(mixed, name).properties).toHaveProperty("codeConfiguration");
});

test("a model of an older MLflow is served without code", () => {
  expect(old.all("azurerm_storage_blob")).toEqual({});
  expect(deploymentOf(old).properties).not.toHaveProperty("environmentId");
  expect(deploymentOf(old).properties).not.toHaveProperty("codeConfiguration");
});

test("the identity has its rights before the endpoint: models, script and image", () => {
  const roles = Object.values(endpoint.all("azurerm_role_assignment")).map((each) => [
    each.role_definition_name,
    String(each.scope).split("/").slice(-2).join("/"),
    each.principal_type,
  ]);
  expect(roles.sort()).toEqual([
    ["AcrPull", "registries/team", "ServicePrincipal"],
    ["Storage Blob Data Reader", "containers/mlflow", "ServicePrincipal"],
    ["Storage Blob Data Reader", "storageAccounts/teamml", "ServicePrincipal"],
  ]);
  const sleep = endpoint.one("time_sleep");
  expect(Object.keys(sleep.triggers as Block).sort()).toEqual(["PullImages", "ReadModels", "UseWorkspace"]);
  expect(templateOf(endpoint, "-endpoint").depends_on).toContain(endpoint.address("time_sleep"));
  const [identity] = resourcesOf(endpoint, "-endpoint");
  expect(identity?.identity).toMatchObject({ type: "UserAssigned" });
});

test("calls that are kept are written to a container of the endpoint's own, and its identity writes nothing else", () => {
  const kept = someEndpoint({ dataCapture: { samplingPercent: 10 } });
  const resources = resourcesOf(kept, "_blue");
  const data = resources.filter(({ type }) => type === `${WORKSPACE_TYPE}/data/versions`);
  expect(data.map(({ properties }) => String(properties.dataUri).split("/paths/")[1])).toEqual([
    "blue/request",
    "blue/response",
  ]);
  const { dataCollector } = deploymentOf(kept).properties;
  const collected = (kind: string) => ({
    ...{ dataCollectionMode: "Enabled", samplingRate: 0.1 },
    dataId: expect.stringMatching(new RegExp(`/data/iris-.*-blue-${kind}/versions/1$`)) as string,
  });
  expect(dataCollector).toEqual({
    collections: { request: collected("request"), response: collected("response") },
  });
  expect(deploymentOf(kept).dependsOn).toHaveLength(3);
  expect(kept.one("azurerm_storage_container")).toMatchObject({
    name: "mlops-dev-iris-calls",
    container_access_type: "private",
  });
  const writing = Object.values(kept.all("azurerm_role_assignment")).filter(
    (each) => each.role_definition_name === "Storage Blob Data Contributor",
  );
  expect(writing.map(({ scope }) => String(scope))).toEqual([
    expect.stringContaining("azurerm_storage_container.") as string,
  ]);
  expect(deploymentOf(endpoint).properties).not.toHaveProperty("dataCollector");
  expect(endpoint.all("azurerm_storage_container")).toEqual({});
});

test.each([
  [Size.DEV, undefined, false],
  [Size.PROD, undefined, true],
  [Size.DEV, true, true],
  [Size.PROD, false, false],
])("protects the calls that it keeps, as the platform says: %s, %p", (size, protection, isKept) => {
  const protectedIn = (stack: Synthesized) =>
    Object.values(stack.all("azurerm_storage_container"))
      .filter(({ name }) => String(name).endsWith("-iris-calls"))
      .map(({ lifecycle }) => lifecycle);
  const expected = [isKept ? { prevent_destroy: true } : undefined];
  expect(protectedIn(someEndpoint({ size, protection, dataCapture: {} }))).toEqual(expected);
  const endpoints = [{ ...IRIS, dataCapture: {} }];
  expect(protectedIn(Synthesized.environment({ size, protection, endpoints, name: "azure-any" }))).toEqual(expected);
});

test("environments that share a workspace have no name in common in it", () => {
  const names = (prefix: string): unknown[] => {
    const stack = someEndpoint({ prefix, dataCapture: {} });
    const kinds = ["azurerm_machine_learning_datastore_blobstorage", "azurerm_storage_container"];
    return kinds.flatMap((kind) => Object.values(stack.all(kind)).map(({ name }) => name));
  };
  const dev = names("mlops-dev");
  expect(dev.sort()).toEqual(["mlops-dev-iris-calls", "mlops_dev_iris_artifacts", "mlops_dev_iris_calls"]);
  expect(names("mlops-prod").filter((name) => dev.includes(name))).toEqual([]);
});

test("the model has the time that all clouds give it, and as many calls as processes", () => {
  const { requestSettings, environmentVariables, egressPublicNetworkAccess } = deploymentOf(
    someEndpoint({ workers: 4, environment: { A: "b" } }),
  ).properties;
  expect(requestSettings).toEqual({
    requestTimeout: `PT${SCORING_TIMEOUT_SECONDS}S`,
    maxConcurrentRequestsPerInstance: 4,
  });
  expect(environmentVariables).toEqual({ A: "b", WORKER_COUNT: "4" });
  expect(egressPublicNetworkAccess).toBe("Enabled");
});

test("more instances at most than at least turn autoscaling on, by deployment", () => {
  expect(endpoint.all("azurerm_monitor_autoscale_setting")).toEqual({});
  const scaled = someEndpoint({ minInstances: 2, maxInstances: 6 });
  const setting = scaled.one("azurerm_monitor_autoscale_setting");
  expect(setting.target_resource_id).toMatch(/\/onlineEndpoints\/.*\/deployments\/blue$/);
  const [profile] = setting.profile as Block[];
  expect(profile?.capacity).toEqual({ default: 2, minimum: 2, maximum: 6 });
  expect((profile?.rule as Block[]).map((rule) => (rule.scale_action as Block).direction)).toEqual([
    "Increase",
    "Decrease",
  ]);
  expect(setting.depends_on).toContain(templateAddress(scaled, "_blue"));
});

test("prod has two instances, scales to four, and has two alarms over all deployments", () => {
  const prod = someEndpoint({ size: Size.PROD });
  expect(deploymentOf(prod)).toMatchObject({
    sku: { name: "Default", capacity: 2 },
    properties: { instanceType: "Standard_DS3_v2" },
  });
  const alarms = Object.values(prod.all("azurerm_monitor_metric_alert"));
  expect(alarms.map(({ name }) => name).sort()).toEqual(["mlops-dev-iris-errors", "mlops-dev-iris-latency"]);
  const guide = readFileSync(join(__dirname, "..", "..", "..", OPERATIONS_GUIDE), "utf8");
  for (const { scopes, name, description } of alarms) {
    expect(String(scopes)).toMatch(/\/onlineEndpoints\/iris-/);
    const heading = String(name).replace("mlops-dev-iris", "endpoint");
    expect(guide).toContain(`\n### ${heading}\n`);
    expect(description).toContain(`${OPERATIONS_GUIDE}, ${heading}`);
  }
  expect(endpoint.all("azurerm_monitor_metric_alert")).toEqual({});
});

test("an endpoint with private access has no public address", () => {
  const access = (stack: Synthesized) => resourcesOf(stack, "-traffic")[0]?.properties.publicNetworkAccess;
  expect([access(endpoint), access(someEndpoint({ privateAccess: true }))]).toEqual(["Enabled", "Disabled"]);
});

test("names of template deployments stay within 64 characters", () => {
  const name = "x".repeat(23);
  const long = someEndpoint({
    name,
    deployments: [{ name: "y".repeat(31), model: "1/models/m-1/artifacts", modelDependencies: NEW }],
  });
  for (const template of Object.values(long.all(TEMPLATE)))
    expect(String(template.name).replace(/\$\{[^}]+\}/, "01234567").length).toBeLessThanOrEqual(64);
});

test("an endpoint that exists is known by its ID and its address", () => {
  const attributes = {
    name: "iris",
    endpointId: `/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/${WORKSPACE_TYPE}/w/onlineEndpoints/iris-prod`,
    scoringUri: "https://iris-prod.westeurope.inference.ml.azure.com/score",
    protocol: ScoringProtocol.INPUT_DATA,
  };
  const existing = ModelEndpoint.fromModelEndpointAttributes(emptyStack(), "E", attributes);
  expect([existing.path, existing.maxPayloadBytes, existing.dependencies]).toEqual(["score/iris", 2 * 1024 * 1024, []]);
  for (const wrong of [
    { endpointId: "iris-prod" },
    { scoringUri: "https://example.com/score" },
    { maxPayloadBytes: 1 },
  ])
    expect(() => ModelEndpoint.fromModelEndpointAttributes(emptyStack(), "E", { ...attributes, ...wrong })).toThrow(
      ValidationError,
    );
});

describe("the workspace", () => {
  const make = (props: (stack: ReturnType<typeof emptyStack>) => object = () => ({})): Synthesized => {
    const stack = emptyStack();
    new ModelWorkspace(stack, "Workspace", { ...component(stack), artifactStore: artifacts(stack), ...props(stack) });
    return Synthesized.of(stack);
  };
  const workspace = make();

  test("has what Azure demands: a storage account without keys, a vault that cannot be purged, insights and a registry", () => {
    const { storage_account_id, key_vault_id, application_insights_id, container_registry_id } = workspace.one(
      "azurerm_machine_learning_workspace",
    );
    expect([storage_account_id, key_vault_id, application_insights_id, container_registry_id]).toEqual([
      expect.stringContaining("azurerm_storage_account."),
      expect.stringContaining("azurerm_key_vault."),
      expect.stringContaining("azurerm_application_insights."),
      expect.stringContaining("azurerm_container_registry."),
    ]);
    expect(workspace.one("azurerm_storage_account")).toMatchObject({
      shared_access_key_enabled: false,
      is_hns_enabled: false,
      allow_nested_items_to_be_public: false,
    });
    expect(workspace.one("azurerm_key_vault").purge_protection_enabled).toBe(true);
    expect(workspace.one("azurerm_container_registry").admin_enabled).toBe(false);
  });

  test("uses its storage by its identity, whatever the provider's own update has sent before", () => {
    const [sent] = resourcesOf(workspace, "-datastores");
    const resource = workspace.one("azurerm_machine_learning_workspace");
    expect(sent?.properties).toEqual({
      storageAccount: resource.storage_account_id,
      keyVault: resource.key_vault_id,
      applicationInsights: resource.application_insights_id,
      containerRegistry: resource.container_registry_id,
      publicNetworkAccess: "Enabled",
      systemDatastoresAuthMode: "identity",
    });
    expect(sent?.name).toContain("azurerm_machine_learning_workspace.");
  });

  test("lets who deploys write the script, and a deploy by another identity changes nothing", () => {
    const others = make(() => ({ deployerObjectIds: ["AAAAAAAA-0000-4000-8000-000000000001"] }));
    const first = workspace.one("azurerm_role_assignment", "Deployer");
    expect(first).toMatchObject({
      role_definition_name: "Storage Blob Data Contributor",
      lifecycle: { ignore_changes: ["principal_id"] },
    });
    expect(String(first.scope)).toContain("azurerm_storage_container.");
    const second = others.one("azurerm_role_assignment", "Deployer-aaaaaaaa-0000-4000-8000-000000000001");
    expect(second.principal_id).toBe("AAAAAAAA-0000-4000-8000-000000000001");
    expect(second).not.toHaveProperty("lifecycle");
  });

  test("with a registry of the team makes none", () => {
    const id =
      "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/team";
    const own = make(() => ({ containerRegistryId: id }));
    expect(own.all("azurerm_container_registry")).toEqual({});
    expect(own.one("azurerm_machine_learning_workspace").container_registry_id).toBe(id);
  });

  test("in a network has a private endpoint with its two zones, and the public address that deployments call", () => {
    const subnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/e";
    const closed = make((stack) => ({
      network: Object.assign(someNetwork(stack), { privateEndpointSubnetId: subnet }),
    }));
    expect(closed.one("azurerm_machine_learning_workspace").public_network_access_enabled).toBe(true);
    expect(closed.one("azurerm_private_endpoint")).toMatchObject({
      subnet_id: subnet,
      private_service_connection: { subresource_names: ["amlworkspace"], is_manual_connection: false },
    });
    expect(
      Object.values(closed.all("azurerm_private_dns_zone"))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"]);
    expect(Object.keys(closed.all("azurerm_private_dns_zone_virtual_network_link"))).toHaveLength(2);
    expect(() => make((stack) => ({ network: someNetwork(stack) }))).toThrow(
      "must have a subnet for private endpoints",
    );
  });
});
