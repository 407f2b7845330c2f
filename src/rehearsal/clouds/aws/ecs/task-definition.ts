import type { Account } from "../../../simulator/account";
import type { CreateContext, Values } from "../../../simulator/rule";
import type { Acts } from "../../../simulator/row-rule";
import { all, needRole } from "../lookup";
import { ContainerError } from "../../../servers/container";
import { checkContainers } from "./container-checks";
import { keepEqual } from "../../../simulator/equal-forms";
import { containerForm, readBack } from "./container-form";
import { readContainers, type Container } from "./containers";
import { fill, refuse } from "../../../simulator/writers";
import { text, texts } from "../../../simulator/readers";

/** Refuses a container definition. */
const wrong: (message: string) => never = (message) => refuse(`ClientException: ${message}`, "container_definitions");

/** Memory in MiB that Fargate offers with each size of CPU units: smallest, largest, step. */
const FARGATE: Readonly<Record<string, readonly [number, number, number]>> = {
  "256": [512, 2048, 512],
  "512": [1024, 4096, 1024],
  "1024": [2048, 8192, 1024],
  "2048": [4096, 16_384, 1024],
  "4096": [8192, 30_720, 1024],
  "8192": [16_384, 61_440, 4096],
  "16384": [32_768, 122_880, 8192],
};

