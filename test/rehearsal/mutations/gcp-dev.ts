import type { Values } from "../../../src/rehearsal/simulator/rule";
import { ALL, set, without, WORD, type Mutation } from "./mutation";
import type { Copy } from "./platform";

const API = "google_api_gateway_api";
const CONFIG = "google_api_gateway_api_config";
const GATEWAY = "google_api_gateway_gateway";
const REPOSITORY = "google_artifact_registry_repository";
export const SERVICE = "google_cloud_run_v2_service";
const INVOKER = "google_cloud_run_v2_service_iam_member";
const PROJECT_ROLE = "google_project_iam_member";
const SECRET = "google_secret_manager_secret";
const SECRET_ROLE = "google_secret_manager_secret_iam_member";
const SECRET_VERSION = "google_secret_manager_secret_version";
const ACCOUNT = "google_service_account";
export const INSTANCE = "google_sql_database_instance";
const BUCKET = "google_storage_bucket";
const BUCKET_ROLE = "google_storage_bucket_iam_member";

const SERVERS = /TrackingServer/;
const EVERYBODY = { member: "allUsers" };

export const listOf = (from: Record<string, unknown>, name: string) => from[name] as Values[];
const only = (from: Record<string, unknown>, name: string): Values => listOf(from, name)[0] ?? {};

/** Changes the template of the servers. */
export const template = (change: (template: Values) => void) => (copy: Copy) =>
  copy.edit(SERVICE, SERVERS, (service) => {
    change(only(service, "template"));
  });

/** Changes a container of the servers. */
const container = (name: "proxy" | "mlflow", change: (container: Values, template: Values) => void) =>
  template((all) => {
    for (const each of listOf(all, "containers")) if (each.name === name) change(each, all);
  });

const variable = (name: string, change: (variable: Values) => void) => (all: Values) => {
  for (const each of listOf(all, "env")) if (each.name === name) change(each);
};

const proxyConfiguration = (from: string | RegExp, to: string) =>
  container(
    "proxy",
    variable("MLOPS_PROXY_CONFIG", (each) => {
      const value = String(each.value).replace(from, to);
      if (value === each.value) throw new Error(`the proxy's configuration holds no ${String(from)}`);
      each.value = value;
    }),
  );

/** Changes the document of the API. */
const document =
  (...changes: readonly (readonly [from: string | RegExp, to: string])[]) =>
  (copy: Copy) =>
    copy.edit(CONFIG, ALL, (config) => {
      const held = only(only(config, "openapi_documents"), "document");
      let text = Buffer.from(String(held.contents), "base64").toString();
      for (const [from, to] of changes) {
        if (text.replace(from, to) === text) throw new Error(`the document holds no ${String(from)}`);
        text = text.replace(from, to);
      }
      held.contents = Buffer.from(text).toString("base64");
    });

/** Changes the settings of the database's addresses. */
export const addresses = (change: (addresses: Values, settings: Values) => void) => (copy: Copy) =>
  copy.edit(INSTANCE, ALL, (instance) => {
    const settings = only(instance, "settings");
    change(only(settings, "ip_configuration"), settings);
  });

/** The values of a resource of the stack. */
function valuesOf(copy: Copy, type: string, name: RegExp): Record<string, unknown> {
  let values: Record<string, unknown> = {};
  copy.edit(type, name, (held) => void (values = held));
  return values;
}

/** Gives a member a role in the project. */
const inProject = (role: string, member: (copy: Copy) => unknown) => (copy: Copy) => {
  const { project } = valuesOf(copy, PROJECT_ROLE, ALL);
  copy.put(PROJECT_ROLE, { id: WORD, project, role, member: member(copy) });
};

