import type { AppliedResource, AppliedState } from "../../state";
import { parseDatabaseUri } from "../../servers/addresses";
import {
  ContainerError,
  environmentOf,
  type ContainerDefinition,
  type ContainerDependency,
} from "../../servers/container";

// Keys of a container definition that say nothing about how the program behaves on this machine.
const WITHOUT_EFFECT = new Set(["cpu", "memory", "memoryReservation", "logConfiguration", "dockerLabels"]);
WITHOUT_EFFECT.add("startTimeout").add("stopTimeout").add("versionConsistency").add("hostname");
const UNDERSTOOD = new Set(["name", "image", "command", "environment", "secrets", "portMappings", "dependsOn"]);
UNDERSTOOD.add("essential").add("healthCheck");

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// The ECS API returns what was not set as an empty list, an empty text, 0 or false.
function isUnset(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === "" || value === 0 || value === false;
}

/** Reads one container definition and complains by its name. */
class Definition {
  public readonly name: string;

  constructor(private readonly values: Json) {
    this.name = typeof values.name === "string" ? values.name : "a container without a name";
  }

  public fail(message: string): never {
    throw new ContainerError(`container ${this.name}`, message);
  }

  public text(key: string): string {
    const value = this.values[key];
    return typeof value === "string" && value !== "" ? value : this.fail(`${key} must be a text`);
  }

  public texts(key: string): string[] {
    const value = this.values[key] ?? [];
    if (!Array.isArray(value) || !value.every((one): one is string => typeof one === "string")) {
      return this.fail(`${key} must be a list of texts`);
    }
    return value;
  }

  public objects(key: string): Json[] {
    const value = this.values[key] ?? [];
    return Array.isArray(value) && value.every(isObject) ? value : this.fail(`${key} must be a list of objects`);
  }

  /** A list of objects with two texts, as a map. */
  public pairs(key: string, nameKey: string, valueKey: string): Record<string, string> {
    return Object.fromEntries(
      this.objects(key).map((pair) => {
        const [name, value] = [pair[nameKey], pair[valueKey]];
        if (typeof name !== "string" || typeof value !== "string") {
          return this.fail(`an entry of ${key} lacks ${nameKey} or ${valueKey}`);
        }
        return [name, value];
      }),
    );
  }

  public refuseTheUnknown(): void {
    for (const [key, value] of Object.entries(this.values)) {
      if (UNDERSTOOD.has(key) || WITHOUT_EFFECT.has(key) || isUnset(value)) continue;
      // An init process in front of the program forwards signals and nothing else.
      if (key === "linuxParameters" && isObject(value) && Object.keys(value).join() === "initProcessEnabled") continue;
      this.fail(`${key} is set, which a rehearsal cannot reproduce`);
    }
  }

  public ports(): number[] {
    return this.objects("portMappings").map(({ containerPort, hostPort, protocol }) => {
      if (typeof containerPort !== "number") return this.fail("an entry of portMappings lacks containerPort");
      if (typeof hostPort === "number" && hostPort !== 0 && hostPort !== containerPort) {
        return this.fail(`hostPort ${hostPort} differs from containerPort ${containerPort}, which awsvpc refuses`);
      }
      if (protocol !== undefined && protocol !== "tcp") return this.fail(`protocol ${String(protocol)} is not tcp`);
      return containerPort;
    });
  }

  public dependencies(): ContainerDependency[] {
    return Object.entries(this.pairs("dependsOn", "containerName", "condition")).map(([container, condition]) =>
      condition === "START" || condition === "HEALTHY"
        ? { container, condition }
        : this.fail(`dependsOn has the condition ${condition}, which a rehearsal cannot reproduce`),
    );
  }

  public healthCheck(): string[] | undefined {
    const check = this.values.healthCheck;
    if (isUnset(check)) return undefined;
    const [kind, ...command] = new Definition({ ...(isObject(check) ? check : {}), name: this.name }).texts("command");
    if (kind === "CMD-SHELL" && command.length === 1) return ["/bin/sh", "-c", ...command];
    if (kind === "CMD" && command.length > 0) return command;
    return this.fail("healthCheck.command must begin with CMD or CMD-SHELL");
  }

  public isEssential(): boolean {
    return this.values.essential !== false;
  }
}

