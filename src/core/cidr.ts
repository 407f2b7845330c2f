/** An IPv4 network. */
export interface Cidr {
  /** First address as an unsigned number. */
  readonly base: number;
  /** Bits of the prefix. */
  readonly bits: number;
}

/** Reads `10.40.0.0/16`; undefined when the text is no CIDR block or has bits set after its prefix. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || bits > 32) return undefined;
  const base = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  return base % 2 ** (32 - bits) === 0 ? { base, bits } : undefined;
}

/** The `index`-th of the 2^`newBits` equal parts of a network. */
export function subnetCidr(network: Cidr, newBits: number, index: number): string {
  const bits = network.bits + newBits;
  const base = network.base + index * 2 ** (32 - bits);
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
  return `${octets.join(".")}/${bits}`;
}

/** Whether two networks have an address in common. */
export function overlap(one: Cidr, other: Cidr): boolean {
  const bits = Math.min(one.bits, other.bits);
  const network = ({ base }: Cidr): number => Math.floor(base / 2 ** (32 - bits));
  return network(one) === network(other);
}
