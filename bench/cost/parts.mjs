// What the tables of prices have in common.

/** @throws Error when the table has no price */
export function priceOf(table, name, what) {
  const price = table[name];
  if (price === undefined) throw new Error(`there is no price of ${what} ${name} in bench/cost`);
  return price;
}

export const sum = (values) => values.reduce((total, each) => total + each, 0);

/** The resources of a type in a synthesized stack. */
export const all = ({ resource }, type) => Object.values(resource[type] ?? {});

/** Costs by component, and their sum; components that cost nothing are left out. */
export const idle = (components) => ({
  parts: Object.fromEntries(Object.entries(components).filter(([, cost]) => cost > 0)),
  total: sum(Object.values(components)),
});
