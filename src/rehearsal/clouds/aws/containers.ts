import { isObject, type JsonObject } from "../../../core/json";
import type { Values } from "../../simulator/rule";
import type { Accounts } from "../cloud";
import { secretAtStart } from "./ecs/deployments";
import { isUnset, readContainers, type Container } from "./ecs/containers";
import type { AppliedResource, AppliedState } from "../../state";
import { needDatabase } from "../../servers/addresses";
import {
  ContainerError,
  environmentOf,
  failFor,
  type ContainerDefinition,
  type ContainerDependency,
} from "../../servers/container";

// Keys of a container definition that say nothing about how the program behaves on this machine.
const WITHOUT_EFFECT = new Set(["cpu", "memory", "memoryReservation", "logConfiguration", "dockerLabels"]);
WITHOUT_EFFECT.add("startTimeout").add("stopTimeout").add("versionConsistency").add("hostname");
const UNDERSTOOD = new Set(["name", "image", "command", "environment", "secrets", "portMappings", "dependsOn"]);
UNDERSTOOD.add("essential").add("healthCheck").add("mountPoints").add("readonlyRootFilesystem");

/** What a local process cannot reproduce. */
function refuseTheUnknown({ name, settings }: Container): void {
  for (const [key, value] of Object.entries(settings)) {
    if (UNDERSTOOD.has(key) || WITHOUT_EFFECT.has(key) || isUnset(value)) continue;
    // An init process in front of the program forwards signals and nothing else.
    if (key === "linuxParameters" && isObject(value) && Object.keys(value).join() === "initProcessEnabled") continue;
    failFor(name)(`${key} is set, which a rehearsal cannot reproduce`);
  }
}

/** Names of the volumes of a task. Only empty ones, which last as long as the task, can be reproduced: by folders of this machine. */
function volumesOf({ address, attributes }: AppliedResource): string[] {
  const volumes = Array.isArray(attributes.volume) ? attributes.volume.filter(isObject) : [];
  return volumes.map(({ name, ...settings }) => {
    if (typeof name !== "string" || !Object.values(settings).every(isUnset))
      throw new ContainerError(address, "volume is set, which a rehearsal cannot reproduce");
    return name;
  });
}

/** A container whose root is read-only needs a folder to write to: the temporary one, which its local process has too. */
function checkMounts({ name, settings }: Container, volumes: readonly string[]): void {
  const mounts = Array.isArray(settings.mountPoints) ? settings.mountPoints.filter(isObject) : [];
  for (const { sourceVolume, containerPath, readOnly } of mounts) {
    if (!volumes.includes(String(sourceVolume)))
      failFor(name)(`mountPoints names the volume ${String(sourceVolume)}, which the task does not have`);
    if (containerPath !== "/tmp" || readOnly === true)
      failFor(name)(`mountPoints has ${String(containerPath)}, which a rehearsal cannot reproduce`);
  }
  if (settings.readonlyRootFilesystem === true && mounts.length === 0)
    failFor(name)("readonlyRootFilesystem is set and /tmp is no volume: nothing can be written");
}

function portsOf({ name, ports }: Container): number[] {
  return ports.map(({ containerPort, hostPort, protocol }) => {
    if (hostPort !== undefined && hostPort !== 0 && hostPort !== containerPort)
      failFor(name)(`hostPort ${hostPort} differs from containerPort ${containerPort}, which awsvpc refuses`);
    if (protocol !== "tcp") failFor(name)(`protocol ${protocol} is not tcp`);
    return containerPort;
  });
}

function dependenciesOf({ name, dependsOn }: Container): ContainerDependency[] {
  return dependsOn.map(({ containerName: container, condition }) =>
    condition === "START" || condition === "HEALTHY"
      ? { container, condition }
      : failFor(name)(`dependsOn has the condition ${condition}, which a rehearsal cannot reproduce`),
  );
}

function healthCheckOf({ name, healthCommand }: Container): string[] | undefined {
  if (healthCommand === undefined) return undefined;
  const [kind, ...command] = healthCommand;
  if (kind === "CMD-SHELL" && command.length === 1) return ["/bin/sh", "-c", ...command];
  if (kind === "CMD" && command.length > 0) return command;
  return failFor(name)("healthCheck.command must begin with CMD or CMD-SHELL");
}

/**
 * The text of a secret that was applied, by the reference in a container definition.
 * @param running the service as the account holds it, with what its tasks read when they started
 */
