import { GcpGateway } from "../../../../src/rehearsal/clouds/gcp/gateway/api-gateway";
import { Account } from "../../../../src/rehearsal/simulator/account";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { ExternalFunctionRuntime, type Backend } from "../../../../src/rehearsal/snowflake";
import { AppliedState } from "../../../../src/rehearsal/state";
import { PASSWORD, PROXY_CONFIGURATION } from "../../servers/applied";
import { snowflakeResources, stateOf, type EchoBackend } from "../../snowflake/platform";

export const PROJECT = "mlops-rehearsal";
export const NUMBER = "123456789012";
export const REGION = "europe-west1";
export const SNOWFLAKE = "api1a2b3c4d@sfc-prod-1a2b.iam.gserviceaccount.com";
export const STORAGE_ACCOUNT = "sto1a2b3c4d@sfc-prod-1a2b.iam.gserviceaccount.com";
export const AUDIENCE = `mlops-1a2b-0123456789abc.apigateway.${PROJECT}.cloud.goog`;
export const HOST = "mlops-1a2b3c4d.ew.gateway.dev";
export const RUN_URL = `https://mlops-mlflow-${NUMBER}.${REGION}.run.app`;
export const CONNECTION = `${PROJECT}:${REGION}:mlops-db`;
export const LOCATION = "gcs://mlops-artifacts/mlflow/";
const accountOfProject = (id: string) => `${id}@${PROJECT}.iam.gserviceaccount.com`;
export const SERVERS = accountOfProject("mlops-mlflow");
export const GATEWAY = accountOfProject("mlops-gateway");
const SERVICE_ID = `projects/${PROJECT}/locations/${REGION}/services/mlops-mlflow`;

/** An operation of the platform's document, which a test may change. */
export function operation(verb: string) {
  return {
    post: {
      operationId: verb,
      parameters: [{ name: "path", in: "path", required: true, type: "string" }],
      responses: { "200": { description: "answer" } },
      security: [{ snowflake: [] }],
      "x-google-backend": {
        address: RUN_URL,
        jwt_audience: RUN_URL,
        path_translation: "APPEND_PATH_TO_ADDRESS",
        protocol: "h2",
        deadline: 60,
      } as Record<string, unknown>,
    },
  };
}

/** The platform's OpenAPI document. */
export function openApi() {
  return {
    swagger: "2.0",
    info: { title: "mlflow", version: "1" },
    schemes: ["https"],
    securityDefinitions: {
      snowflake: {
        ...{ type: "oauth2", flow: "implicit", authorizationUrl: "" },
        "x-google-issuer": SNOWFLAKE,
        "x-google-jwks_uri": `https://www.googleapis.com/robot/v1/metadata/x509/${SNOWFLAKE}`,
        "x-google-audiences": AUDIENCE,
      } as Record<string, unknown>,
    },
    paths: { "/get/api/{path=**}": operation("get"), "/post/api/{path=**}": operation("post") } as Record<
      string,
      Values
    >,
  };
}

export const encode = (document: unknown): string => Buffer.from(JSON.stringify(document)).toString("base64");
export const probe = (port: number, more: Values = {}): Values => ({
  http_get: [{ path: "/health", port }],
  ...{ initial_delay_seconds: 0, timeout_seconds: 5, period_seconds: 10, failure_threshold: 24, ...more },
});
const resources = (): Values[] => [{ cpu_idle: true, startup_cpu_boost: true, limits: { cpu: "1", memory: "1Gi" } }];
const from = (secret: string, version: string): Values[] => [{ secret_key_ref: [{ secret, version }] }];
export const SECRET = `projects/${PROJECT}/secrets/mlops-database`;
export const URI = (password: string) =>
  `postgresql+psycopg2://mlflow:${password}@/mlflow?host=/cloudsql/${CONNECTION}&target_session_attrs=read-write`;