/** Kinds of resource of gcp-dev; gcp-prod has them too. */
export const GCP_DEV: readonly Mutation[] = [
  { type: API, what: "taken away", change: without(API), red: /call: .*was not applied/ },
  { type: CONFIG, what: "taken away", change: without(CONFIG), red: /call: .*was not applied/ },
  {
    type: CONFIG,
    what: "asks for no token",
    change: document([/"security":\[\{"snowflake":\[\]\}\],/g, ""]),
    red: /strangers: POST \/get\/api\/.*: an anonymous caller gets in/,
  },
  {
    type: CONFIG,
    what: "one path asks for no token",
    change: document([/("deleteApi",.*?)"security":\[\{"snowflake":\[\]\}\],/, "$1"]),
    red: /strangers: POST \/delete\/api\/.*: an anonymous caller gets in/,
  },
  {
    type: CONFIG,
    what: "another service account than Snowflake's",
    change: document([/"x-google-issuer":"[^"]*"/, '"x-google-issuer":"somebody@team.iam.gserviceaccount.com"']),
    red: /call: .*401/,
  },
  {
    type: CONFIG,
    what: "keys of another service account",
    change: document([/x509\/[^"]*"/, 'x509/somebody@team.iam.gserviceaccount.com"']),
    red: /call: .*401/,
  },
  {
    type: CONFIG,
    what: "takes tokens that Google makes for users",
    change: document(
      [/"x-google-issuer":"[^"]*"/, '"x-google-issuer":"https://accounts.google.com"'],
      [/"x-google-jwks_uri":"[^"]*"/, '"x-google-jwks_uri":"https://www.googleapis.com/oauth2/v3/certs"'],
    ),
    red: /intruders: an administrator of the project got 200/,
  },
  {
    type: CONFIG,
    what: "takes tokens for another API",
    change: document([
      /"x-google-audiences":"/,
      '"x-google-audiences":"other-1a2b3c4d5e6f7.apigateway.another-project.cloud.goog,',
    ]),
    red: /intruders: Snowflake's service account with a token for another API got 200/,
  },
  {
    type: CONFIG,
    what: "takes no token for this API",
    change: document([/"x-google-audiences":"[^"]*",/, ""]),
    red: /call: .*403/,
  },
  {
    type: CONFIG,
    what: "forwards to another host",
    change: document([/"address":"[^"]*"/g, '"address":"https://elsewhere-123456789012.europe-west1.run.app"']),
    red: /call: .*404/,
  },
  {
    type: CONFIG,
    what: "forwards without the path",
    change: document([/APPEND_PATH_TO_ADDRESS/g, "CONSTANT_ADDRESS"]),
    red: /call: .*40\d/,
  },
  {
    type: CONFIG,
    what: "tokens for another service",
    change: document([/"jwt_audience":"[^"]*"/g, '"jwt_audience":"https://elsewhere.example.com"']),
    red: /call: .*401/,
  },
  {
    type: CONFIG,
    what: "GET instead of POST",
    change: document([/"post":/g, '"get":']),
    red: /call: .*405/,
  },
  {
    type: CONFIG,
    what: "no service account",
    change: set(CONFIG, ALL, { gateway_config: [] }),
    red: /call: .*without a service account of its own is not simulated/,
  },
  {
    type: GATEWAY,
    what: "another address",
    change: set(GATEWAY, ALL, { default_hostname: "other-a1b2c3d4.ew.gateway.dev" }),
    red: /call: .*does not exist/,
  },
  {
    type: GATEWAY,
    what: "another configuration",
    change: set(GATEWAY, ALL, { api_config: WORD }),
    red: /call: .*was not applied/,
  },
  {
    type: REPOSITORY,
    what: "taken away",
    change: without(REPOSITORY),
    red: /service: .*Image '.*' not found/,
  },
  {
    type: REPOSITORY,
    what: "fetches from another registry",
    change: (copy) =>
      copy.edit(REPOSITORY, /Ghcr/, (held) => {
        const [docker] = listOf(only(held, "remote_repository_config"), "docker_repository");
        Object.assign(docker ?? {}, { custom_repository: [{ uri: "https://quay.io" }] });
      }),
    red: /service: .*Image '.*' not found/,
  },
  { type: SERVICE, what: "taken away", change: without(SERVICE), red: /containers: .*exactly one Cloud Run service/ },
  {
    type: SERVICE,
    what: "asks for no token",
    change: set(SERVICE, SERVERS, { invoker_iam_disabled: true }),
    red: /strangers: google_cloud_run_v2_service .*: an anonymous caller gets in by its address/,
  },
  {
    type: SERVICE,
    what: "open to its own network alone",
    change: set(SERVICE, SERVERS, { ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY" }),
    red: /call: .*404/,
  },
  {
    type: SERVICE,
    what: "without its addresses",
    change: set(SERVICE, SERVERS, { default_uri_disabled: true }),
    red: /call: .*404/,
  },
  {
    type: SERVICE,
    what: "another account than the one with the roles",
    change: template((all) => (all.service_account = "")),
    red: /service: .*(Permission|denied)/,
  },
  {
    type: SERVICE,
    what: "a proxy that ignores the region",
    change: proxyConfiguration(/,"Sf-Context-Current-Region":\[[^\]]*\]/, ""),
    red: /intruders: an account of another region with our locator and our identity got 200/,
  },
  {
    type: SERVICE,
    what: "a proxy for another Snowflake account",
    change: container(
      "proxy",
      variable("MLOPS_SNOWFLAKE_ACCOUNT", (each) => (each.value = "ZZ99999")),
    ),
    red: /call: .*403/,
  },
  {
    type: SERVICE,
    what: "the database's address in plain sight",
    change: (copy) => {
      const { secret_data: uri } = valuesOf(copy, SECRET_VERSION, ALL);
      container("mlflow", (each) => listOf(each, "env").push({ name: "URI", value: String(uri) }))(copy);
    },
    red: /secrets: google_cloud_run_v2_service\.\w+: template\[0\]\.containers\[1\]\.env\[\d+\]\.value/,
  },
  {
    type: SERVICE,
    what: "another version of the secret",
    change: container(
      "mlflow",
      variable("MLFLOW_BACKEND_STORE_URI", (each) => {
        only(only(each, "value_source"), "secret_key_ref").version = "7";
      }),
    ),
    red: /service: .*versions\/7 was not found/,
  },
  {
    type: SERVICE,
    what: "artifacts of another bucket",
    change: container(
      "mlflow",
      variable("MLFLOW_ARTIFACTS_DESTINATION", (each) => (each.value = "gs://another-bucket/mlflow")),
    ),
    red: /containers: .*names the bucket another-bucket, which was not applied/,
  },
  {
    type: SERVICE,
    what: "no command",
    change: container("proxy", (each) => (each.command = [])),
    red: /containers: .*command is not set/,
  },
  {
    type: SERVICE,
    what: "MLflow's port is the one that is called",
    change: (copy) => {
      container("proxy", (each) => (each.ports = []))(copy);
      container("mlflow", (each) => (each.ports = [{ container_port: 5000 }]))(copy);
    },
    red: /intruders: another Snowflake account with our identity got 200|call: /,
  },
  {
    type: SERVICE,
    what: "less time to start than MLflow needs",
    change: container("mlflow", (each) => (only(each, "startup_probe").failure_threshold = 1)),
    red: /health checks: .*it would end the server before/,
  },
  {
    type: SERVICE,
    what: "another path for its health",
    change: container("mlflow", (each) => (only(only(each, "startup_probe"), "http_get").path = "/ready")),
    red: /health checks: GET \/ready answers 404/,
  },
  {
    type: SERVICE,
    what: "an image from another registry",
    change: container("mlflow", (each) => (each.image = "ghcr.io/mlflow/mlflow:v3.17.2-full")),
    red: /service: .*Expected an image path/,
  },
  {
    type: SERVICE,
    what: "more memory than its CPU allows",
    change: container("mlflow", (each) => {
      only(each, "resources").limits = { cpu: "1", memory: "8192Mi" };
    }),
    red: /service: .*memory must be at most 4096Mi/,
  },
  {
    type: SERVICE,
    what: "MLflow listens where no probe reaches it",
    change: container(
      "mlflow",
      variable("MLFLOW_HOST", (each) => (each.value = "127.0.0.1")),
    ),
    red: /service: .*asks MLflow, which listens on 127\.0\.0\.1 alone/,
  },
  {
    type: INVOKER,
    what: "the gateway may not call the servers",
    change: without(INVOKER, /Gateway/),
    red: /call: .*403/,
  },
  {
    type: INVOKER,
    what: "everybody may call the servers",
    change: set(INVOKER, /Gateway/, EVERYBODY),
    red: /strangers: google_cloud_run_v2_service .*: an anonymous caller gets in by its address/,
  },
  {
    type: PROJECT_ROLE,
    what: "everybody has a role",
    change: set(PROJECT_ROLE, ALL, EVERYBODY),
    red: /strangers: google_project_iam_member .*: anybody on the internet gets in by a role for everybody/,
  },
  {
    type: PROJECT_ROLE,
    what: "Snowflake may list every bucket",
    change: inProject("roles/storage.admin", (copy) => valuesOf(copy, BUCKET_ROLE, /SnowflakeAccess/).member),
    red: /stages: .*may list gcs:/,
  },
  {
    type: "google_project_service",
    what: "taken away",
    change: without("google_project_service"),
    green: "what needs it is refused at apply; a rehearsal asks no service whether it is still enabled",
  },
  {
    type: "google_project_service_identity",
    what: "taken away",
    change: without("google_project_service_identity"),
    green: "what needs an agent is refused at apply; Google keeps agents when Terraform forgets them",
  },
  { type: SECRET, what: "taken away", change: without(SECRET), red: /service: .*Secret .* was not found/ },
  {
    type: SECRET_ROLE,
    what: "the servers may not read the database's address",
    change: without(SECRET_ROLE),
    red: /service: .*Permission denied on secret/,
  },
  {
    type: SECRET_ROLE,
    what: "everybody reads the database's address",
    change: set(SECRET_ROLE, ALL, EVERYBODY),
    red: /strangers: google_secret_manager_secret_iam_member .*: anybody on the internet gets in by a role for everybody/,
  },
  {
    type: SECRET_VERSION,
    what: "disabled",
    change: set(SECRET_VERSION, ALL, { enabled: false }),
    red: /service: .*was not found/,
  },
  {
    type: ACCOUNT,
    what: "the servers' is taken away",
    change: without(ACCOUNT, SERVERS),
    red: /service: .*Permission 'iam\.serviceaccounts\.actAs' denied/,
  },
  {
    type: ACCOUNT,
    what: "the gateway's is taken away",
    change: without(ACCOUNT, /Gateway/),
    red: /call: .*500/,
  },
  {
    type: ACCOUNT,
    what: "the gateway's is disabled",
    change: set(ACCOUNT, /Gateway/, { disabled: true }),
    red: /call: .*500/,
  },
  {
    type: "google_sql_database",
    what: "another name",
    change: set("google_sql_database", ALL, { name: WORD }),
    red: /containers: .*has the database mlflow, the applied database has/,
  },
  {
    type: INSTANCE,
    what: "open to every address",
    change: addresses((held) => (held.authorized_networks = [{ name: "all", value: "0.0.0.0/0" }])),
    red: /strangers: google_sql_database_instance .*: anybody on the internet gets in by an authorized network/,
  },
  {
    type: INSTANCE,
    what: "takes connections without TLS",
    change: addresses((held, settings) => {
      held.ssl_mode = "ALLOW_UNENCRYPTED_AND_ENCRYPTED";
      settings.connector_enforcement = "NOT_REQUIRED";
    }),
    red: /strangers: google_sql_database_instance .*: a reader of the network's traffic gets in by connections without TLS/,
  },
  {
    type: INSTANCE,
    what: "another name",
    change: set(INSTANCE, ALL, { connection_name: `mlops-rehearsal:europe-west1:${WORD}` }),
    red: /containers: .*MLFLOW_BACKEND_STORE_URI/,
  },
  {
    type: "google_sql_user",
    what: "another password",
    change: set("google_sql_user", ALL, { password: WORD }),
    red: /another password than the applied database/,
  },
  {
    type: "google_sql_user",
    what: "taken away",
    change: without("google_sql_user"),
    red: /containers: .*MLFLOW_BACKEND_STORE_URI/,
  },
  {
    type: BUCKET,
    what: "another name",
    change: set(BUCKET, ALL, { id: WORD, name: WORD }),
    red: /containers: .*names the bucket .*, which was not applied/,
  },
  {
    type: BUCKET,
    what: "taken away",
    change: without(BUCKET),
    red: /stages: .*there is no bucket/,
  },
  {
    type: BUCKET,
    what: "may be opened to everybody",
    change: set(BUCKET, ALL, { public_access_prevention: "inherited" }),
    red: /strangers: google_storage_bucket .*: an anonymous reader gets in by public_access_prevention/,
  },
  {
    type: BUCKET,
    what: "objects have lists of their own",
    change: set(BUCKET, ALL, { uniform_bucket_level_access: false }),
    red: /strangers: google_storage_bucket .*: a reader whom an object's own list names gets in by object ACLs/,
  },
  {
    type: BUCKET_ROLE,
    what: "the servers may not write artifacts",
    change: without(BUCKET_ROLE, SERVERS),
    red: /containers: .*may not use the bucket/,
  },
  {
    type: BUCKET_ROLE,
    what: "the servers may only read artifacts",
    change: set(BUCKET_ROLE, SERVERS, { role: "roles/storage.objectViewer" }),
    red: /containers: .*may not use the bucket .*: no role of it has storage\.objects\.create/,
  },
  {
    type: BUCKET_ROLE,
    what: "Snowflake may not look at the bucket",
    change: without(BUCKET_ROLE, /BucketRole/),
    red: /stages: .*no role of serviceAccount:.* has storage\.buckets\.get/,
  },
  {
    type: BUCKET_ROLE,
    what: "Snowflake may not use the objects",
    change: without(BUCKET_ROLE, /ObjectRole/),
    red: /stages: .*no role of serviceAccount:.* has storage\.objects/,
  },
  {
    type: BUCKET_ROLE,
    what: "everybody reads artifacts",
    change: set(BUCKET_ROLE, /ObjectRole/, EVERYBODY),
    red: /strangers: google_storage_bucket_iam_member .*: anybody on the internet gets in by a role for everybody/,
  },
  {
    type: "snowflake_api_integration",
    what: "another audience than the gateway's",
    change: set("snowflake_api_integration", ALL, { google_audience: `${WORD}.apigateway.team.cloud.goog` }),
    red: /call: .*403/,
  },
  {
    type: "snowflake_execute",
    what: "has not set the gateway's address",
    change: set("snowflake_api_integration", ALL, { enabled: false }),
    red: /call: .*is not enabled/,
  },
];
