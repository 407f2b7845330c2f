import { isObject, type JsonObject } from "../../../../core/json";
import { ContainerError, failFor } from "../../../servers/container";

/** A container of a task definition, as its JSON says it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  readonly cpu: number;
  readonly memory: number;
  readonly command: readonly string[];
  readonly ports: readonly { readonly containerPort: number; readonly hostPort?: number; readonly protocol: string }[];
  readonly environment: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
  readonly dependsOn: readonly { readonly containerName: string; readonly condition: string }[];
  /** The health command with its first word, which says how it is run; undefined without a health check. */
  readonly healthCommand?: readonly string[];
  readonly logDriver?: string;
  readonly logOptions: Readonly<Record<string, string>>;
  /** Everything as it is written. */
  readonly settings: JsonObject;
}

/**
 * Reads `container_definitions`.
 * @throws ContainerError for text that is no JSON, and for a value of the wrong type
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function readContainers(json: string): Container[] {
  const fail = (message: string): never => {
    throw new ContainerError("ECS Task Definition", `container_definitions is invalid: ${message}`);
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    return fail(`Error decoding JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return Array.isArray(parsed) && parsed.every(isObject)
    ? parsed.map((container) => readContainer(withKeys(container)))
    : fail("it must be a list of objects");
}

/** The provider reads keys whatever their first letter's case. */
function withKeys(container: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(container).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]),
  );
}

// The ECS API returns what was not set as an empty list, an empty text, 0 or false.
export function isUnset(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === "" || value === 0 || value === false;
}

function readContainer(settings: JsonObject): Container {
  const name = typeof settings.name === "string" ? settings.name : "without a name";
  const fail = failFor(name);
  const text = (key: string): string => {
    const value = settings[key];
    return typeof value === "string" && value !== "" ? value : fail(`${key} must be a text`);
  };
  const number = (key: string): number => {
    const value = settings[key] ?? 0;
    return typeof value === "number" ? value : fail(`${key} must be a number`);
  };
  const textsOf = (value: unknown, key: string): string[] =>
    Array.isArray(value) && value.every((item) => typeof item === "string")
      ? value
      : fail(`${key} must be a list of texts`);
  const objects = (key: string): JsonObject[] => {
    const value = settings[key] ?? [];
    return Array.isArray(value) && value.every(isObject) ? value : fail(`${key} must be a list of objects`);
  };
  const pairs = (key: string, nameKey: string, valueKey: string): [string, string][] =>
    objects(key).map((pair) => {
      const [first, second] = [pair[nameKey], pair[valueKey]];
      return typeof first === "string" && first !== "" && typeof second === "string"
        ? [first, second]
        : fail(`an entry of ${key} lacks ${nameKey} or ${valueKey}`);
    });
  const byName = (key: string, valueKey: string): Map<string, string> => {
    const found = pairs(key, "name", valueKey);
    const twice = found.find(([one], index) => found.findIndex(([other]) => other === one) !== index);
    if (twice !== undefined) fail(`Duplicate ${key} name: ${twice[0]}`);
    return new Map(found);
  };
  const health = settings.healthCheck;
  const log = isUnset(settings.logConfiguration) ? undefined : settings.logConfiguration;
  if (log !== undefined && (!isObject(log) || typeof log.logDriver !== "string"))
    fail("logConfiguration needs a logDriver");
  if (!isUnset(settings.entryPoint)) textsOf(settings.entryPoint, "entryPoint");
  return {
    name,
    image: text("image"),
    essential: settings.essential !== false,
    cpu: number("cpu"),
    memory: number("memory"),
    command: textsOf(settings.command ?? [], "command"),
    ports: objects("portMappings").map(({ containerPort, hostPort, protocol }) => ({
      containerPort:
        typeof containerPort === "number" ? containerPort : fail("an entry of portMappings lacks containerPort"),
      hostPort: typeof hostPort === "number" || hostPort === undefined ? hostPort : fail("hostPort must be a number"),
      protocol: typeof protocol === "string" ? protocol : "tcp",
    })),
    environment: byName("environment", "value"),
    secrets: byName("secrets", "valueFrom"),
    dependsOn: pairs("dependsOn", "containerName", "condition").map(([containerName, condition]) => ({
      containerName,
      condition,
    })),
    healthCommand: isUnset(health)
      ? undefined
      : textsOf(isObject(health) ? health.command : undefined, "healthCheck.command"),
    logDriver: isObject(log) ? String(log.logDriver) : undefined,
    logOptions:
      isObject(log) && isObject(log.options)
        ? Object.fromEntries(Object.entries(log.options).map(([key, value]) => [key, String(value)]))
        : {},
    settings,
  };
}
