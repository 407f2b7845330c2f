import { text } from "./readers";
import { CloudError } from "./rule";
import { UNKNOWN, type Values } from "./value";

/** Refuses what the real cloud refuses. */
export function refuse(message: string, attribute?: string): never {
  throw new CloudError(message, attribute);
}

/** Sets computed attributes; what is already known (it was configured) stays. */
export function fill(values: Values, computed: Values): void {
  for (const [name, value] of Object.entries(computed)) if (values[name] === UNKNOWN) values[name] = value;
}

/** The configured name, else one made of the prefix, as providers make it. Writes both attributes. */
export function nameOf(
  values: Values,
  attribute: string,
  prefixAttribute: string,
  fallback: string,
  suffix: string,
): string {
  const given = text(values, attribute);
  const prefix = text(values, prefixAttribute);
  const name = given ?? `${prefix ?? fallback}${suffix}`;
  values[attribute] = name;
  fill(values, { [prefixAttribute]: prefix ?? "" });
  return name;
}