function secretText(
  state: AppliedState,
  running: Values | undefined,
  container: string,
  name: string,
  reference: string,
): string {
  const fail: (message: string) => never = failFor(container);
  const parts = reference.split(":");
  if (parts[2] !== "secretsmanager") {
    fail(`the secret ${name} is read from ${reference}; only AWS Secrets Manager is known`);
  }
  const arn = parts.slice(0, 7).join(":");
  const [key = "", stage = "", version = ""] = parts.slice(7);
  if (stage !== "" || version !== "") fail(`the secret ${name} asks for a stage or a version of ${arn}`);
  const secret = state.all("aws_secretsmanager_secret").find(({ attributes }) => attributes.arn === arn);
  if (secret === undefined) fail(`the secret ${name} refers to ${arn}, which was not applied`);
  const applied = state
    .all("aws_secretsmanager_secret_version")
    .find(({ attributes }) => attributes.secret_id === arn || attributes.secret_id === secret.attributes.id)
    ?.attributes.secret_string;
  const value = secretAtStart(running, arn) ?? applied;
  if (typeof value !== "string" || value === "") {
    return fail(`the secret ${name} refers to ${arn}, which holds no text`);
  }
  if (key === "") return value;
  const entry = (JSON.parse(value) as JsonObject)[key];
  return typeof entry === "string" ? entry : fail(`the secret ${name} has no entry ${key}`);
}

function taskDefinition(state: AppliedState, service: AppliedResource): AppliedResource {
  const wanted = service.attributes.task_definition;
  const found = state
    .all("aws_ecs_task_definition")
    .find(({ attributes }) => wanted === attributes.arn || wanted === `${attributes.family}:${attributes.revision}`);
  if (found === undefined) {
    throw new ContainerError(service.address, `its task definition ${String(wanted)} was not applied`);
  }
  return found;
}

// A rehearsal replaces the database's address and the bucket: without this check a wrong one would go unseen.
function checkReferences(state: AppliedState, definition: ContainerDefinition): void {
  const environment = environmentOf(definition);
  const subject = `container ${definition.name}`;
  const databases = state.all("aws_db_instance").map(({ attributes }) => ({
    host: attributes.address,
    port: attributes.port,
    user: attributes.username,
    databases: [attributes.db_name],
    password: typeof attributes.password === "string" ? attributes.password : undefined,
  }));
  const uri = environment.MLFLOW_BACKEND_STORE_URI;
  if (uri !== undefined && databases.length > 0) needDatabase(subject, uri, databases);
  const [, bucket] = /^s3:\/\/([^/]+)/.exec(environment.MLFLOW_ARTIFACTS_DESTINATION ?? "") ?? [];
  const buckets = state.all("aws_s3_bucket").map(({ attributes }) => attributes.bucket);
  if (bucket !== undefined && buckets.length > 0 && !buckets.includes(bucket)) {
    throw new ContainerError(subject, `MLFLOW_ARTIFACTS_DESTINATION names the bucket ${bucket}, which was not applied`);
  }
}

/**
 * The containers of the only ECS service in the state, from the task definition that it uses, with the secrets with which its tasks started.
 * @param accounts the simulated accounts, which alone know what a secret held when the tasks started
 * @throws ContainerError for a secret that is not there, an address that nothing applied has, and whatever a local process
 * cannot reproduce: volumes, users, entry points and the like
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export function awsContainers(state: AppliedState, accounts?: Accounts): ContainerDefinition[] {
  const service = state.one("aws_ecs_service");
  const task = taskDefinition(state, service);
  const running = accounts?.get("hashicorp/aws")?.get("aws_ecs_service", String(service.attributes.id));
  const volumes = volumesOf(task);
  return readContainers(String(task.attributes.container_definitions)).map((applied) => {
    refuseTheUnknown(applied);
    checkMounts(applied, volumes);
    const { name, image, command, environment, secrets, essential } = applied;
    const container: ContainerDefinition = {
      name,
      image,
      command,
      environment: Object.fromEntries(environment),
      secrets: Object.fromEntries([...secrets].map(([key, arn]) => [key, secretText(state, running, name, key, arn)])),
      ports: portsOf(applied),
      dependsOn: dependenciesOf(applied),
      essential,
      healthCheck: healthCheckOf(applied),
    };
    if (command.length === 0) failFor(name)("command is not set, and an image's own is not known here");
    checkReferences(state, container);
    return container;
  });
}
