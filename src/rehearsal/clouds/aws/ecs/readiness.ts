import type { Account } from "../../../simulator/account";
import type { RuleContext, Values } from "../../../simulator/rule";
import { closedDirection, endpointProblem, internetProblem, type Interface } from "../ec2/reachability";
import { decodedParts, parseDatabaseUri } from "../../../database-uri";
import { forcesTls } from "../rds/tls";
import { listenersOf } from "../elb/target-group";
import { parseArn } from "../arn";
import { all, byArn } from "../lookup";
import { roleAllows, roleTrusts } from "../identities/access";
import { accountId, regionOf } from "../session";
import type { Container } from "./containers";
import { secretOf, secretText, versionsOf } from "./secrets";
import { block, blocks, number, text, texts } from "../../../simulator/readers";

/** A service's tasks, as they would start. */
export interface Task {
  readonly definition: Values;
  readonly containers: readonly Container[];
  readonly network: Interface;
  readonly service: Values;
}

/**
 * Why a task never starts or never stays up, as far as the applied state tells: roles, images, secrets, logs, the load
 * balancer's health check and the database. What runs inside an image it can't tell.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export function startProblem(context: RuleContext, task: Task): string | undefined {
  return (
    roleProblem(context, task) ??
    imageProblem(context, task) ??
    secretProblem(context, task) ??
    logProblem(context, task) ??
    healthProblem(context, task) ??
    databaseProblem(context, task)
  );
}

function roleProblem(context: RuleContext, { definition }: Task): string | undefined {
  for (const attribute of ["execution_role_arn", "task_role_arn"]) {
    const arn = text(definition, attribute);
    if (
      arn !== undefined &&
      parseArn(arn)?.account === accountId(context.account) &&
      !roleTrusts(context, arn, "ecs-tasks")
    )
      return `ECS was unable to assume the role '${arn}': its trust policy must allow ecs-tasks.amazonaws.com`;
  }
  return undefined;
}

function imageProblem(context: RuleContext, { containers, network, definition }: Task): string | undefined {
  for (const { image } of containers) {
    const own = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/.test(image);
    const internet = internetProblem(context.account, network);
    const endpoints = own
      ? (["ecr.api", "ecr.dkr", "s3"]
          .map((service) => endpointProblem(context.account, network, service))
          .find((problem) => problem !== undefined) ?? undefined)
      : "the image is not in ECR, which VPC endpoints would serve";
    if (internet !== undefined && endpoints !== undefined)
      return `CannotPullContainerError: ${image}: ${internet}; ${endpoints}`;
    const role = text(definition, "execution_role_arn");
    if (own && (role === undefined || !roleAllows(context, role, "ecr:GetAuthorizationToken", "*")))
      return `CannotPullContainerError: ${image}: the execution role may not call ecr:GetAuthorizationToken`;
  }
  return undefined;
}

/** AWS's own API over the internet, or through an interface endpoint. */
function serviceProblem(context: RuleContext, network: Interface, service: string): string | undefined {
  const internet = internetProblem(context.account, network);
  const endpoint = internet === undefined ? undefined : endpointProblem(context.account, network, service);
  return endpoint === undefined ? undefined : `${internet ?? ""}; ${endpoint}`;
}

function secretProblem(context: RuleContext, { containers, definition, network }: Task): string | undefined {
  const role = text(definition, "execution_role_arn") ?? "";
  for (const container of containers)
    for (const [name, valueFrom] of container.secrets) {
      const parsed = parseArn(valueFrom);
      if (parsed?.service !== "secretsmanager" || parsed.account !== accountId(context.account)) continue;
      const prefix = "ResourceInitializationError: unable to pull secrets or registry auth";
      const secret = secretOf(context.account, valueFrom);
      if (!secret) return `${prefix}: ${name}: Secrets Manager can't find the specified secret: ${valueFrom}`;
      if (versionsOf(context.account, secret).length === 0)
        return `${prefix}: ${name}: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT`;
      if (!roleAllows(context, role, "secretsmanager:GetSecretValue", String(secret.arn)))
        return `${prefix}: ${name}: AccessDeniedException: ${role} is not authorized to perform: secretsmanager:GetSecretValue on ${String(secret.arn)}`;
      const problem = serviceProblem(context, network, "secretsmanager");
      if (problem !== undefined) return `${prefix}: ${name}: ${problem}`;
    }
  return undefined;
}