/** The objects of a small platform, to be changed by a test before they are used. */
export function gcpObjects() {
  const mlflow = {
    name: "mlflow",
    image: `${REGION}-docker.pkg.dev/${PROJECT}/mlops-ghcr/mlflow/mlflow:v3.17.2-full`,
    command: ["sh", "-c"],
    args: ["exec mlflow server"],
    env: [
      { name: "MLFLOW_HOST", value: "0.0.0.0" },
      { name: "MLFLOW_PORT", value: "5000" },
      { name: "MLFLOW_ARTIFACTS_DESTINATION", value: "gs://mlops-artifacts/mlflow" },
      { name: "MLFLOW_BACKEND_STORE_URI", value: "", value_source: from(SECRET, "1") },
    ],
    resources: resources(),
    startup_probe: [probe(5000)],
    volume_mounts: [{ name: "cloudsql", mount_path: "/cloudsql" }],
  } as Values;
  const proxy = {
    name: "proxy",
    image: "docker.io/library/caddy:2.11.7",
    command: ["sh", "-c", "exec caddy run --config -"],
    env: [{ name: "MLOPS_PROXY_CONFIG", value: JSON.stringify(PROXY_CONFIGURATION) }],
    ports: [{ name: "http1", container_port: 8080 }],
    depends_on: ["mlflow"],
    resources: resources(),
    startup_probe: [probe(8080)],
  } as Values;
  const template = {
    service_account: SERVERS,
    timeout: "300s",
    max_instance_request_concurrency: 16,
    scaling: [{ min_instance_count: 0, max_instance_count: 2 }],
    volumes: [{ name: "cloudsql", cloud_sql_instance: [{ instances: [CONNECTION] }] }],
    containers: [proxy, mlflow],
  } as Values;
  const document = openApi();
  const objects = {
    google_service_account: { id: `projects/${PROJECT}/serviceAccounts/${SERVERS}`, email: SERVERS } as Values,
    google_storage_bucket: {
      ...{ id: "mlops-artifacts", name: "mlops-artifacts", project: PROJECT },
      ...{ public_access_prevention: "enforced", uniform_bucket_level_access: true },
    } as Values,
    google_storage_bucket_iam_member: {
      ...{
        id: "m1",
        bucket: "b/mlops-artifacts",
        role: "roles/storage.objectUser",
        member: `serviceAccount:${SERVERS}`,
      },
    } as Values,
    google_artifact_registry_repository: {
      ...{ id: `projects/${PROJECT}/locations/${REGION}/repositories/mlops-ghcr` },
      ...{ repository_id: "mlops-ghcr", location: REGION },
      remote_repository_config: [{ docker_repository: [{ custom_repository: [{ uri: "https://ghcr.io" }] }] }],
    } as Values,
    google_secret_manager_secret: { id: SECRET, secret_id: "mlops-database", project: PROJECT } as Values,
    google_secret_manager_secret_version: {
      ...{ id: `projects/${NUMBER}/secrets/mlops-database/versions/1`, secret: SECRET, version: "1", enabled: true },
      secret_data: URI(PASSWORD),
    } as Values,
    google_secret_manager_secret_iam_member: {
      ...{ id: "m2", secret_id: SECRET, project: PROJECT, role: "roles/secretmanager.secretAccessor" },
      member: `serviceAccount:${SERVERS}`,
    } as Values,
    google_project_iam_member: {
      ...{ id: "m3", project: PROJECT, role: "roles/cloudsql.client", member: `serviceAccount:${SERVERS}` },
    } as Values,
    google_sql_database_instance: {
      ...{ id: "mlops-db", name: "mlops-db", project: PROJECT, region: REGION, connection_name: CONNECTION },
      database_version: "POSTGRES_16",
      settings: [
        {
          connector_enforcement: "REQUIRED",
          ip_configuration: [{ ipv4_enabled: true, ssl_mode: "ENCRYPTED_ONLY", authorized_networks: [] }],
        },
      ],
    } as Values,
    google_sql_database: { id: "db", name: "mlflow", instance: "mlops-db" } as Values,
    google_sql_user: { id: "user", name: "mlflow", instance: "mlops-db", password: PASSWORD } as Values,
    google_cloud_run_v2_service: {
      ...{ id: SERVICE_ID, name: "mlops-mlflow", project: PROJECT, location: REGION, ingress: "INGRESS_TRAFFIC_ALL" },
      ...{ uri: "https://mlops-mlflow-a1b2c3d4e5-ew.a.run.app", custom_audiences: [RUN_URL], launch_stage: "GA" },
      ...{ deletion_protection: false, template: [template] },
    } as Values,
    google_cloud_run_v2_service_iam_member: {
      ...{ id: "m4", name: SERVICE_ID, project: PROJECT, location: REGION, role: "roles/run.invoker" },
      member: `serviceAccount:${GATEWAY}`,
    } as Values,
    google_api_gateway_api: {
      ...{
        id: `projects/${PROJECT}/locations/global/apis/mlops-1a2b`,
        ...{ project: PROJECT, api_id: "mlops-1a2b" },
        managed_service: AUDIENCE,
      },
    } as Values,
    google_api_gateway_api_config: {
      id: `projects/${PROJECT}/locations/global/apis/mlops-1a2b/configs/mlops-1`,
      ...{ api: "mlops-1a2b", api_config_id: "mlops-1" },
      gateway_config: [{ backend_config: [{ google_service_account: GATEWAY }] }],
      openapi_documents: [{ document: [{ path: "openapi.json", contents: "" }] }],
    } as Values,
    google_api_gateway_gateway: {
      ...{ id: `projects/${PROJECT}/locations/${REGION}/gateways/mlops`, gateway_id: "mlops", default_hostname: HOST },
      api_config: `projects/${NUMBER}/locations/global/apis/mlops-1a2b/configs/mlops-1`,
    } as Values,
  };
  /** Further objects, with their types. */
  const more: { readonly type: string; readonly values: Values }[] = [
    {
      type: "google_service_account",
      values: { id: `projects/${PROJECT}/serviceAccounts/${GATEWAY}`, email: GATEWAY },
    },
  ];
  return { objects, more, mlflow, proxy, template, document };
}

