import { isObject, type JsonObject } from "../../../../core/json";
import { stable, type NormalForm } from "../../../simulator/equal-forms";
import { CONTAINER_KEYS } from "./container-checks";

const KEYS = new Map([...CONTAINER_KEYS].map((key) => [key.toLowerCase(), key]));

/** What the provider takes as said where a health check leaves it out. */
const HEALTH_DEFAULTS = { interval: 30, retries: 3, timeout: 5 };

/**
 * The form in which the provider compares container definitions: containers, variables and secrets in the order of their names, defaults
 * written out, empty lists and unknown keys left out.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/container_definitions.go
 */
export function containerForm(networkMode: string | undefined): NormalForm {
  return (json) => {
    let containers: unknown;
    try {
      containers = JSON.parse(json);
    } catch {
      return json;
    }
    if (!Array.isArray(containers) || !containers.every(isObject)) return json;
    return stable(byName(containers.map((container) => formOf(container, networkMode === "awsvpc"))));
  };
}

function formOf(written: JsonObject, isAwsvpc: boolean): JsonObject {
  const container: JsonObject = { essential: true };
  for (const [name, value] of Object.entries(written)) {
    const key = KEYS.get(name.toLowerCase());
    const isEmpty = value === null || (Array.isArray(value) && value.length === 0);
    if (key !== undefined && !isEmpty && !(key === "cpu" && value === 0)) container[key] = value;
  }
  for (const key of ["environment", "secrets"])
    if (Array.isArray(container[key])) container[key] = byName(container[key]);
  if (Array.isArray(container.portMappings))
    container.portMappings = container.portMappings.map((port) => portForm(port, isAwsvpc));
  const health = container.healthCheck;
  if (isObject(health) && Object.keys(health).length > 0) container.healthCheck = { ...HEALTH_DEFAULTS, ...health };
  return container;
}

function portForm(port: unknown, isAwsvpc: boolean): unknown {
  if (!isObject(port)) return port;
  const { hostPort, ...form } = { protocol: "tcp", ...port } as JsonObject;
  if (hostPort !== undefined && hostPort !== 0) return { ...form, hostPort };
  return isAwsvpc ? { ...form, hostPort: form.containerPort } : form;
}

function byName(list: readonly unknown[]): unknown[] {
  const name = (each: unknown) => (isObject(each) && typeof each.name === "string" ? each.name : "");
  return [...list].sort((one, other) => (name(one) < name(other) ? -1 : name(one) > name(other) ? 1 : 0));
}

/**
 * What the provider reads of container definitions: ECS returns both lists of capabilities, and the comparison looks at them as they are.
 * A container that sets one of them is replaced by each plan.
 */
export function readBack(json: string): string {
  const containers: unknown = JSON.parse(json);
  if (!Array.isArray(containers)) return json;
  let isFilled = false;
  const read = containers.map((container: unknown) => {
    const linux = isObject(container) ? container.linuxParameters : undefined;
    const capabilities = isObject(linux) ? linux.capabilities : undefined;
    if (!isObject(container) || !isObject(linux) || !isObject(capabilities)) return container;
    if (capabilities.add !== undefined && capabilities.drop !== undefined) return container;
    isFilled = true;
    return { ...container, linuxParameters: { ...linux, capabilities: { add: [], drop: [], ...capabilities } } };
  });
  return isFilled ? JSON.stringify(read) : json;
}
