import type { Construct } from "constructs";
import { Problems } from "./errors";
import { isObject } from "./json";
import { checkable, type Rule } from "./rules";
import { Size } from "./sizes";
import { Tokens } from "./tokens";

/**
 * One check: a field and what its value must be. A field without a value is not checked, because its default is valid; nor is a token,
 * unless the program needs the value.
 */
export interface Row<S> {
  /** The field, with dots between the levels: `images.mlflow`. */
  readonly field: string;
  /** The requirement, or the one that follows from the other settings. */
  readonly rule: Rule | ((settings: S) => Rule);
  /** Checks each item of a list, or each value of a map. @default - false: for the whole value */
  readonly each?: boolean;
  /** Condition for the row. @default - always */
  readonly when?: (settings: S) => boolean;
  /** The value becomes a part of names, of generated code, or of the number of resources: a token is refused. @default - false */
  readonly synthesis?: boolean;
}

/** The checks of a component's settings, and how the settings are completed by the defaults of a size. */
export interface CheckTable<G extends object, S extends G = G> {
  readonly rows: readonly Row<S>[];
  /** The settings with every default of a size. @default - no default depends on a size */
  readonly resolve?: (given: G, size: Size) => S;
  /** The settings with defaults that depend on no size. @default - the settings as they are given */
  readonly complete?: (given: G) => S;
}

const TOKEN_RULE =
  "must be known at synthesis: it becomes part of names, of generated code, or of the number of resources";
const TOKEN_REMEDY = "Use a literal value instead of a CDKTF token";

/** Notes a value that does not meet a rule. */
export function checkValue(
  problems: Problems,
  field: string,
  value: unknown,
  rule: Rule,
  synthesis = false,
  before: readonly unknown[] = [],
): void {
  if (synthesis && holdsToken(value)) {
    problems.add(field, "a CDKTF token", TOKEN_RULE, TOKEN_REMEDY);
    return;
  }
  const known = checkable(rule, value);
  if (known === undefined && !(rule.appliesToUnset === true && value === undefined)) return;
  if (rule.holds(known, before)) return;
  if (rule.secret === true) problems.addSecret(field, `must ${rule.must}`, rule.remedy);
  else problems.add(field, shown(value), `must ${rule.must}`, rule.remedy);
}

/**
 * Notes everything that is wrong in settings.
 *
 * Without a valid size no default is known: rows that depend on other settings are skipped.
 */
export function checkSettings<G extends object, S extends G>(
  problems: Problems,
  table: CheckTable<G, S>,
  given: G,
  size?: Size,
  prefix = "",
): void {
  const resolved = resolve(table, given, size);
  for (const row of table.rows) {
    const isRelation = row.when !== undefined || typeof row.rule === "function";
    if (isRelation && resolved === undefined) continue;
    if (row.when !== undefined && resolved !== undefined && !row.when(resolved)) continue;
    const rule = typeof row.rule === "function" ? resolved && row.rule(resolved) : row.rule;
    if (rule === undefined) continue;
    const own = valueAt(given, row.field);
    const value = own === undefined && typeof row.rule === "function" ? valueAt(resolved, row.field) : own;
    const values = row.each === true ? items(row.field, value) : [[row.field, value] as const];
    const all = values.map(([, item]) => item);
    values.forEach(([field, item], index) => {
      checkValue(problems, `${prefix}${field}`, item, rule, row.synthesis, all.slice(0, index));
    });
  }
}

const checked = new WeakSet<object>();

/** Marks props whose checks have run: the construct that receives them does not run them again. */
export function asChecked<P extends object>(props: P): P {
  checked.add(props);
  return props;
}

/**
 * Runs the checks of a construct's props, unless the construct that contains it has run them.
 * @throws ValidationError with every problem
 */
export function checkOnce(scope: Construct | string, props: object, collect: (problems: Problems) => void): void {
  if (checked.has(props)) return;
  const problems = new Problems(scope);
  collect(problems);
  problems.throwIfAny();
  checked.add(props);
}

/** The value of a setting, by its path. */
export function valueAt(settings: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), settings);
}

function resolve<G extends object, S extends G>(table: CheckTable<G, S>, given: G, size?: Size): S | undefined {
  if (table.resolve === undefined) return table.complete?.(given) ?? (given as S);
  return size !== undefined && Object.values(Size).includes(size) ? table.resolve(given, size) : undefined;
}

function items(field: string, value: unknown): [string, unknown][] {
  if (value === undefined) return [];
  if (Tokens.isUnresolved(value)) return [[field, value]];
  const entries: [string, unknown][] = Object.entries(value as Record<string, unknown>);
  return entries.map(([key, item]) => [`${field}.${key}`, item]);
}

function holdsToken(value: unknown): boolean {
  return Array.isArray(value)
    ? Tokens.isUnresolved(value) || value.some(Tokens.isUnresolved)
    : Tokens.isUnresolved(value);
}

/** A group of settings is shown as set, not with its values. */
function shown(value: unknown): unknown {
  return isObject(value) ? "set" : value;
}
