import { isObject } from "../../core/json";
import type { SensitivePaths } from "../simulator/sensitive";
import type { AppliedState } from "../state";

/** Shorter values are words that stand anywhere. */
const LEAST_LENGTH = 8;

interface Leaf {
  /** `container_definitions[0].environment[2].value`. */
  readonly path: string;
  /** The attributes of the schema alone: `container_definitions`. */
  readonly attribute: string;
  readonly value: string;
}

/** Every text below a value; JSON in a text is looked into. */
function leaves(value: unknown, path: string, attribute: string, inText = false): Leaf[] {
  if (typeof value === "string") {
    const nested = /^\s*[[{]/.test(value) ? parsed(value) : undefined;
    return [{ path, attribute, value }, ...(nested === undefined ? [] : leaves(nested, path, attribute, true))];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, `${path}[${index}]`, attribute, inText));
  if (!isObject(value)) return [];
  const under = (base: string, key: string) => (base === "" ? key : `${base}.${key}`);
  return Object.entries(value).flatMap(([key, item]) =>
    leaves(item, under(path, key), inText ? attribute : under(attribute, key), inText),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A secret and the password in it when it is a URI, in the forms in which they are written. */
function forms(secret: string): string[] {
  const [, password = ""] = /^[^:]+:\/\/[^:@/]*:([^@/]*)@/.exec(secret) ?? [];
  return [secret, password]
    .filter((each) => each.length >= LEAST_LENGTH)
    .flatMap((each) => [each, encodeURIComponent(each), Buffer.from(each).toString("base64")]);
}

function isSensitive(attribute: string, paths: readonly string[]): boolean {
  return paths.some((path) => attribute === path || attribute.startsWith(`${path}.`));
}

/**
 * Where the value of a sensitive attribute stands in one that is not sensitive, or in an output: state, plans and the cloud's own pages show
 * it there.
 * @returns a sentence a place, without the secret
 */
export function exposedSecrets(state: AppliedState, sensitive: SensitivePaths): string[] {
  const all = state.resources.flatMap(({ address, mode, type, attributes, hidden }) => {
    // What Terraform keeps for itself is on no cloud's page, and its plans hide it.
    const own = type === "terraform_data" ? hidden : [];
    const paths = [...own, ...(sensitive.get(mode === "data" ? `data.${type}` : type) ?? [])];
    return leaves(attributes, "", "").map((leaf) => ({
      address,
      ...leaf,
      isSecret: isSensitive(leaf.attribute, paths),
    }));
  });
  const outputs = Object.entries(state.outputs).flatMap(([name, value]) =>
    leaves(value, name, name).map((leaf) => ({ address: "output", ...leaf, isSecret: false })),
  );
  const secrets = new Map<string, string>();
  for (const { address, path, value, isSecret } of all)
    if (isSecret) for (const form of forms(value)) secrets.set(form, secrets.get(form) ?? `${address}: ${path}`);
  const places = [...all, ...outputs].filter(({ isSecret }) => !isSecret);
  const found = places.flatMap(({ address, path, value }) => {
    const [, origin] = [...secrets].find(([secret]) => value.includes(secret)) ?? [];
    return origin === undefined ? [] : [`${address}: ${path} shows the secret of ${origin}`];
  });
  return [...new Set(found)];
}