function logProblem(context: RuleContext, { containers, definition, network }: Task): string | undefined {
  const role = text(definition, "execution_role_arn") ?? "";
  for (const { logDriver, logOptions } of containers) {
    if (logDriver !== "awslogs") continue;
    const prefix = "ResourceInitializationError: failed to validate logger args";
    const name = logOptions["awslogs-group"] ?? "";
    const group = context.account.get("aws_cloudwatch_log_group", name);
    const arn =
      text(group, "arn") ?? `arn:aws:logs:${regionOf(context)}:${accountId(context.account)}:log-group:${name}`;
    if (!group && logOptions["awslogs-create-group"] !== "true")
      return `${prefix}: the log group ${name} does not exist`;
    if (logOptions["awslogs-region"] !== regionOf(context)) continue;
    const missing = ["logs:CreateLogStream", "logs:PutLogEvents"].find(
      (action) => !roleAllows(context, role, action, `${arn}:log-stream:any`),
    );
    if (missing !== undefined)
      return `${prefix}: AccessDeniedException: ${role} is not authorized to perform: ${missing} on ${arn}:*`;
    const problem = serviceProblem(context, network, "logs");
    if (problem !== undefined) return `${prefix}: ${problem}`;
  }
  return undefined;
}

/** A target that the load balancer can't reach stays unhealthy, and ECS replaces the task for ever. */
function healthProblem(context: RuleContext, { network, service }: Task): string | undefined {
  for (const attachment of blocks(service, "load_balancer")) {
    const arn = text(attachment, "target_group_arn") ?? "";
    const port = number(attachment, "container_port") ?? 0;
    const group = byArn(context.account, ["aws_lb_target_group"], arn);
    const probed = number(block(group, "health_check"), "port") ?? port;
    for (const listener of listenersOf(context.account, arn)) {
      const balancer = byArn(context.account, ["aws_lb"], text(listener, "load_balancer_arn") ?? "");
      const from = { subnets: texts(balancer, "subnets"), groups: texts(balancer, "security_groups") };
      const closed = [port, probed].find(
        (candidate) => closedDirection(context.account, from, network, candidate) !== undefined,
      );
      if (closed !== undefined)
        return `Task failed ELB health checks in (target-group ${arn}): Request timed out: the security groups let nothing from the load balancer to port ${closed} of the task`;
    }
  }
  return undefined;
}

/** Databases whose address a container gets, in a variable or a secret, must let the task in and know the user. */
function databaseProblem(context: RuleContext, { containers, network }: Task): string | undefined {
  const given = containers.flatMap(({ environment, secrets }) => [
    ...environment.values(),
    ...[...secrets.values()].flatMap((valueFrom) => secretText(context.account, valueFrom) ?? []),
  ]);
  const { account } = context;
  for (const database of [...all(account, "aws_db_instance"), ...all(account, "aws_rds_cluster")]) {
    const host = text(database, "address") ?? text(database, "endpoint") ?? "";
    const value = given.find((candidate) => host !== "" && candidate.includes(host));
    if (value === undefined) continue;
    const group = account.get("aws_db_subnet_group", String(database.db_subnet_group_name));
    const to = { subnets: texts(group, "subnet_ids"), groups: texts(database, "vpc_security_group_ids") };
    const port = number(database, "port") ?? 5432;
    if (closedDirection(account, network, to, port) !== undefined)
      return `the database ${host} does not answer: the security groups let nothing from the task to port ${port}`;
    const problem = encryptionProblem(account, database, value) ?? credentialProblem(database, value);
    if (problem !== undefined) return `the database ${host} refuses the connection: ${problem}`;
  }
  return undefined;
}

/** A database that forces TLS refuses who asks for a connection without it. */
function encryptionProblem(account: Account, database: Values, value: string): string | undefined {
  const [, mode] = parseDatabaseUri(value)?.parameters.find(([name]) => name === "sslmode") ?? [];
  return mode === "disable" && forcesTls(account, database) === true
    ? "no pg_hba.conf entry for the task, no encryption: the address says sslmode=disable, and rds.force_ssl is on"
    : undefined;
}

/** Compares a database URI with the database; the value itself is never shown. */
function credentialProblem(database: Values, value: string): string | undefined {
  const uri = parseDatabaseUri(value);
  if (uri === undefined) return undefined;
  const { user, password, database: name } = decodedParts(uri);
  const known = {
    user: text(database, "username") ?? text(database, "master_username"),
    password: text(database, "password") ?? text(database, "master_password"),
  };
  const port = uri.port ?? 5432;
  if (port !== (number(database, "port") ?? 5432)) return `port ${port} is not its port`;
  if (known.user === user && known.password !== undefined && known.password !== password)
    return `password authentication failed for user "${user}"`;
  const made = text(database, "db_name") ?? text(database, "database_name");
  return name === made || name === "postgres" ? undefined : `database "${name}" does not exist`;
}
