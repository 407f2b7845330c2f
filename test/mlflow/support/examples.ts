import examples from "../examples.json";

/** One call with what it must give or bring about. `$name` is a value that an earlier step saved. */
export interface Step {
  readonly function: string;
  readonly arguments: readonly unknown[];
  /** The answer's body must hold this: objects as a part, list items anywhere. */
  readonly expect?: unknown;
  /** The answer's body must not hold this. */
  readonly without?: unknown;
  /** Status of the error that the call must end in. */
  readonly fails?: string;
  /** Values for later steps, by their path in the answer's body. */
  readonly save?: Readonly<Record<string, string | undefined>>;
  /** A second call that shows the effect. */
  readonly then?: Step;
  /** What the documentation says of it. */
  readonly note?: string;
}

export const STEPS = examples.steps as readonly Step[];
/** Values in place of the saved ones, for what is sent nowhere. */
export const SAMPLES = examples.samples as Readonly<Record<string, string>>;

/** A value with each `$name` replaced. */
export function filled(value: unknown, saved: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") return value.replace(/\$([a-z]+)/g, (whole, name: string) => saved[name] ?? whole);
  if (Array.isArray(value)) return value.map((item) => filled(item, saved));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item, saved)]));
}

/** Whether an answer holds what is expected. */
export function holds(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && expected.every((item) => actual.some((other) => holds(other, item)));
  }
  if (expected === null || typeof expected !== "object") return actual === expected;
  if (actual === null || typeof actual !== "object") return false;
  return Object.entries(expected).every(([name, value]) => holds((actual as Record<string, unknown>)[name], value));
}

/** The value at a path such as `run.info.run_id`. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce((inside: unknown, name) => (inside as Record<string, unknown>)[name], value);
}
