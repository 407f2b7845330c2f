import { DatabaseAccess, ModelEndpoint, ServingRuntime, type ModelEndpointSettings } from "../../../src/gcp";
import { refusalOf } from "../../support/refusal";
import { emptyStack } from "../fixture";
import { IRIS, MODEL, SPLIT, TWO, platformProblems, problemsOf } from "./fixture";

const model = (location: string): ModelEndpointSettings => ({
  ...IRIS,
  deployments: [{ name: "blue", model: location }],
});
const VARIABLE =
  "must be the name of a variable, which neither Cloud Run nor the endpoint sets itself: letters, digits and _, not beginning with a digit";

test("endpoints of one and of two deployments have no problem", () => {
  expect(problemsOf(IRIS, { ...SPLIT, name: "other" })).toEqual([]);
  expect(problemsOf({ ...IRIS, runtime: ServingRuntime.CLOUD_RUN, maxPayloadBytes: 32_000_000 })).toEqual([]);
});

const CASES: Record<string, [ModelEndpointSettings, ...string[]]> = {
  "data capture on Cloud Run": [
    { ...IRIS, dataCapture: {} },
    "endpoints.0.dataCapture must be omitted: Cloud Run keeps no requests",
  ],
  "an archive on Cloud Run": [
    model("1/models/m-1/model.tar.gz"),
    "endpoints.0.deployments must have models that are no archives: MLflow's scoring server reads a model's folder",
  ],
  "more vCPU than an instance has": [
    { ...SPLIT, vcpu: 4, memoryMib: 4096 },
    "endpoints.0.deployments must have at most 7 vCPU together, and have 4 each: an instance of Cloud Run has eight, of which the proxy has one",
  ],
  "vCPU that Cloud Run does not offer": [
    { ...IRIS, vcpu: 3 },
    "endpoints.0.vcpu must be one of 1, 2, 4, 6: vCPU that Cloud Run offers: an instance has at most 8 together with the proxy's",
  ],
  "memory that Cloud Run does not offer for its vCPU": [
    { ...IRIS, memoryMib: 8192 },
    "endpoints.0.memoryMib must be from 512 to 4096 with 1 vCPU: Cloud Run offers no other memory",
  ],
  "more instances at least than at most": [
    { ...IRIS, minInstances: 3, maxInstances: 2 },
    "endpoints.0.minInstances must be at most maxInstances, which is 2",
  ],
  "no call at once": [
    { ...IRIS, maxConcurrency: 0 },
    "endpoints.0.maxConcurrency must be an integer from 1 to 250: calls that an instance serves at once",
  ],
  "less time to start than a container takes": [
    { ...IRIS, startupGraceSeconds: 30 },
    "endpoints.0.startupGraceSeconds must be an integer from 60 to 240: seconds; Cloud Run waits no longer",
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
    { ...IRIS, deployments: TWO },
    "endpoints.0.traffic must be set: there are several deployments",
  ],
  "no deployment": [{ ...IRIS, deployments: [] }, "endpoints.0.deployments must be 1 to 7 deployments"],
  "a name over the cloud's limit": [
    { ...IRIS, name: "x".repeat(23), functionName: "SCORE" },
    "endpoints.0.name must be an endpoint name of 1 to 22 lower-case letters, digits and single hyphens, beginning with a letter: Cloud Run allows 49 characters for <prefix>-score-<name>",
  ],
  "a deployment that is no name of a container": [
    { ...IRIS, deployments: [{ name: "Blue", model: MODEL }] },
    "endpoints.0.deployments.0.name must be the name of a container: 1 to 40 lower-case letters, digits and single hyphens, beginning with a letter",
  ],
  "an image that Cloud Run does not pull": [
    { ...IRIS, image: "ghcr.io/mlflow/mlflow:v3.17.2-full" },
    "endpoints.0.image must be in Artifact Registry, gcr.io or docker.io: Cloud Run pulls from no other registry",
  ],
  "an image without a tag": [
    { ...IRIS, image: "europe-west1-docker.pkg.dev/p/r/model" },
    "endpoints.0.image must be an image that is pinned by a tag or a digest",
  ],
  "a payload over the limit": [
    { ...IRIS, maxPayloadBytes: 33_000_000 },
    "endpoints.0.maxPayloadBytes must be an integer from 1024 to 32000000: bytes of a request; the limit of cloud-run",
  ],
  "a model by name": [
    model("models:/iris@champion"),
    "endpoints.0.deployments.0.model must be a location, not a models:/ or runs:/ URI: only the MLflow server knows where such a model is, and an alias can move without a deploy",
  ],
  "a model with its bucket": [
    model("gs://bucket/mlflow/1/models/m-1/artifacts"),
    "endpoints.0.deployments.0.model must be a location below the artifact prefix, without bucket and prefix",
  ],
  "a model outside of the prefix": [
    model("../secrets"),
    "endpoints.0.deployments.0.model must be letters, digits and _ . = @ + -, with / between segments, not at either end, and without . and .. as segments",
  ],
  "a variable that is no name": [{ ...IRIS, environment: { "A-B": "x" } }, `endpoints.0.environment.A-B ${VARIABLE}`],
  "a variable that Cloud Run sets": [
    { ...IRIS, environment: { PORT: "1" } },
    `endpoints.0.environment.PORT ${VARIABLE}`,
  ],
  "the port of a deployment": [
    { ...IRIS, environment: { MLFLOW_PORT: "1" } },
    `endpoints.0.environment.MLFLOW_PORT ${VARIABLE}`,
  ],
  "another time limit of the server": [
    { ...IRIS, environment: { MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT: "60" } },
    "endpoints.0.environment.MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT must be omitted: server, gateway and messages share one limit",
  ],
};

