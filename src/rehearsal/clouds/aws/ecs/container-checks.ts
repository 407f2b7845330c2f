import { isObject } from "../../../../core/json";
import { ContainerError, failFor } from "../../../servers/container";
import type { Container } from "./containers";

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
export const CONTAINER_KEYS: ReadonlySet<string> = new Set(
  (
    "name image repositoryCredentials cpu memory memoryReservation links portMappings essential restartPolicy entryPoint command environment " +
    "environmentFiles mountPoints volumesFrom linuxParameters secrets dependsOn startTimeout stopTimeout versionConsistency hostname user " +
    "workingDirectory disableNetworking privileged readonlyRootFilesystem dnsServers dnsSearchDomains extraHosts dockerSecurityOptions " +
    "interactive pseudoTerminal dockerLabels ulimits logConfiguration healthCheck systemControls resourceRequirements firelensConfiguration credentialSpecs"
  ).split(" "),
);

const VERSION_CONSISTENCY: readonly unknown[] = [undefined, "enabled", "disabled"];

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
const HEALTH_LIMITS: readonly (readonly [string, number, number])[] = [
  ["interval", 5, 300],
  ["timeout", 2, 60],
  ["retries", 1, 10],
  ["startPeriod", 0, 300],
];

/**
 * Holds the containers of a task definition against what ECS takes, each by itself.
 * @throws ContainerError for the first that ECS would refuse
 */
export function checkContainers(containers: readonly Container[]): void {
  if (containers.length === 0) throw new ContainerError("ECS Task Definition", "Container list cannot be empty.");
  const names = containers.map(({ name }) => name);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined)
    throw new ContainerError("ECS Task Definition", `Container.name contains a duplicate: ${double}`);
  containers.forEach(checkContainer);
}

function checkContainer({ name, image, settings, ports, environment, secrets, healthCommand }: Container): void {
  const fail = failFor(name);
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(String(settings.name)))
    fail("Container.name must have 1 to 255 letters, numbers, hyphens and underscores");
  for (const key of Object.keys(settings))
    if (!CONTAINER_KEYS.has(key)) fail(`unknown key "${key}", which the provider drops without a word`);
  if (!VERSION_CONSISTENCY.includes(settings.versionConsistency))
    fail(`invalid version consistency value (${String(settings.versionConsistency)}) for container definition`);
  if (!/^[^\s:@/][^\s@]*(@sha256:[0-9a-f]{64})?$/.test(image)) fail(`Container.image is malformed: ${image}`);
  if (ports.some(({ containerPort }) => containerPort < 1 || containerPort > 65_535))
    fail("portMappings need a containerPort from 1 to 65535");
  for (const key of secrets.keys())
    if (environment.has(key))
      fail(
        `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${key}'.`,
      );
  if (healthCommand === undefined || healthCommand[0] === "NONE") return;
  if (!["CMD", "CMD-SHELL"].includes(healthCommand[0] ?? "") || healthCommand.length < 2)
    fail('healthCheck.command must begin with "CMD" or "CMD-SHELL" and hold a command');
  const health = isObject(settings.healthCheck) ? settings.healthCheck : {};
  for (const [key, least, most] of HEALTH_LIMITS) {
    const given = health[key];
    if (given !== undefined && (typeof given !== "number" || given < least || given > most))
      fail(`healthCheck.${key} must be from ${least} to ${most}, not ${JSON.stringify(given)}`);
  }
}
