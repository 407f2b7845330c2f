import type { Blocks, JsonObject } from "../trap";
import { group, policy, PRIVATE, PUBLIC, REGION, trusting } from "./stack";

/** Container definitions of two containers, with changes to the first and to the second. */
export function containers(app: JsonObject = {}, proxy: JsonObject = {}): string {
  return JSON.stringify([
    {
      name: "app",
      image: "ghcr.io/mlflow/mlflow:v3.17.2-full",
      essential: true,
      secrets: [{ name: "URI", valueFrom: "${aws_secretsmanager_secret.uri.arn}" }],
      environment: [{ name: "A", value: "1" }],
      healthCheck: { command: ["CMD-SHELL", "true"], interval: 10, startPeriod: 300 },
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": "${aws_cloudwatch_log_group.server.name}",
          "awslogs-region": REGION,
          "awslogs-stream-prefix": "app",
        },
      },
      ...app,
    },
    {
      name: "proxy",
      image: "public.ecr.aws/docker/library/caddy:2.11.4",
      essential: true,
      portMappings: [{ containerPort: 8080, protocol: "tcp" }],
      dependsOn: [{ containerName: "app", condition: "HEALTHY" }],
      ...proxy,
    },
  ]);
}

export const TASK: JsonObject = {
  family: "server",
  requires_compatibilities: ["FARGATE"],
  network_mode: "awsvpc",
  cpu: "512",
  memory: "2048",
  execution_role_arn: "${aws_iam_role.execution.arn}",
  task_role_arn: "${aws_iam_role.task.arn}",
  container_definitions: containers(),
};

export const DATABASE: JsonObject = {
  identifier: "mlops-db",
  engine: "postgres",
  engine_version: "16",
  instance_class: "db.t4g.micro",
  allocated_storage: 20,
  storage_type: "gp3",
  username: "mlflow",
  password: "correct-horse-battery",
  db_name: "mlflow",
  db_subnet_group_name: "${aws_db_subnet_group.db.name}",
  vpc_security_group_ids: ["${aws_security_group.db.id}"],
  skip_final_snapshot: true,
};

/** What the execution role may do. */
export const EXECUTION_POLICY = policy(
  { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "${aws_secretsmanager_secret.uri.arn}" },
  {
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: "${aws_cloudwatch_log_group.server.arn}:*",
  },
);

const AFTER = [
  "aws_lb_listener.http",
  "aws_iam_role_policy.execution",
  "aws_route.out",
  "aws_secretsmanager_secret_version.uri",
];

/** A service in public subnets, with changes. */
export function service(changes: JsonObject = {}): JsonObject {
  return {
    name: "server",
    cluster: "${aws_ecs_cluster.cluster.id}",
    task_definition: "${aws_ecs_task_definition.task.arn}",
    desired_count: 1,
    launch_type: "FARGATE",
    wait_for_steady_state: true,
    health_check_grace_period_seconds: 300,
    network_configuration: network(),
    load_balancer: [
      { target_group_arn: "${aws_lb_target_group.server.arn}", container_name: "proxy", container_port: 8080 },
    ],
    depends_on: [...AFTER, "aws_route_table_association.a", "aws_route_table_association.b"],
    ...changes,
  };
}

export function network(changes: JsonObject = {}): JsonObject {
  return { subnets: PUBLIC, security_groups: ["${aws_security_group.server.id}"], assign_public_ip: true, ...changes };
}

export function uri(password = "correct-horse-battery"): JsonObject {
  return {
    secret_id: "${aws_secretsmanager_secret.uri.id}",
    secret_string: `postgresql+psycopg2://mlflow:${password}@\${aws_db_instance.db.endpoint}/mlflow?sslmode=require`,
  };
}

/** A Fargate service behind a load balancer, before a database; needs the network. */
export const SERVER: Blocks = {
  aws_security_group: { lb: group("balancer", [80]), server: group("server", [8080]), db: group("db", [5432], "none") },
  aws_db_subnet_group: { db: { name: "mlops", subnet_ids: PRIVATE } },
  aws_db_instance: { db: DATABASE },
  aws_secretsmanager_secret: { uri: { name: "uri", recovery_window_in_days: 0 } },
  aws_secretsmanager_secret_version: { uri: uri() },
  aws_cloudwatch_log_group: { server: { name: "/mlops/server" } },
  aws_iam_role: {
    execution: { name: "execution", assume_role_policy: trusting("ecs-tasks.amazonaws.com") },
    task: { name: "task", assume_role_policy: trusting("ecs-tasks.amazonaws.com") },
  },
  aws_iam_role_policy: {
    execution: { name: "execution", role: "${aws_iam_role.execution.name}", policy: EXECUTION_POLICY },
  },
  aws_ecs_cluster: { cluster: { name: "mlops" } },
  aws_ecs_task_definition: { task: TASK },
  aws_lb: { lb: { name: "mlops", internal: true, subnets: PRIVATE, security_groups: ["${aws_security_group.lb.id}"] } },
  aws_lb_target_group: {
    server: {
      name: "server",
      vpc_id: "${aws_vpc.vpc.id}",
      port: 8080,
      protocol: "HTTP",
      target_type: "ip",
      health_check: { path: "/health" },
    },
  },
  aws_lb_listener: {
    http: {
      load_balancer_arn: "${aws_lb.lb.arn}",
      port: 80,
      protocol: "HTTP",
      default_action: [{ type: "forward", target_group_arn: "${aws_lb_target_group.server.arn}" }],
    },
  },
  aws_ecs_service: { server: service() },
};
