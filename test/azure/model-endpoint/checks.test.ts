import {
  AzureEnvironments,
  NetworkAccess,
  type AzureEnvironmentProps,
  type ModelEndpointSettings,
  type OnlineDeployment,
} from "../../../src/azure";
import { Problems, Size } from "../../../src/core";
import { IRIS, MODEL, NEW, OLD, SPLIT, WORKSPACE, needing, refusals } from "./fixture";

const of = (endpoint: ModelEndpointSettings): string[] => refusals({ endpoints: [endpoint] });
const model = (location: string): ModelEndpointSettings => ({
  ...IRIS,
  deployments: [{ name: "blue", model: location, modelDependencies: NEW }],
});

test("endpoints with script and without, with one deployment and with two, have no problem", () => {
  expect(
    refusals({ endpoints: [IRIS, { ...SPLIT, name: "two" }, { ...IRIS, name: "old", deployments: needing(OLD) }] }),
  ).toEqual([]);
  expect(refusals({ endpoints: [{ ...IRIS, privateAccess: true }] }, Size.PROD)).toEqual([]);
});

const without = (field: keyof ModelEndpointSettings): ModelEndpointSettings =>
  Object.fromEntries(Object.entries(IRIS).filter(([name]) => name !== field)) as unknown as ModelEndpointSettings;

const CASES: Record<string, [ModelEndpointSettings, ...string[]]> = {
  "a name over the cloud's limit": [
    { ...IRIS, name: "x".repeat(24), functionName: "SCORE" },
    "endpoints.0.name must be an endpoint name of 1 to 23 lower-case letters, digits and single hyphens, beginning with a letter: Azure ML allows 32 characters for <name>-<8 hexadecimal digits>, unique in a region of Azure",
  ],
  "a deployment's name below the limit": [
    { ...IRIS, deployments: [{ name: "b", model: MODEL, modelDependencies: NEW }] },
    "endpoints.0.deployments.0.name must be a name of a deployment of 3 to 31 characters: letters, digits and single hyphens, beginning with a letter",
  ],
  "a deployment's name over the limit": [
    { ...IRIS, deployments: [{ name: "x".repeat(32), model: MODEL, modelDependencies: NEW }] },
    "endpoints.0.deployments.0.name must be a name of a deployment of 3 to 31 characters: letters, digits and single hyphens, beginning with a letter",
  ],
  "no deployment": [{ ...IRIS, deployments: [] }, "endpoints.0.deployments must be 1 to 20 deployments"],
  "deployments of one name": [
    { ...SPLIT, deployments: [...IRIS.deployments, ...IRIS.deployments], traffic: { blue: 100 } },
    "endpoints.0.deployments must have unique names",
  ],
  "traffic to a deployment that does not exist": [
    { ...IRIS, traffic: { red: 100 } },
    "endpoints.0.traffic.red must be the name of a deployment: blue",
  ],
  "traffic that is not 100 percent": [
    { ...SPLIT, traffic: { blue: 90, green: 20 } },
    "endpoints.0.traffic must be 100 percent together",
  ],
  "several deployments without traffic": [
    { ...IRIS, deployments: SPLIT.deployments },
    "endpoints.0.traffic must be set: there are several deployments",
  ],
  "a model without signature": [
    without("signature"),
    "endpoints.0.signature must be set: the columns become the arguments of the function",
  ],
  "a model of an unknown MLflow": [
    { ...IRIS, deployments: [{ name: "blue", model: MODEL } as OnlineDeployment] },
    "endpoints.0.deployments.0.modelDependencies must be set: MLflow's version decides how Azure ML serves a model, and its packages are in the image",
  ],
  "an image for a model that Azure serves without code": [
    { ...IRIS, deployments: needing(OLD), image: "mcr.microsoft.com/azureml/base:1" },
    "endpoints.0.image must be omitted: Azure ML chooses the image of models that it serves without code, which are those of MLflow before 3.7",
  ],
  "an image without a tag": [
    { ...IRIS, image: "mcr.microsoft.com/azureml/base" },
    "endpoints.0.image must be an image with its registry, and with tag or digest",
  ],
  "an archive": [
    model("1/models/m-1/model.tar.gz"),
    "endpoints.0.deployments must have models that are folders: Azure ML extracts no archive",
  ],
  "a payload over the limit": [
    { ...IRIS, maxPayloadBytes: 2 * 1024 * 1024 + 1 },
    "endpoints.0.maxPayloadBytes must be an integer from 1024 to 2097152: bytes of a request; API Management takes 2 MiB",
  ],
  "no instance: nothing scales to zero": [
    { ...IRIS, minInstances: 0 },
    "endpoints.0.minInstances must be an integer from 1 to 50: instances of each deployment",
  ],
  "fewer instances at most than at least": [
    { ...IRIS, minInstances: 3, maxInstances: 2 },
    "endpoints.0.maxInstances must be an integer from 3 to 50: instances of each deployment, minInstances or more",
  ],
  "an instance type of another cloud": [
    { ...IRIS, instanceType: "ml.m5.large" },
    "endpoints.0.instanceType must be an instance type of managed online endpoints",
  ],
  "no worker": [
    { ...IRIS, workers: 0 },
    "endpoints.0.workers must be an integer from 1 to 64: calls that an instance serves at once",
  ],
  "the number of processes as a variable": [
    { ...IRIS, environment: { WORKER_COUNT: "4" } },
    "endpoints.0.environment.WORKER_COUNT must be omitted: Azure ML counts the calls that wait by the number of processes",
  ],
  "a variable of Azure's own": [
    { ...IRIS, environment: { AZUREML_MODEL_DIR: "/tmp" } },
    "endpoints.0.environment.AZUREML_MODEL_DIR must not begin with AZUREML_ or AML_: Azure ML sets these itself",
  ],
  "a variable that is no name": [
    { ...IRIS, environment: { "A-B": "x" } },
    "endpoints.0.environment.A-B must be the name of a variable: letters, digits and _, not beginning with a digit",
  ],
  "no part of the calls": [
    { ...IRIS, dataCapture: { samplingPercent: 0 } },
    "endpoints.0.dataCapture.samplingPercent must be an integer from 1 to 100: percent of the calls",
  ],
  "a model by name": [
    model("models:/iris@champion"),
    "endpoints.0.deployments.0.model must be a location, not a models:/ or runs:/ URI: only the MLflow server knows where such a model is, and an alias can move without a deploy",
  ],
  "a model with its container": [
    model("wasbs://mlflow@account.blob.core.windows.net/mlflow/1/models/m-1/artifacts"),
    "endpoints.0.deployments.0.model must be a location below the artifact prefix, without bucket and prefix",
  ],
  "a private endpoint without a network": [
    { ...IRIS, privateAccess: true },
    "endpoints must have no privateAccess where the servers have public addresses: the gateway is in no virtual network",
  ],
};

