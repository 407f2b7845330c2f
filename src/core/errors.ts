import type { IConstruct } from "constructs";

/** A problem of a configuration, with its remedy. */
export interface Problem {
  /** Construct path (`aws-dev/Platform/Network`), or the environment's name before any construct exists. */
  readonly path: string;
  /** The prop, as the reader wrote it: `network.cidr`. */
  readonly field: string;
  /** The value as text; `<secret>` for a value that must not be shown. */
  readonly value: string;
  /** The rule that the value breaks. */
  readonly rule: string;
  /** How to fix it. */
  readonly remedy: string;
}

const VALUE_LENGTH = 120;

/**
 * Thrown for an invalid configuration. Its message lists every problem, each with construct path,
 * field, value, rule and remedy; `problems` holds the same as data.
 */
export class ValidationError extends Error {
  public readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super(ValidationError.render(problems));
    this.name = "ValidationError";
    this.problems = [...problems];
  }

  private static render(problems: Problem[]): string {
    const lines = problems.map((p) => `${p.path}: ${p.field} = ${p.value}: ${p.rule}. ${p.remedy}`);
    if (lines.length === 1) return lines.join("");
    return [`${lines.length} problems:`, ...lines.map((line, index) => `  ${index + 1}. ${line}`)].join("\n");
  }
}

/**
 * Collects all problems of one construct's props, so that one message reports them all.
 *
 * Call `throwIfAny` after the last check and before anything is created.
 */
export class Problems {
  /** How a value is shown in a message: JSON, cut at 120 characters. */
  public static show(value: unknown): string {
    const text = value === undefined ? "(not set)" : (JSON.stringify(value) ?? String(value));
    return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}…` : text;
  }

  private readonly path: string;
  private readonly found: Problem[] = [];

  /** @param scope the construct whose props are checked, or the name of what is checked before a construct exists */
  constructor(scope: IConstruct | string) {
    this.path = typeof scope === "string" ? scope : scope.node.path;
  }

  /** All problems so far. */
  public get all(): Problem[] {
    return [...this.found];
  }

  /** Notes a problem when `holds` is false. */
  public check(holds: boolean, field: string, value: unknown, rule: string, remedy: string): void {
    if (!holds) this.add(field, value, rule, remedy);
  }

  /** Notes a problem. */
  public add(field: string, value: unknown, rule: string, remedy: string): void {
    this.found.push({ path: this.path, field, value: Problems.show(value), rule, remedy });
  }

  /** Notes a problem of a value that must not be shown. */
  public addSecret(field: string, rule: string, remedy: string): void {
    this.found.push({ path: this.path, field, value: "<secret>", rule, remedy });
  }

  /** Adds problems that were found elsewhere; their fields get the prefix (`network.`). */
  public include(problems: Problem[], prefix?: string): void {
    for (const p of problems) this.found.push({ ...p, path: this.path, field: `${prefix ?? ""}${p.field}` });
  }

  /**
   * Ends the checks.
   * @throws ValidationError with every problem noted so far
   */
  public throwIfAny(): void {
    if (this.found.length > 0) throw new ValidationError(this.found);
  }
}
