import { AppliedState } from "../../../src/rehearsal/state";

export const DATABASE_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mlops-dev-backend-store-AbCdEf";
export const TASK_ARN = "arn:aws:ecs:eu-central-1:123456789012:task-definition/mlops-dev:3";
export const PASSWORD = "s3cretS3cretS3cret";
const HOST = "mlops-dev.abcdefghijkl.eu-central-1.rds.amazonaws.com";
export const DATABASE_URI = `postgresql+psycopg2://mlflow:${PASSWORD}@${HOST}:5432/mlflow?sslmode=require`;

type Json = Record<string, unknown>;

/** A proxy that tunnels one operation, in the form that the platform's proxy has. */
export const PROXY_CONFIGURATION = {
  admin: { disabled: true },
  apps: {
    http: {
      servers: {
        api: {
          listen: [":8080"],
          automatic_https: { disable: true },
          routes: [
            {
              match: [{ method: ["GET"], path: ["/health"] }],
              handle: [{ handler: "reverse_proxy", upstreams: [{ dial: "127.0.0.1:5000" }] }],
              terminal: true,
            },
            {
              match: [{ method: ["POST"], path: ["/post/api/2.0/mlflow/*"] }],
              handle: [
                { handler: "rewrite", strip_path_prefix: "/post" },
                {
                  handler: "reverse_proxy",
                  headers: { request: { set: { Host: ["localhost"] } } },
                  upstreams: [{ dial: "127.0.0.1:5000" }],
                },
              ],
              terminal: true,
            },
            { handle: [{ handler: "static_response", status_code: 404 }] },
          ],
        },
      },
    },
  },
};

export const MLFLOW_CONTAINER: Json = {
  name: "mlflow",
  image: "ghcr.io/mlflow/mlflow:v3.17.2-full",
  essential: true,
  command: ["sh", "-c", "python -c 'import psycopg2' && exec mlflow server"],
  environment: [
    { name: "MLFLOW_HOST", value: "127.0.0.1" },
    { name: "MLFLOW_PORT", value: "5000" },
    { name: "MLFLOW_WORKERS", value: "1" },
    { name: "MLFLOW_ARTIFACTS_DESTINATION", value: "s3://mlops-dev-artifacts/mlflow" },
    { name: "MLFLOW_DISABLE_TELEMETRY", value: "true" },
    { name: "MLFLOW_SERVER_ENABLE_JOB_EXECUTION", value: "false" },
  ],
  secrets: [{ name: "MLFLOW_BACKEND_STORE_URI", valueFrom: DATABASE_ARN }],
  healthCheck: {
    command: [
      "CMD-SHELL",
      "python -c \"from urllib.request import urlopen; urlopen('http://127.0.0.1:5000/health', timeout=3)\"",
    ],
    interval: 10,
    retries: 3,
    startPeriod: 120,
    timeout: 5,
  },
  logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "mlops-dev" } },
  // As the ECS API returns what was not set.
  mountPoints: [],
  volumesFrom: [],
  systemControls: [],
  portMappings: [],
};

export const PROXY_CONTAINER: Json = {
  name: "proxy",
  image: "public.ecr.aws/docker/library/caddy:2.11.7",
  essential: true,
  command: ["sh", "-c", "exec caddy run --config - <<E\n$MLOPS_PROXY_CONFIG\nE"],
  environment: [{ name: "MLOPS_PROXY_CONFIG", value: JSON.stringify(PROXY_CONFIGURATION) }],
  portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
  dependsOn: [{ containerName: "mlflow", condition: "HEALTHY" }],
};

/** A state with one service; the containers are those given. */
export function stateWith(containers: readonly Json[], more: Record<string, Json> = {}): AppliedState {
  const attributes: Record<string, Json> = {
    aws_ecs_service: { id: "service", task_definition: TASK_ARN },
    aws_ecs_task_definition: { arn: TASK_ARN, volume: [], container_definitions: JSON.stringify(containers) },
    aws_secretsmanager_secret: { id: DATABASE_ARN, arn: DATABASE_ARN },
    aws_secretsmanager_secret_version: { secret_id: DATABASE_ARN, secret_string: DATABASE_URI },
    aws_db_instance: { address: HOST, port: 5432, username: "mlflow", password: PASSWORD, db_name: "mlflow" },
    aws_s3_bucket: { bucket: "mlops-dev-artifacts" },
    ...more,
  };
  return new AppliedState({
    resources: Object.entries(attributes).map(([type, values]) => ({
      mode: "managed" as const,
      type,
      name: "one",
      instances: [{ attributes: values }],
    })),
  });
}
