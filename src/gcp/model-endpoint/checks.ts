import type { CheckTable, Row } from "../../core/checks";
import { integer, omitted, oneOf, that } from "../../core/rules";
import { atMostSetting, serverUrl } from "../../platform/component-rules";
import type { ModelDeployment } from "../../platform";
import { TRAFFIC_ROWS, deploymentRows, endpointName } from "../../platform/model-endpoint/checks";
import { IMAGE } from "../../mlflow/server/checks";
import { PULLED } from "../image-repositories/checks";
import { KEY_ROW, REGION } from "../rules";
import { CPU_AND_MEMORY_ROWS, SERVICE_NAME } from "../tracking-server/checks";
import { MAX_INSTANCES, MAX_STARTUP_SECONDS } from "../tracking-server/defaults";
import { payloadLimit, resolveServing, type ResolvedServing } from "./defaults";
import { isOn, notOn } from "./runtime-rows";
import { ServingRuntime, type ModelEndpointAttributes, type ModelServingSettings } from "./settings";
import { VERTEX_ROWS } from "./vertex/checks";

/** Short enough for `<prefix>-score-<name>` in Cloud Run, and for a DNS label of it with the project's number. */
const MAX_NAME = 22;
const NAME = endpointName(MAX_NAME, "Cloud Run allows 49 characters for <prefix>-score-<name>");

/** An instance has eight vCPU, of which the proxy has one. */
const MAX_VCPU = 7;

const DEPLOYMENT_NAME = that(
  (name) => /^[a-z]([a-z0-9]|-(?=[a-z0-9]))*$/.test(String(name)) && String(name).length <= 40,
  "be the name of a container: 1 to 40 lower-case letters, digits and single hyphens, beginning with a letter",
  "Use a name of that form",
);

const NO_ARCHIVE: Row<ResolvedServing> = {
  field: "deployments",
  rule: that(
    (deployments) => (deployments as ModelDeployment[]).every(({ model }) => !model.endsWith(".tar.gz")),
    "have models that are no archives: MLflow's scoring server reads a model's folder",
    "Use the location of the model, for example 3/models/m-0123456789abcdef/artifacts",
  ),
};

/** What Cloud Run does not have, and what it limits. */
const CLOUD_RUN_ROWS: readonly Row<ResolvedServing>[] = [
  ...notOn(
    ServingRuntime.CLOUD_RUN,
    "only Vertex AI has it",
    "Remove it, or set runtime: ServingRuntime.VERTEX",
    "instanceType",
    "encryptionKeyId",
  ),
  {
    field: "dataCapture",
    rule: omitted("Cloud Run keeps no requests", "Remove it, or set runtime to vertex"),
    when: isOn(ServingRuntime.CLOUD_RUN),
  },
  {
    field: "deployments",
    rule: ({ vcpu }) =>
      that(
        (deployments) => (deployments as unknown[]).length * vcpu <= MAX_VCPU,
        `have at most ${MAX_VCPU} vCPU together, and have ${vcpu} each: an instance of Cloud Run has eight, of which the proxy has one`,
        "Use fewer deployments, or a smaller vcpu",
      ),
    when: (settings) => isOn(ServingRuntime.CLOUD_RUN)(settings) && settings.deployments.length > 1,
  },
];

/** Requirements on the settings of an endpoint. */
export const MODEL_SERVING: CheckTable<ModelServingSettings, ResolvedServing> = {
  resolve: resolveServing,
  rows: [
    { field: "name", rule: NAME, synthesis: true },
    { field: "runtime", rule: oneOf(ServingRuntime), synthesis: true },
    { field: "image", rule: IMAGE },
    { field: "image", rule: PULLED },
    KEY_ROW,
    ...deploymentRows(DEPLOYMENT_NAME, MAX_VCPU),
    NO_ARCHIVE,
    ...TRAFFIC_ROWS,
    ...CPU_AND_MEMORY_ROWS,
    { field: "minInstances", rule: integer(0, MAX_INSTANCES) },
    { field: "maxInstances", rule: integer(1, MAX_INSTANCES), synthesis: true },
    { field: "minInstances", rule: ({ maxInstances }) => atMostSetting("maxInstances", maxInstances) },
    { field: "maxConcurrency", rule: integer(1, 250, "calls that an instance serves at once") },
    {
      field: "startupGraceSeconds",
      rule: integer(60, MAX_STARTUP_SECONDS, "seconds; Cloud Run waits no longer"),
      synthesis: true,
    },
    {
      field: "environment",
      rule: that(
        (name) =>
          /^[A-Za-z_][A-Za-z0-9_]*$/.test(String(name)) && !/^(MLFLOW_(HOST|PORT)|PORT|K_.*)$/.test(String(name)),
        "be the name of a variable, which neither Cloud Run nor the endpoint sets itself: letters, digits and _, not beginning with a digit",
        "Rename or remove it",
      ),
      each: "name",
    },
    {
      field: "environment.MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT",
      rule: omitted("server, gateway and messages share one limit", "Remove it"),
    },
    { field: "dataCapture.samplingPercent", rule: integer(1, 100, "percent of the calls") },
    ...CLOUD_RUN_ROWS,
    ...VERTEX_ROWS,
    {
      field: "maxPayloadBytes",
      rule: (settings) => integer(1024, payloadLimit(settings), `bytes of a request; the limit of ${settings.runtime}`),
      synthesis: true,
    },
  ],
};

/** Requirements on the attributes of an existing endpoint. */
export const MODEL_ENDPOINT_ATTRIBUTES: CheckTable<ModelEndpointAttributes> = {
  rows: [
    { field: "name", rule: NAME, synthesis: true },
    { field: "serviceName", rule: SERVICE_NAME },
    { field: "serviceRegion", rule: REGION },
    { field: "url", rule: serverUrl("https://mlops-score-iris-123456789012.europe-west1.run.app") },
    { field: "maxPayloadBytes", rule: integer(1024, payloadLimit({}), "bytes of a request"), synthesis: true },
  ],
};