test.each(Object.keys(CASES))("%s has a message of its own", (name) => {
  const [settings, ...problems] = CASES[name] ?? [IRIS];
  expect(of(settings)).toEqual(problems);
});

test("two endpoints have different names and functions", () => {
  expect(refusals({ endpoints: [IRIS, IRIS] })).toEqual([
    "endpoints must have unique names",
    "endpoints must have unique names of functions",
  ]);
});

test("artifacts that no other network reaches are closed to endpoints too", () => {
  const subnet = `${WORKSPACE.storageAccountId.split("/Microsoft.Storage")[0] ?? ""}/Microsoft.Network/virtualNetworks/v/subnets/s`;
  expect(refusals({ endpoints: [IRIS], artifacts: { snowflakeSubnetIds: [subnet] } }, Size.PROD)).toEqual([
    "artifacts.snowflakeSubnetIds must be omitted: it closes the storage account to every other network, and endpoints read their models from a network of Azure's own",
  ]);
});

test("a workspace is for endpoints", () => {
  expect(refusals({ modelWorkspace: {} })).toEqual([
    "modelWorkspace must be omitted: there are no endpoints, which alone use it",
  ]);
});

test("who deploys is an object ID, and a registry an ID of a registry", () => {
  const modelWorkspace = { deployerObjectIds: ["me@example.com"], containerRegistryId: "team.azurecr.io" };
  expect(refusals({ endpoints: [IRIS], modelWorkspace })).toEqual([
    "modelWorkspace.containerRegistryId must be the resource ID of a Microsoft.ContainerRegistry/registries, with its letter case",
    "modelWorkspace.deployerObjectIds.0 must be a UUID: an object ID, neither a name nor an address",
  ]);
});

const GROUP = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/team";
const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/team`;

const EXISTING: Record<string, [Partial<AzureEnvironmentProps>, ...string[]]> = {
  "an existing workspace without endpoints": [
    { existing: { modelWorkspace: WORKSPACE } },
    "existing.modelWorkspace must be omitted: there are no endpoints, which alone use it",
  ],
  "settings of an existing workspace": [
    { endpoints: [IRIS], modelWorkspace: {}, existing: { modelWorkspace: WORKSPACE } },
    "modelWorkspace must be omitted: it has no effect when existing.modelWorkspace is set, as an existing workspace has its own registry and storage account",
  ],
  "the storage account of another name": [
    { endpoints: [IRIS], existing: { modelWorkspace: { ...WORKSPACE, storageAccountName: "other" } } },
    "existing.modelWorkspace.storageAccountId must be the ID of storageAccountName",
  ],
  "an identity of a workspace by its name": [
    { endpoints: [IRIS], existing: { modelWorkspace: { ...WORKSPACE, principalId: "team" } } },
    "existing.modelWorkspace.principalId must be a UUID: an object ID, neither a name nor an address",
  ],
  "an existing network without a subnet for private endpoints": [
    {
      endpoints: [IRIS],
      existing: {
        network: {
          virtualNetworkId: NETWORK,
          serverSubnetId: `${NETWORK}/subnets/servers`,
          gatewaySubnetId: `${NETWORK}/subnets/gateway`,
          databaseSubnetId: `${NETWORK}/subnets/database`,
        },
      },
    },
    "existing.network.privateEndpointSubnetId must be set: the endpoints have private addresses in the virtual network",
  ],
};

test.each(Object.keys(EXISTING))("%s has a message of its own", (name) => {
  const [settings = {}, ...expected] = EXISTING[name] ?? [];
  const problems = new Problems("azure-dev");
  AzureEnvironments.check(problems, { name: "azure-dev", size: Size.DEV, ...settings });
  expect(problems.all.map(({ field, rule }) => `${field} ${rule}`)).toEqual(expected);
});

test("an endpoint of a private network is public by setting alone", () => {
  expect(
    refusals({ endpoints: [{ ...IRIS, privateAccess: false }], network: { access: NetworkAccess.PRIVATE } }),
  ).toEqual([]);
});