export type GcpObjects = ReturnType<typeof gcpObjects>;
export type Change = (gcp: GcpObjects) => void;

function listOf({ objects, more, document }: GcpObjects): { readonly type: string; readonly values: Values }[] {
  objects.google_api_gateway_api_config.openapi_documents = [
    { document: [{ path: "openapi.json", contents: encode(document) }] },
  ];
  return [...Object.entries(objects).map(([type, values]) => ({ type, values })), ...more];
}

/** The simulated account with these objects. */
export function accountOf(gcp: GcpObjects): Account {
  const account = new Account();
  for (const { type, values } of listOf(gcp)) account.put(type, String(values.id), values);
  return account;
}

/** Terraform's state with these objects. */
export function appliedState(gcp: GcpObjects): AppliedState {
  return new AppliedState({
    resources: listOf(gcp).map(({ type, values }, index) => ({
      ...{ mode: "managed" as const, type, name: `r${index}` },
      instances: [{ attributes: values }],
    })),
  });
}

/** What was applied, after a change. */
export function applied(change: Change = () => undefined): GcpObjects {
  const gcp = gcpObjects();
  change(gcp);
  return gcp;
}

/** Attributes of Snowflake's API integration. */
export function integrationOf(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ name: "API", api_provider: "google_api_gateway", enabled: true },
    ...{ google_audience: AUDIENCE, api_gcp_service_account: SNOWFLAKE },
    ...{ api_allowed_prefixes: [`https://${HOST}/`], api_blocked_prefixes: [] },
    ...change,
  };
}

/** A backend that stands for the proxy on its port. */
export function proxyAt(backend: EchoBackend): Backend {
  return {
    locate: (container, port) =>
      container === "proxy" && port === 8080 ? { host: "127.0.0.1", port: backend.port } : undefined,
  };
}

/** The gateway of a changed platform. */
export function gatewayOf(backend: Backend, change?: Change): GcpGateway {
  return new GcpGateway({ account: accountOf(applied(change)), backend });
}

/**
 * Snowflake's runtime with a function that leads to the gateway.
 * @param path where the function sends its calls, with the verb
 */
export function runtimeOf(
  gateway: GcpGateway,
  integration: Record<string, unknown> = {},
  retryMilliseconds = 200,
  path = "post/api/x",
): ExternalFunctionRuntime {
  const resources = snowflakeResources();
  resources.request.function_definition = resources.request.function_definition.replace("post/api/x", path);
  Object.assign(resources.integration, integrationOf(integration));
  Object.assign(resources.fn, { url_of_proxy_and_resource: `https://${HOST}/` });
  return new ExternalFunctionRuntime({
    state: stateOf(resources),
    gateways: [gateway],
    delivery: { retryMilliseconds },
  });
}
