import { addressNumber } from "./measure";

/** An IPv4 range. */
export interface Cidr {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
  /** The same range with the bits of the host at zero. */
  readonly canonical: string;
}

/** Parses `10.0.0.0/16`; undefined when it is invalid. */
export function parseCidr(cidr: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (!match) return undefined;
  const octets = match.slice(1, 5).map(Number);
  const prefix = Number(match[5]);
  if (octets.some((octet) => octet > 255) || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const first = Math.floor(addressNumber(octets.join(".")) / size) * size;
  return { first, last: first + size - 1, prefix, canonical: `${dotted(first)}/${prefix}` };
}

/** An IPv4 address by its number. */
export function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** Every address of the second range is in the first. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(one: Cidr, other: Cidr): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** Why a CIDR block is invalid, in the provider's words; undefined when it is valid. */
export function cidrProblem(cidr: string): string | undefined {
  const parsed = parseCidr(cidr);
  if (!parsed) return `"${cidr}" is not a valid IPv4 CIDR block`;
  return parsed.canonical === cidr
    ? undefined
    : `"${cidr}" is not a valid IPv4 CIDR block; did you mean "${parsed.canonical}"?`;
}
