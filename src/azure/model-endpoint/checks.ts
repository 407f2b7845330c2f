import type { CheckTable, Row } from "../../core/checks";
import { integer, named, omitted, oneOf, required, that, type Rule } from "../../core/rules";
import { ScoringProtocol } from "../../mlflow";
import { TRAFFIC_ROWS, deploymentRows, endpointName, VARIABLE_NAMES } from "../../platform/model-endpoint/checks";
import { AzureNameRules } from "../names";
import { resourceId } from "../rules";
import { MAX_PAYLOAD_BYTES, needsScript, resolveServing, type ResolvedServing } from "./defaults";
import type { ModelEndpointAttributes, ModelServingSettings, OnlineDeployment } from "./settings";

/** Azure's 32 characters without a hyphen and 8 digits. */
const MAX_NAME = 23;
/** @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-manage-quotas#azure-machine-learning-online-endpoints-and-batch-endpoints */
const MAX_DEPLOYMENTS = 20;
const MAX_INSTANCES = 50;

const NAME = endpointName(
  MAX_NAME,
  "Azure ML allows 32 characters for <name>-<8 hexadecimal digits>, unique in a region of Azure",
);

const PAYLOAD: Rule = integer(1024, MAX_PAYLOAD_BYTES, "bytes of a request; API Management takes 2 MiB");

const IMAGE: Rule = that(
  (image) =>
    /^[a-z0-9.-]+\.[a-z]+(:\d+)?\/[a-z0-9]+([._/-][a-z0-9]+)*(:\w[\w.-]*|@sha256:[0-9a-f]{64})$/.test(String(image)),
  "be an image with its registry, and with tag or digest",
  'Use for example "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest"',
);

/** Whether Azure serves all models of an endpoint without code. */
const isWithoutCode = ({ deployments }: ResolvedServing): boolean =>
  deployments.every(({ modelDependencies: given }: Partial<OnlineDeployment>) => given !== undefined) &&
  !needsScript(deployments);

const DEPENDENCIES: CheckTable<OnlineDeployment> = {
  rows: [
    {
      field: "modelDependencies",
      rule: required(
        "MLflow's version decides how Azure ML serves a model, and its packages are in the image",
        "Use ModelDependencies.fromMlmodel(<folder of the model>)",
      ),
    },
  ],
};

const VARIABLES: readonly Row<ResolvedServing>[] = [
  VARIABLE_NAMES,
  {
    field: "environment",
    rule: that(
      (name) => !/^(AZUREML_|AML_)/.test(String(name)),
      "not begin with AZUREML_ or AML_: Azure ML sets these itself",
      "Rename it",
    ),
    each: "name",
  },
  {
    field: "environment.WORKER_COUNT",
    rule: omitted("Azure ML counts the calls that wait by the number of processes", "Set workers"),
  },
];

/** Requirements on the settings of an endpoint. */
export const MODEL_SERVING: CheckTable<ModelServingSettings, ResolvedServing> = {
  resolve: resolveServing,
  rows: [
    { field: "name", rule: NAME, synthesis: true },
    ...deploymentRows(named(AzureNameRules.MODEL_DEPLOYMENT), MAX_DEPLOYMENTS),
    {
      field: "deployments",
      rule: that(
        (deployments) => (deployments as { model: string }[]).every(({ model }) => !String(model).endsWith(".tar.gz")),
        "have models that are folders: Azure ML extracts no archive",
        "Use the folder that MLflow has written, for example 3/models/m-0123456789abcdef/artifacts",
      ),
    },
    { field: "deployments", table: DEPENDENCIES, each: true },
    ...TRAFFIC_ROWS,
    { field: "image", rule: IMAGE, synthesis: true },
    {
      field: "image",
      rule: omitted(
        "Azure ML chooses the image of models that it serves without code, which are those of MLflow before 3.7",
        "Remove it",
      ),
      when: isWithoutCode,
    },
    {
      field: "instanceType",
      rule: that(
        (type) => /^Standard_[A-Z]+\d+[A-Za-z0-9_-]*$/.test(String(type)),
        "be an instance type of managed online endpoints",
        "Use for example Standard_DS3_v2",
      ),
      synthesis: true,
    },
    { field: "minInstances", rule: integer(1, MAX_INSTANCES, "instances of each deployment"), synthesis: true },
    {
      field: "maxInstances",
      rule: ({ minInstances }) =>
        integer(minInstances, MAX_INSTANCES, "instances of each deployment, minInstances or more"),
      synthesis: true,
    },
    { field: "workers", rule: integer(1, 64, "calls that an instance serves at once"), synthesis: true },
    ...VARIABLES,
    { field: "dataCapture.samplingPercent", rule: integer(1, 100, "percent of the calls"), synthesis: true },
    { field: "maxPayloadBytes", rule: PAYLOAD, synthesis: true },
  ],
};

/** Requirements on the attributes of an existing endpoint. */
export const MODEL_ENDPOINT_ATTRIBUTES: CheckTable<ModelEndpointAttributes> = {
  rows: [
    { field: "name", rule: NAME, synthesis: true },
    {
      field: "endpointId",
      rule: resourceId("Microsoft.MachineLearningServices/workspaces/onlineEndpoints"),
    },
    {
      field: "scoringUri",
      rule: that(
        (uri) => /^https:\/\/[a-z0-9-]+\.[a-z0-9]+\.inference\.ml\.azure\.com\/score$/i.test(String(uri)),
        "be the scoring URI of a managed online endpoint",
        "Use https://<endpoint>.<location>.inference.ml.azure.com/score",
      ),
      synthesis: true,
    },
    { field: "protocol", rule: oneOf(ScoringProtocol), synthesis: true },
    { field: "maxPayloadBytes", rule: PAYLOAD, synthesis: true },
  ],
};
