import { randomInt } from "node:crypto";
import { CloudError, UNKNOWN, type PlanContext, type ValidateContext, type Values } from "../../simulator/rule";

// https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources/password
const CLASSES = [
  { switch: "lower", minimum: "min_lower", characters: "abcdefghijklmnopqrstuvwxyz" },
  { switch: "upper", minimum: "min_upper", characters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  { switch: "numeric", minimum: "min_numeric", characters: "0123456789" },
  { switch: "special", minimum: "min_special", characters: "!@#$%&*()-_=+[]{}<>:?" },
] as const;

function count(values: Values, name: string): number {
  const value = values[name];
  return typeof value === "number" ? value : 0;
}

/** Refuses a length below the sum of the minimums, and a text that is configured to have no class at all. */
export function checkText({ config, error }: ValidateContext): void {
  for (const name of ["numeric", "number"])
    if ([name, "special", "upper", "lower"].every((each) => config[each] === false))
      error(`At least one attribute out of [special,upper,lower,${name}] must be specified as true`, name);
  const needed = CLASSES.reduce((sum, each) => sum + count(config, each.minimum), 0);
  if (typeof config.length !== "number" || config.length >= needed) return;
  error(
    `Attribute length value must be at least sum of min_upper, min_lower, min_numeric and min_special, got: ${config.length}`,
    "length",
  );
}

/** `number` is the old name of `numeric`: each takes the other's value, and two different ones are refused. */
export function planText({ config, planned, error }: PlanContext): void {
  const { number = null, numeric = null } = config;
  if (number !== null && numeric !== null && number !== numeric && ![number, numeric].includes(UNKNOWN)) {
    error(
      "Number and numeric are both configured with different values: Number is deprecated, use numeric instead",
      "number",
    );
    return;
  }
  planned.numeric = numeric ?? number ?? true;
  planned.number = number ?? numeric ?? true;
}

/** A random text of the configured classes, each at least as often as its minimum says. */
export function randomText(values: Values): string {
  const special = values.override_special;
  const classes = CLASSES.map((each) => ({
    ...each,
    characters: each.switch === "special" && typeof special === "string" ? special : each.characters,
  })).filter((each) => values[each.switch] !== false && each.characters !== "");
  const all = classes.map((each) => each.characters).join("");
  if (all === "") throw new CloudError("At least one attribute of lower, upper, numeric and special must be true");
  const required = classes.flatMap((each) =>
    Array.from({ length: count(values, each.minimum) }, () => pick(each.characters)),
  );
  const others = Array.from({ length: count(values, "length") - required.length }, () => pick(all));
  return shuffled([...required, ...others]).join("");
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

function shuffled(items: string[]): string[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [result[last], result[other]] = [result[other] ?? "", result[last] ?? ""];
  }
  return result;
}
