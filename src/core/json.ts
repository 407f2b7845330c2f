/** An object of a JSON text. */
export type JsonObject = Record<string, unknown>;

/** Whether a value of a JSON text is an object: no list, no null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object, empty for any other value. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The objects of a value that is one or a list of them: configurations have a single block as an object, plans as a list. */
export function objectsOf(value: unknown): JsonObject[] {
  return [value].flat().filter(isObject);
}
