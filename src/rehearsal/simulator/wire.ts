import { decode as unpack, encode as pack, ExtData, ExtensionCodec } from "@msgpack/msgpack";
import { UNKNOWN, type Value, type Values } from "./rule";
import type { CtyType } from "./schema";

// https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md
const EXT_UNKNOWN = 0;
const EXT_REFINED_UNKNOWN = 12;

const extensionCodec = new ExtensionCodec();
for (const type of [EXT_UNKNOWN, EXT_REFINED_UNKNOWN])
  extensionCodec.register({ type, encode: () => null, decode: () => UNKNOWN });

type Packed = string | number | boolean | null | ExtData | Uint8Array | Packed[] | { [name: string]: Packed };
type Unpacked =
  string | number | bigint | boolean | null | typeof UNKNOWN | Uint8Array | Unpacked[] | { [name: string]: Unpacked };

/** Writes a value of the given type as Terraform's msgpack. Names outside an object type are left out, missing ones are null. */
export function encodeValue(type: CtyType, value: Value | undefined): Buffer {
  return Buffer.from(pack(toPacked(type, value), { extensionCodec }));
}

/**
 * Reads Terraform's msgpack. Numbers that JavaScript can't hold exactly are strings of digits, as on the wire.
 * Elements of a `dynamic` value come without their type.
 */
export function decodeValue(type: CtyType, data: Uint8Array): Value {
  if (data.length === 0) return null;
  return fromPacked(type, unpack(data, { extensionCodec, useBigInt64: true }) as Unpacked);
}

function toPacked(type: CtyType, value: Value | undefined): Packed {
  if (value === null || value === undefined) return null;
  if (value === UNKNOWN) return new ExtData(EXT_UNKNOWN, new Uint8Array([0]));
  if (type === "dynamic") {
    const inferred = inferType(value);
    return [Buffer.from(JSON.stringify(inferred)), toPacked(inferred, value)];
  }
  const known = conform(type, value);
  if (type === "number") return packNumber(known as number | string);
  if (typeof type === "string") return known as string | boolean;
  switch (type[0]) {
    case "list":
    case "set":
      return (known as Value[]).map((element) => toPacked(type[1], element));
    case "tuple":
      return (known as Value[]).map((element, index) => toPacked(type[1][index] ?? "dynamic", element));
    case "map":
      return mapValues(known as Values, (element) => toPacked(type[1], element));
    case "object":
      return mapValues(type[1], (member, name) => toPacked(member, (known as Values)[name]));
  }
}

/** Terraform reads decimal digits at a higher precision than a double: 0.1 must travel as text to stay 0.1. */
function packNumber(value: number | string): Packed {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : String(value);
}

function fromPacked(type: CtyType, raw: Unpacked): Value {
  if (raw === null || raw === UNKNOWN) return raw;
  if (type === "dynamic") {
    const [name, value] = raw as [Uint8Array, Unpacked];
    return fromPacked(JSON.parse(Buffer.from(name).toString("utf8")) as CtyType, value);
  }
  if (type === "number") return readNumber(raw as number | bigint | string);
  if (typeof type === "string") return raw as string | boolean;
  switch (type[0]) {
    case "list":
    case "set":
      return (raw as Unpacked[]).map((element) => fromPacked(type[1], element));
    case "tuple":
      return (raw as Unpacked[]).map((element, index) => fromPacked(type[1][index] ?? "dynamic", element));
    case "map":
      return mapValues(raw as Record<string, Unpacked>, (element) => fromPacked(type[1], element));
    case "object":
      return mapValues(type[1], (member, name) => fromPacked(member, (raw as Record<string, Unpacked>)[name] ?? null));
  }
}

function readNumber(raw: number | bigint | string): number | string {
  const number = Number(raw);
  return typeof raw === "number" || String(number) === String(raw) ? number : String(raw);
}

function inferType(value: Value): CtyType {
  if (value === null || value === UNKNOWN) return "dynamic";
  if (Array.isArray(value)) return ["tuple", value.map(inferType)];
  if (typeof value === "object") return ["object", mapValues(value, inferType)];
  if (typeof value === "boolean") return "bool";
  return typeof value === "number" ? "number" : "string";
}

/**
 * Brings a value into the form of its type, as Terraform converts: a number where text is wanted becomes text. Members of
 * objects that are missing become null.
 *
 * @throws Error when the value can't be converted
 */
export function conform(type: CtyType, value: Value | undefined, where = "value"): Value {
  if (value === undefined || value === null) return null;
  if (value === UNKNOWN || type === "dynamic") return value;
  if (typeof type === "string") return conformPrimitive(type, value, where);
  switch (type[0]) {
    case "list":
    case "set":
      if (Array.isArray(value)) return value.map((element, index) => conform(type[1], element, `${where}.${index}`));
      break;
    case "tuple":
      if (Array.isArray(value))
        return value.map((element, index) => conform(type[1][index] ?? "dynamic", element, where));
      break;
    case "map":
      if (isValues(value)) return mapValues(value, (element, name) => conform(type[1], element, `${where}.${name}`));
      break;
    case "object":
      if (isValues(value))
        return mapValues(type[1], (member, name) => conform(member, value[name], `${where}.${name}`));
  }
  throw new Error(`${where} is ${JSON.stringify(value)}, expected ${type[0]}`);
}

function conformPrimitive(type: "string" | "number" | "bool", value: Value, where: string): Value {
  if (typeof value !== "object") {
    if (type === "string") return String(value);
    if (type === "bool" && (value === true || value === "true")) return true;
    if (type === "bool" && (value === false || value === "false")) return false;
    if (type === "number" && (typeof value === "number" || typeof value === "string") && value !== "") {
      if (!Number.isNaN(Number(value))) return readNumber(value);
    }
  }
  throw new Error(`${where} is ${JSON.stringify(value)}, expected ${type}`);
}

export function isValues(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues<In, Out>(
  source: Readonly<Record<string, In>>,
  change: (value: In, name: string) => Out,
): Record<string, Out> {
  const result: Record<string, Out> = {};
  for (const [name, value] of Object.entries(source)) result[name] = change(value, name);
  return result;
}
