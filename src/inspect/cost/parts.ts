import { objectsOf, type JsonObject } from "../../core/json";

/** The arguments of resources by type: of a synthesized stack, or of the state that a plan reads or intends. */
export type Resources = ReadonlyMap<string, readonly JsonObject[]>;

/** What a stack costs a month while nobody uses it, in USD. */
export interface IdleCost {
  /** Dollars by component; components that cost nothing are left out. */
  readonly parts: Readonly<Record<string, number>>;
  readonly total: number;
  /** What the sum lacks: sizes and types without a price, each named once. */
  readonly unpriced: readonly string[];
}

/** The prices of one cloud. */
export interface CloudPrices {
  /** The region that the list prices are of. */
  readonly region: string;
  /** The month of the list prices. */
  readonly date: string;
  /** The prefix of the cloud's Terraform types. */
  readonly prefix: string;
  /** Types that cost money while nobody uses them and that have no price here. */
  readonly unpricedTypes: readonly string[];
  /** Dollars by component. What costs by use alone (calls, artifacts, logs) is not counted. */
  components(of: Of, priceOf: PriceOf): Readonly<Record<string, number>>;
}

/** The resources of a type. */
export type Of = (type: string) => readonly JsonObject[];

/** A price of a table; a name without one counts 0 and is noted. */
export type PriceOf = (table: Readonly<Record<string, number>>, name: unknown, what: string) => number;

/** What resources cost on a cloud. */
export function idleCostOf(prices: CloudPrices, resources: Resources): IdleCost {
  const of: Of = (type) => resources.get(type) ?? [];
  const unpriced = new Set(prices.unpricedTypes.filter((type) => of(type).length > 0).map((type) => `\`${type}\``));
  const components = prices.components(of, (table, name, what) => {
    const price = typeof name === "string" ? table[name] : undefined;
    if (price === undefined) unpriced.add(typeof name === "string" ? `${what} ${name}` : `${what} of unknown size`);
    return price ?? 0;
  });
  return {
    parts: Object.fromEntries(Object.entries(components).filter(([, cost]) => cost > 0)),
    total: sum(Object.values(components)),
    unpriced: [...unpriced],
  };
}

/** The resources of a synthesized stack, by type. */
export function resourcesOf(json: {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
}) {
  return new Map(Object.entries(json.resource ?? {}).map(([type, byName]) => [type, Object.values(byName)]));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

/** The first block of a name, empty if there is none. */
export function block(value: unknown): JsonObject {
  return objectsOf(value)[0] ?? {};
}

/** A number, also one that is written as a string; 0 for what is unknown before the deploy. */
export function number(value: unknown): number {
  const parsed = Number.parseFloat(String(value));
  return Number.isNaN(parsed) ? 0 : parsed;
}