/** `1 vCPU` and `2 GB` may be written so; the API counts in units and MiB. */
function units(value: string | undefined, unit: RegExp): number | undefined {
  if (value === undefined) return undefined;
  const scaled = unit.exec(value);
  return scaled ? Number(scaled[1]) * 1024 : Number(value);
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
function checkFargate(values: Values, containers: readonly Container[]): void {
  if (text(values, "network_mode") !== "awsvpc")
    refuse("ClientException: Fargate only supports network mode ‘awsvpc’.", "network_mode");
  const cpu = units(text(values, "cpu"), /^([\d.]+)\s*vcpu$/i);
  const memory = units(text(values, "memory"), /^([\d.]+)\s*gb$/i);
  if (cpu === undefined || memory === undefined)
    refuse("ClientException: Fargate requires that 'cpu' and 'memory' be defined at the task level.", "cpu");
  const [least, most, step] = FARGATE[String(cpu)] ?? [0, 0, 1];
  // 256 units come with 512, 1024 or 2048 MiB: doubling, not a step.
  const fits =
    cpu === 256 ? [512, 1024, 2048].includes(memory) : memory >= least && memory <= most && memory % step === 0;
  if (!fits)
    refuse(
      `ClientException: No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html`,
      "cpu",
    );
  const used = { cpu: sum(containers, "cpu"), memory: sum(containers, "memory") };
  if (used.cpu > cpu)
    refuse(`ClientException: The sum of the containers' cpu (${used.cpu}) is greater than the task's (${cpu})`, "cpu");
  if (used.memory > memory)
    refuse(
      `ClientException: The sum of the containers' memory (${used.memory}) is greater than the task's (${memory})`,
      "memory",
    );
  const privileged = containers.find(({ settings }) => settings.privileged === true);
  if (privileged) wrong(`Privileged mode is not supported on Fargate (${privileged.name})`);
  const driver = containers.find(
    (container) =>
      container.logDriver !== undefined && !["awslogs", "splunk", "awsfirelens"].includes(container.logDriver),
  );
  if (driver) wrong(`The log driver '${driver.logDriver ?? ""}' is not supported by Fargate`);
  if (text(values, "execution_role_arn") !== undefined) return;
  if (containers.some((container) => container.secrets.size > 0))
    refuse(
      "ClientException: When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
      "execution_role_arn",
    );
  if (containers.some((container) => container.logDriver === "awslogs"))
    refuse(
      "ClientException: Fargate requires task definition to have execution role ARN to support log driver awslogs.",
      "execution_role_arn",
    );
}

function sum(containers: readonly Container[], key: "cpu" | "memory"): number {
  return containers.reduce((total, container) => total + container[key], 0);
}

function checkNetwork(containers: readonly Container[]): void {
  const taken = new Map<string, string>();
  for (const container of containers)
    for (const port of container.ports) {
      if (port.hostPort !== undefined && port.hostPort !== 0 && port.hostPort !== port.containerPort)
        wrong("When networkMode=awsvpc, the host ports and container ports in port mappings must match.");
      const key = `${port.containerPort}/${port.protocol}`;
      const other = taken.get(key);
      if (other !== undefined)
        wrong(`Invalid 'containerPort' setting for container '${container.name}': ${key} is also a port of '${other}'`);
      taken.set(key, container.name);
    }
}

function checkOrder(containers: readonly Container[]): void {
  const byName = new Map(containers.map((container) => [container.name, container]));
  for (const container of containers)
    for (const { containerName, condition } of container.dependsOn) {
      const other = byName.get(containerName);
      if (!other || other === container)
        wrong(`container '${container.name}' depends on '${containerName}', which is no other container of the task`);
      if (!["START", "COMPLETE", "SUCCESS", "HEALTHY"].includes(condition))
        wrong(`unknown dependency condition '${condition}'`);
      if (condition === "HEALTHY" && other.healthCommand === undefined)
        wrong(`container '${container.name}' waits until '${containerName}' is HEALTHY, which has no health check`);
      if (["COMPLETE", "SUCCESS"].includes(condition) && other.essential)
        wrong(`container '${containerName}' is essential and can't be depended on with ${condition}`);
      if (reaches(byName, other, container))
        wrong(`cyclic dependency between '${container.name}' and '${containerName}'`);
    }
}

function reaches(
  byName: ReadonlyMap<string, Container>,
  from: Container,
  to: Container,
  seen = new Set<string>(),
): boolean {
  if (from === to) return true;
  if (seen.has(from.name)) return false;
  seen.add(from.name);
  return from.dependsOn.some(({ containerName }) => {
    const next = byName.get(containerName);
    return next !== undefined && reaches(byName, next, to, seen);
  });
}

/** The containers of a task definition; refuses what ECS refuses. */
export function containersOf(values: Values): Container[] {
  return parse(text(values, "container_definitions") ?? "", (message) => refuse(message, "container_definitions"));
}

function parse<T>(json: string, fail: (message: string) => T): Container[] | T {
  try {
    const containers = readContainers(json);
    checkContainers(containers);
    return containers;
  } catch (error) {
    if (error instanceof ContainerError) return fail(`ClientException: ${error.message}`);
    throw error;
  }
}

/** The revision that a service names by ARN, by `family:revision`, or the last one by `family`. */
export function findTaskDefinition(account: Account, name: string): Values | undefined {
  const definitions = all(account, "aws_ecs_task_definition");
  const exact = definitions.find((definition) =>
    [definition.arn, `${String(definition.family)}:${String(definition.revision)}`].includes(name),
  );
  const family = definitions.filter(
    (definition) => definition.family === name || definition.arn_without_revision === name,
  );
  return exact ?? family.sort((one, other) => Number(other.revision) - Number(one.revision))[0];
}

function check(context: CreateContext): void {
  const { values } = context;
  const containers = containersOf(values);
  const size = Buffer.byteLength(text(values, "container_definitions") ?? "");
  if (size > 65_536) wrong(`Actual length: '${size}'. Max allowed length is '65536' bytes.`);
  if (!containers.some((container) => container.essential)) wrong("At least one container must be essential");
  if (text(values, "network_mode") === "awsvpc") checkNetwork(containers);
  checkOrder(containers);
  const isFargate = texts(values, "requires_compatibilities").includes("FARGATE");
  if (isFargate) checkFargate(values, containers);
  else if (text(values, "memory") === undefined && containers.some((container) => container.memory === 0))
    wrong("Invalid setting for container: At least one of 'memory' or 'memoryReservation' must be specified.");
  for (const container of containers)
    if (
      container.logDriver === "awslogs" &&
      (container.logOptions["awslogs-group"] === undefined ||
        container.logOptions["awslogs-region"] === undefined ||
        (isFargate && container.logOptions["awslogs-stream-prefix"] === undefined))
    )
      wrong(
        `Log driver awslogs requires options: awslogs-region, awslogs-group, awslogs-stream-prefix (container ${container.name})`,
      );
  for (const attribute of ["execution_role_arn", "task_role_arn"])
    needRole(
      context,
      text(values, attribute),
      `ClientException: Role is not valid: ${text(values, attribute) ?? ""}`,
      attribute,
    );
}

/** A revision never changes; every change of a family is the next one. */
export const taskDefinitionActs: Readonly<Record<string, Acts>> = {
  aws_ecs_task_definition: {
    key: (values) => String(values.arn),
    validate: (context) => {
      const json = text(context.config, "container_definitions");
      if (json !== undefined) parse(json, (message) => context.error(message, "container_definitions"));
    },
    plan: (context) =>
      keepEqual(context, "container_definitions", containerForm(text(context.planned, "network_mode"))),
    read: ({ values }) => {
      const json = text(values, "container_definitions");
      if (json !== undefined) values.container_definitions = readBack(json);
    },
    create: (context) => {
      const { account, values } = context;
      check(context);
      const family = text(values, "family") ?? "";
      const revisions = account.memory<Record<string, number>>("aws:task-definition-revisions", () => ({}));
      const revision = (revisions[family] ?? 0) + 1;
      revisions[family] = revision;
      fill(values, { arn: `${String(values.arn_without_revision)}:${revision}`, revision });
    },
  },
};
