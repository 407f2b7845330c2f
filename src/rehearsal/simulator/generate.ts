import { createHash } from "node:crypto";
import { UNKNOWN, type GenerateContext, type Value, type Values } from "./rule";
import type { Block, CtyType } from "./schema";
import { isUnknown } from "./values";
import { isValues } from "./wire";

export type Generate = (context: GenerateContext) => Value | undefined;

type Context = Omit<GenerateContext, "path" | "attribute"> & {
  /** What tells this object from others of its type; generated values are made from it. */
  readonly seed: string;
};

type Asked = GenerateContext & Pick<Context, "seed">;

/**
 * Replaces every value that is still unknown: by what the cloud's own generator says, else by a plausible value for the
 * attribute's name and type. Nothing is unknown afterwards.
 */
export function fillUnknown(block: Block, values: Values, context: Context, generate: Generate, prefix = ""): void {
  for (const { name, type } of block.attributes)
    values[name] = known(type, values[name] ?? null, { ...context, path: prefix + name, attribute: type }, generate);
  for (const nested of block.blocks) {
    const value = values[nested.name];
    if (value === UNKNOWN)
      values[nested.name] = nested.nesting === "single" ? null : nested.nesting === "map" ? {} : [];
    const elements = Array.isArray(value) ? value : nested.nesting === "single" ? [value] : Object.values(value ?? {});
    for (const element of elements)
      if (isValues(element)) fillUnknown(nested.block, element, context, generate, `${prefix}${nested.name}.`);
  }
}

function known(type: CtyType, value: Value, context: Asked, generate: Generate): Value {
  if (!isUnknown(value)) return value;
  if (value === UNKNOWN) {
    const own = generate(context);
    return own === undefined || isUnknown(own) ? plausible(type, context) : own;
  }
  const element = (each: Value, of: CtyType, path = context.path) =>
    known(of, each, { ...context, path, attribute: of }, generate);
  if (Array.isArray(value)) return value.map((each) => element(each, elementType(type)));
  if (!isValues(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      element(each, memberType(type, name), `${context.path}.${name}`),
    ]),
  );
}

function elementType(type: CtyType): CtyType {
  return typeof type !== "string" && (type[0] === "list" || type[0] === "set") ? type[1] : "dynamic";
}

function memberType(type: CtyType, name: string): CtyType {
  if (typeof type === "string" || type[0] === "tuple") return "dynamic";
  return type[0] === "object" ? (type[1][name] ?? "dynamic") : type[1];
}

/**
 * Lists, sets and maps come out empty: a reference to an element that nobody modelled must fail, not find an invented one.
 */
function plausible(type: CtyType, context: Asked): Value {
  if (type === "string") return text(context);
  if (type === "number") return 0;
  if (type === "bool") return false;
  if (type === "dynamic") return null;
  if (type[0] === "map") return {};
  if (type[0] !== "object") return [];
  return Object.fromEntries(
    Object.entries(type[1]).map(([name, member]) => [
      name,
      plausible(member, { ...context, path: `${context.path}.${name}`, attribute: member }),
    ]),
  );
}

function text(context: Asked): string {
  const name = context.path.slice(context.path.lastIndexOf(".") + 1);
  if (name === "region" && typeof context.provider.region === "string") return context.provider.region;
  if (/(^|_)(time|timestamp|date|on|at)$/.test(name)) return new Date().toISOString();
  const short = context.type.slice(context.type.indexOf("_") + 1).replaceAll("_", "-");
  const unique = uniqueHex(context);
  if (/(^|_)(url|uri|endpoint)$/.test(name)) return `https://${short}-${unique}.example.com`;
  if (/(^|_)(dns_name|domain_name|domain|hostname|host|fqdn)$/.test(name)) return `${short}-${unique}.example.com`;
  return `${short}-${unique}`;
}

function uniqueHex({ seed, type, path }: Asked): string {
  return createHash("sha256").update(`${type} ${path} ${seed}`).digest("hex").slice(0, 12);
}
