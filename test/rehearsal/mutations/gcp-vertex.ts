import { deployedState, uploadedModels } from "../../../src/rehearsal/clouds/gcp/vertex-ai/state";
import type { Account } from "../../../src/rehearsal/simulator";
import type { Values } from "../../../src/rehearsal/simulator/rule";
import { SERVICE } from "./gcp-dev";
import { listOf, only } from "./gcp-gateway";
import { ALL, set, without, type Mutation } from "./mutation";
import type { Copy } from "./platform";

const ENDPOINT = "google_vertex_ai_endpoint";
const MEMBER = "google_vertex_ai_endpoint_iam_member";
const ROLE = "google_project_iam_custom_role";
const IRIS = /Endpoints_iris/;

/** What `mlops deploy-model` does after the apply. */
export function deployIris(accounts: ReadonlyMap<string, Account>): void {
  const account = accounts.get("hashicorp/google");
  const [endpoint] = account?.list(ENDPOINT) ?? [];
  if (account === undefined || endpoint === undefined) throw new Error("there is no endpoint on Vertex AI");
  const model = "projects/123456789012/locations/europe-west1/models/1";
  uploadedModels(account).push({
    ...{
      name: model,
      displayName: "iris-main",
      labels: {},
      artifactUri: "gs://artifacts/mlflow/1/models/m-1/artifacts",
    },
    containerSpec: { imageUri: "europe-west1-docker.pkg.dev/p/r/mlflow:1" },
  });
  const size = { machineType: "e2-standard-2", minReplicaCount: 1, maxReplicaCount: 1 };
  Object.assign(deployedState(account, endpoint.id), {
    models: [{ id: "8", model, displayName: "main", ...size }],
    traffic: { "8": 100 },
  });
}

const forwarder = (name: string, change: (value: string) => string) => (copy: Copy) =>
  copy.edit(SERVICE, IRIS, (service) => {
    const containers: Values[] = listOf(only(service, "template"), "containers");
    for (const each of containers.filter((one) => one.name === "forwarder"))
      for (const variable of listOf(each, "env"))
        if (variable.name === name) variable.value = change(String(variable.value));
  });

/** A model endpoint of gcp-dev on Vertex AI. */
export const GCP_VERTEX: readonly Mutation[] = [
  { type: ENDPOINT, what: "taken away", change: without(ENDPOINT), red: /scoring: .*UNAVAILABLE/ },
  {
    type: ENDPOINT,
    what: "has no address of its own",
    change: set(ENDPOINT, ALL, { dedicated_endpoint_enabled: false }),
    red: /scoring: .*UNAVAILABLE/,
  },
  { type: MEMBER, what: "taken away", change: without(MEMBER), red: /scoring: .*FORBIDDEN/ },
  {
    type: MEMBER,
    what: "another account may let it predict",
    change: set(MEMBER, ALL, { member: "serviceAccount:mlops-gcp-dev-mlflow@mlops-rehearsal.iam.gserviceaccount.com" }),
    red: /scoring: .*FORBIDDEN/,
  },
  {
    type: MEMBER,
    what: "everybody may let it predict",
    change: set(MEMBER, ALL, { member: "allUsers" }),
    red: /strangers: google_vertex_ai_endpoint .*: an anonymous caller gets in/,
  },
  { type: ROLE, what: "taken away", change: without(ROLE), red: /scoring: .*FORBIDDEN/ },
  {
    type: ROLE,
    what: "has another permission",
    change: set(ROLE, ALL, { permissions: ["aiplatform.endpoints.get"] }),
    red: /scoring: .*FORBIDDEN/,
  },
  {
    type: SERVICE,
    what: "the forwarder calls another endpoint",
    change: forwarder("MLOPS_VERTEX_URL", (url) => url.replace(/\/\/\d+\./, "//1.")),
    red: /scoring: .*UNAVAILABLE/,
  },
  {
    type: SERVICE,
    what: "the forwarder calls the endpoint by another name",
    change: forwarder("MLOPS_VERTEX_URL", (url) => url.replace(/endpoints\/\d+/, "endpoints/1")),
    red: /scoring: .*NOT_FOUND/,
  },
  {
    type: SERVICE,
    what: "the forwarder listens on another port",
    change: forwarder("MLFLOW_PORT", () => "5999"),
    red: /scoring: .*it reaches port 5001, on which no container of the task listens/,
  },
  {
    type: SERVICE,
    what: "the forwarder listens on its loopback address",
    change: forwarder("MLFLOW_HOST", () => "127.0.0.1"),
    red: /service: .*asks MLflow, which listens on 127.0.0.1 alone/,
  },
  {
    type: "google_bigquery_dataset",
    what: "taken away",
    change: without("google_bigquery_dataset"),
    green: "requests are no longer kept, and predictions go on",
  },
  {
    type: "random_integer",
    what: "another number",
    change: set("random_integer", ALL, { result: 1 }),
    green: "it is a part of names, which are what was applied",
  },
];
