import type { Values } from "../../../src/rehearsal/simulator/rule";
import { SERVICE } from "./gcp-dev";
import { document, listOf, only } from "./gcp-gateway";
import { replaced, set, without, WORD, type Mutation } from "./mutation";
import type { Copy } from "./platform";

const ACCOUNT = "google_service_account";
const BUCKET_ROLE = "google_storage_bucket_iam_member";
const CONFIG = "google_api_gateway_api_config";
const INVOKER = "google_cloud_run_v2_service_iam_member";
const IRIS = /Endpoints_iris/;
const MODEL = "model-main";

/** Changes a container of the endpoint's service. */
const container = (name: string, change: (container: Values) => void) => (copy: Copy) =>
  copy.edit(SERVICE, IRIS, (service) => {
    for (const each of listOf(only(service, "template"), "containers")) if (each.name === name) change(each);
  });

const variable = (of: string, name: string, change: (value: string) => string) =>
  container(of, (each) => {
    for (const one of listOf(each, "env")) if (one.name === name) one.value = change(String(one.value));
  });

const proxyConfiguration = (from: string | RegExp, to: string) =>
  variable("proxy", "MLOPS_PROXY_CONFIG", (value) => {
    const changed = value.replace(from, to);
    if (changed === value) throw new Error(`the proxy's configuration holds no ${String(from)}`);
    return changed;
  });

const grant = (change: (condition: Values) => void) => (copy: Copy) =>
  copy.edit(BUCKET_ROLE, IRIS, (held) => change(only(held, "condition")));

/** A model endpoint of gcp-dev, with its route and its function. */
export const GCP_ENDPOINT: readonly Mutation[] = [
  { type: SERVICE, what: "the endpoint's is taken away", change: without(SERVICE, IRIS), red: /scoring: .*404/ },
  {
    type: SERVICE,
    what: "the endpoint's is open to everybody",
    change: set(SERVICE, IRIS, { invoker_iam_disabled: true }),
    red: /strangers: .*-score-iris: an anonymous caller gets in/,
  },
  {
    type: SERVICE,
    what: "the endpoint's cannot be reached by API Gateway",
    change: set(SERVICE, IRIS, { ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY" }),
    red: /scoring: .*404/,
  },
  {
    type: SERVICE,
    what: "a model at another location",
    change: container(MODEL, (each) => {
      each.command = (each.command as string[]).map((word) => word.replace("/mlflow/", "/other/"));
    }),
    red: /service: .*model-main: .*does not have storage.objects.list access/,
  },
  {
    type: SERVICE,
    what: "a model of another image",
    change: container(MODEL, (each) => (each.image = String(each.image).replace("-ghcr/", `-${WORD}/`))),
    red: /service: .*Image '.*' not found/,
  },
  {
    type: SERVICE,
    what: "a model listens on its loopback address",
    change: variable(MODEL, "MLFLOW_HOST", () => "127.0.0.1"),
    red: /service: .*asks MLflow, which listens on 127.0.0.1 alone/,
  },
  {
    type: SERVICE,
    what: "a model listens on another port",
    change: variable(MODEL, "MLFLOW_PORT", () => "5999"),
    red: /service: .*listens on port 5999, and the probe asks 5001/,
  },
  {
    type: SERVICE,
    what: "a model's probe asks another path",
    change: container(MODEL, (each) => (only(only(each, "startup_probe"), "http_get").path = "/healthy")),
    red: /service: .*answers GET \/healthy with 404/,
  },
  {
    type: SERVICE,
    what: "the endpoint's proxy forwards elsewhere",
    change: proxyConfiguration("127.0.0.1:5001", "127.0.0.1:5999"),
    red: /scoring: .*it reaches port 5999, on which no container of the task listens/,
  },
  {
    type: SERVICE,
    what: "the endpoint's proxy serves another path",
    change: proxyConfiguration("^/score/iris$", `^/score/${WORD}$`),
    red: /scoring: .*NOT_FOUND/,
  },
  {
    type: SERVICE,
    what: "the endpoint's proxy admits every Snowflake account",
    change: proxyConfiguration(/\{"match":\[\{"not":\[\{"header".*?"terminal":true\},/, ""),
    red: /scoring: Another Snowflake account with our identity got \d+ behind the gateway/,
  },
  {
    type: SERVICE,
    what: "the endpoint's proxy admits another Snowflake account",
    change: variable("proxy", "MLOPS_SNOWFLAKE_ACCOUNT", () => "ZZ99999"),
    red: /scoring: .*403/,
  },
  {
    type: SERVICE,
    what: "the endpoint's proxy hands on what a failed model wrote",
    change: proxyConfiguration(/,"handle_response":\[.*\]\}\],"terminal":true/, '}],"terminal":true'),
    red: /scoring: .*was sent \d+ times, although its model failed/,
  },
  {
    type: INVOKER,
    what: "the endpoint's is taken away",
    change: without(INVOKER, /iris/),
    red: /scoring: .*403/,
  },
  {
    type: INVOKER,
    what: "everybody may call the endpoint",
    change: set(INVOKER, /iris/, { member: "allUsers" }),
    red: /strangers: .*-score-iris: an anonymous caller gets in/,
  },
  {
    type: CONFIG,
    what: "the endpoint's path asks for no token",
    change: document([/("score_iris",.*?)"security":\[\{"snowflake":\[\]\}\],/, "$1"]),
    red: /strangers: POST \/score\/iris .*: an anonymous caller gets in/,
  },
  {
    type: CONFIG,
    what: "the endpoint's path leads to another service",
    change: document([/("\/score\/iris":.*?"address":"https:\/\/)/, `$1${WORD}-`]),
    red: /scoring: .*404/,
  },
  {
    type: CONFIG,
    what: "the endpoint's path has the audience of another service",
    change: document([/("\/score\/iris":.*?"jwt_audience":"https:\/\/)/, `$1${WORD}-`]),
    red: /scoring: .*401/,
  },
  {
    type: ACCOUNT,
    what: "the endpoint's is taken away",
    change: without(ACCOUNT, IRIS),
    red: /service: .*actAs.* denied on service account/,
  },
  {
    type: BUCKET_ROLE,
    what: "the endpoint may not read its model",
    change: without(BUCKET_ROLE, IRIS),
    red: /service: .*model-main: .*does not have storage.objects.list access/,
  },
  {
    type: BUCKET_ROLE,
    what: "the endpoint may read another model",
    change: grant((condition) => {
      condition.expression = String(condition.expression).replaceAll("m-0123456789abcdef", "m-2");
    }),
    red: /service: .*model-main: .*does not have storage.objects.list access/,
  },
  {
    type: BUCKET_ROLE,
    what: "the endpoint may read its model and not list it",
    change: grant((condition) => {
      condition.expression = String(condition.expression).split(" || ")[0] ?? "";
    }),
    red: /service: .*model-main: .*does not have storage.objects.list access/,
  },
  {
    type: "snowflake_external_function",
    what: "the endpoint's calls another path of the gateway",
    change: replaced("snowflake_external_function", IRIS, "url_of_proxy_and_resource", "score/iris", "score/other"),
    red: /scoring: .*404/,
  },
];