test.each(Object.keys(CASES))("%s has a message of its own", (name) => {
  const [settings, ...problems] = CASES[name] ?? [IRIS];
  expect(problemsOf(settings)).toEqual(problems);
});

test("two endpoints have different names and functions", () => {
  expect(problemsOf(IRIS, IRIS)).toEqual([
    "endpoints must have unique names",
    "endpoints must have unique names of functions",
  ]);
});

test("a network that exists is used by private endpoints, and by nothing else of a platform with the connector", () => {
  const existing = {
    network: {
      networkId: "projects/p/global/networks/hub",
      subnetworkId: "projects/p/regions/europe-west1/subnetworks/servers",
    },
  };
  const problems = (endpoints: ModelEndpointSettings[], access?: DatabaseAccess): string[] =>
    platformProblems({ endpoints, existing: existing as never, database: { access } });
  expect(problems([{ ...IRIS, privateAccess: true }])).toEqual([]);
  expect(problems([IRIS], DatabaseAccess.PSC)).toEqual([]);
  expect(problems([IRIS])).toEqual([
    "existing.network must be omitted: Cloud SQL's connector uses no network, and no endpoint is in one",
  ]);
});

test.each([
  [{ url: "https://host/path" }, "url"],
  [{ serviceName: "projects/p/services/s" }, "serviceName"],
  [{ name: "Iris" }, "name"],
  [{ serviceRegion: "europe" }, "serviceRegion"],
])("an existing endpoint with %p is refused", (wrong, field) => {
  const right = { name: "iris", serviceName: "team-iris", url: "https://team-iris-1.europe-west1.run.app" };
  const make = (attributes: typeof right) => () =>
    ModelEndpoint.fromModelEndpointAttributes(emptyStack(), "Endpoint", attributes);
  expect(make(right)()).toMatchObject({ path: "score/iris", maxPayloadBytes: 10_000_000, url: right.url });
  expect(refusalOf(make({ ...right, ...wrong })).map((each) => each.field)).toEqual([field]);
});
