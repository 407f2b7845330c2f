/** A container of a task definition, as its JSON says it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  readonly cpu: number;
  readonly memory: number;
  readonly ports: readonly { readonly containerPort: number; readonly hostPort?: number; readonly protocol: string }[];
  readonly environment: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
  readonly dependsOn: readonly { readonly containerName: string; readonly condition: string }[];
  readonly hasHealthCheck: boolean;
  readonly logDriver?: string;
  readonly logOptions: Readonly<Record<string, string>>;
  readonly privileged: boolean;
}

type Json = Record<string, unknown>;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const KEYS = new Set(
  (
    "name image repositoryCredentials cpu memory memoryReservation links portMappings essential restartPolicy entryPoint command environment " +
    "environmentFiles mountPoints volumesFrom linuxParameters secrets dependsOn startTimeout stopTimeout versionConsistency hostname user " +
    "workingDirectory disableNetworking privileged readonlyRootFilesystem dnsServers dnsSearchDomains extraHosts dockerSecurityOptions " +
    "interactive pseudoTerminal dockerLabels ulimits logConfiguration healthCheck systemControls resourceRequirements firelensConfiguration credentialSpecs"
  ).split(" "),
);

/** Containers that ECS would refuse. */
export class ContainerError extends Error {}

/**
 * Parses `container_definitions`.
 * @throws ContainerError for JSON that is none, an unknown key or a value of the wrong type
 */
export function parseContainers(json: string): Container[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw new ContainerError(
      `ECS Task Definition container_definitions is invalid: Error decoding JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (!Array.isArray(parsed) || parsed.length === 0)
    throw new ContainerError("ClientException: Container list cannot be empty.");
  const containers = (parsed as unknown[]).map(parseContainer);
  const double = containers
    .map((container) => container.name)
    .find((name, index, names) => names.indexOf(name) !== index);
  if (double !== undefined) throw new ContainerError(`ClientException: Container.name contains a duplicate: ${double}`);
  return containers;
}

function parseContainer(entry: unknown): Container {
  if (!isJson(entry))
    throw new ContainerError("ECS Task Definition container_definitions is invalid: a container must be an object");
  const name = entry.name;
  if (typeof name !== "string" || !/^[A-Za-z0-9_-]{1,255}$/.test(name))
    throw new ContainerError(
      `ClientException: Container.name must have 1 to 255 letters, numbers, hyphens and underscores: ${JSON.stringify(name)}`,
    );
  const fail = (message: string): never => {
    throw new ContainerError(`ClientException: container ${name}: ${message}`);
  };
  for (const key of Object.keys(entry)) if (!KEYS.has(key)) fail(`unknown key "${key}"`);
  if (typeof entry.image !== "string" || !/^[^\s:@/][^\s@]*(@sha256:[0-9a-f]{64})?$/.test(entry.image))
    fail(`Container.image should not be null or empty, nor malformed: ${JSON.stringify(entry.image)}`);
  for (const key of ["command", "entryPoint"])
    if (entry[key] !== undefined && !isStrings(entry[key])) fail(`${key} must be a list of strings`);
  const log = entry.logConfiguration;
  if (log !== undefined && (!isJson(log) || typeof log.logDriver !== "string"))
    fail("logConfiguration needs a logDriver");

  const environment = pairs(entry.environment, "value", "environment", fail);
  const secrets = pairs(entry.secrets, "valueFrom", "secrets", fail);
  for (const key of secrets.keys())
    if (environment.has(key))
      fail(
        `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${key}'.`,
      );
  checkHealth(entry.healthCheck, fail);
  return {
    name,
    image: String(entry.image),
    essential: entry.essential !== false,
    cpu: numberOf(entry.cpu, "cpu", fail),
    memory: numberOf(entry.memory, "memory", fail),
    ports: objects(entry.portMappings, "portMappings", fail).map((port) => {
      if (typeof port.containerPort !== "number" || port.containerPort < 1 || port.containerPort > 65_535)
        fail("portMappings need a containerPort from 1 to 65535");
      if (port.hostPort !== undefined && typeof port.hostPort !== "number") fail("hostPort must be a number");
      return {
        containerPort: Number(port.containerPort),
        hostPort: typeof port.hostPort === "number" ? port.hostPort : undefined,
        protocol: typeof port.protocol === "string" ? port.protocol : "tcp",
      };
    }),
    environment,
    secrets,
    dependsOn: objects(entry.dependsOn, "dependsOn", fail).map((one) => ({
      containerName: String(one.containerName),
      condition: String(one.condition),
    })),
    hasHealthCheck: entry.healthCheck !== undefined && entry.healthCheck !== null,
    logDriver: isJson(log) ? String(log.logDriver) : undefined,
    logOptions:
      isJson(log) && isJson(log.options)
        ? Object.fromEntries(Object.entries(log.options).map(([key, value]) => [key, String(value)]))
        : {},
    privileged: entry.privileged === true,
  };
}

function checkHealth(value: unknown, fail: (message: string) => never): void {
  if (value === undefined || value === null) return;
  if (!isJson(value) || !isStrings(value.command)) return fail("healthCheck needs a command, a list of strings");
  const [first, ...rest] = value.command;
  if (first === "NONE") return;
  if (!["CMD", "CMD-SHELL"].includes(first ?? "") || rest.length === 0)
    fail('healthCheck.command must begin with "CMD" or "CMD-SHELL" and hold a command');
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
  const limits: [string, number, number][] = [
    ["interval", 5, 300],
    ["timeout", 2, 60],
    ["retries", 1, 10],
    ["startPeriod", 0, 300],
  ];
  for (const [key, least, most] of limits) {
    const given = value[key];
    if (given !== undefined && (typeof given !== "number" || given < least || given > most))
      fail(`healthCheck.${key} must be from ${least} to ${most}, not ${JSON.stringify(given)}`);
  }
}

function pairs(value: unknown, key: string, what: string, fail: (message: string) => never): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of objects(value, what, fail)) {
    const { name, [key]: content } = entry;
    if (typeof name !== "string" || name === "" || typeof content !== "string")
      return fail(`${what} must hold objects with the strings name and ${key}`);
    if (found.has(name)) fail(`Duplicate ${what} name: ${name}`);
    found.set(name, content);
  }
  return found;
}

function objects(value: unknown, what: string, fail: (message: string) => never): Json[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isJson)) return fail(`${what} must be a list of objects`);
  return value;
}

function numberOf(value: unknown, what: string, fail: (message: string) => never): number {
  if (value === undefined || value === null) return 0;
  return typeof value === "number" ? value : fail(`${what} must be a number`);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