/** The text of a secret that was applied, by the reference in a container definition. */
function secretText(state: AppliedState, definition: Definition, name: string, reference: string): string {
  const parts = reference.split(":");
  if (parts[2] !== "secretsmanager") {
    definition.fail(`the secret ${name} is read from ${reference}; only AWS Secrets Manager is known`);
  }
  const arn = parts.slice(0, 7).join(":");
  const [key = "", stage = "", version = ""] = parts.slice(7);
  if (stage !== "" || version !== "") definition.fail(`the secret ${name} asks for a stage or a version of ${arn}`);
  const secret = state.all("aws_secretsmanager_secret").find(({ attributes }) => attributes.arn === arn);
  if (secret === undefined) definition.fail(`the secret ${name} refers to ${arn}, which was not applied`);
  const value = state
    .all("aws_secretsmanager_secret_version")
    .find(({ attributes }) => attributes.secret_id === arn || attributes.secret_id === secret.attributes.id)
    ?.attributes.secret_string;
  if (typeof value !== "string" || value === "") {
    return definition.fail(`the secret ${name} refers to ${arn}, which holds no text`);
  }
  if (key === "") return value;
  const entry = (JSON.parse(value) as Json)[key];
  return typeof entry === "string" ? entry : definition.fail(`the secret ${name} has no entry ${key}`);
}

function taskDefinition(state: AppliedState): AppliedResource {
  const service = state.one("aws_ecs_service");
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
  const databases = state.all("aws_db_instance").map(({ attributes }) => attributes);
  const uri = environment.MLFLOW_BACKEND_STORE_URI;
  if (uri !== undefined && databases.length > 0) {
    const { host, port, user, password, database } = parseDatabaseUri(subject, uri);
    const instance = databases.find(({ address }) => address === host);
    if (instance === undefined) {
      throw new ContainerError(
        subject,
        `MLFLOW_BACKEND_STORE_URI names the host ${host}, which no applied database has`,
      );
    }
    const expected: [string, unknown, unknown][] = [
      ["port", port ?? 5432, instance.port],
      ["user", user, instance.username],
      ["database", database, instance.db_name],
    ];
    for (const [what, is, applied] of expected) {
      if (is !== applied) {
        throw new ContainerError(
          subject,
          `MLFLOW_BACKEND_STORE_URI has the ${what} ${String(is)}, the applied database has ${String(applied)}`,
        );
      }
    }
    if (typeof instance.password === "string" && instance.password !== password) {
      throw new ContainerError(subject, "MLFLOW_BACKEND_STORE_URI has another password than the applied database");
    }
  }
  const [, bucket] = /^s3:\/\/([^/]+)/.exec(environment.MLFLOW_ARTIFACTS_DESTINATION ?? "") ?? [];
  const buckets = state.all("aws_s3_bucket").map(({ attributes }) => attributes.bucket);
  if (bucket !== undefined && buckets.length > 0 && !buckets.includes(bucket)) {
    throw new ContainerError(subject, `MLFLOW_ARTIFACTS_DESTINATION names the bucket ${bucket}, which was not applied`);
  }
}

/**
 * The containers of the only ECS service in the state, from the task definition that it uses.
 * @throws ContainerError for a secret that is not there, an address that nothing applied has, and whatever a local process
 * cannot reproduce: volumes, users, entry points and the like
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export function awsContainers(state: AppliedState): ContainerDefinition[] {
  const task = taskDefinition(state);
  if (!isUnset(task.attributes.volume)) {
    throw new ContainerError(task.address, "volume is set, which a rehearsal cannot reproduce");
  }
  const parsed: unknown = JSON.parse(String(task.attributes.container_definitions));
  if (!Array.isArray(parsed) || !parsed.every(isObject)) {
    throw new ContainerError(task.address, "container_definitions must be a list of objects");
  }
  return parsed.map((values) => {
    const definition = new Definition(values);
    definition.refuseTheUnknown();
    const references = definition.pairs("secrets", "name", "valueFrom");
    const container: ContainerDefinition = {
      name: definition.name,
      image: definition.text("image"),
      command: definition.texts("command"),
      environment: definition.pairs("environment", "name", "value"),
      secrets: Object.fromEntries(
        Object.entries(references).map(([name, arn]) => [name, secretText(state, definition, name, arn)]),
      ),
      ports: definition.ports(),
      dependsOn: definition.dependencies(),
      essential: definition.isEssential(),
      healthCheck: definition.healthCheck(),
    };
    if (container.command.length === 0) definition.fail("command is not set, and an image's own is not known here");
    checkReferences(state, container);
    return container;
  });
}
