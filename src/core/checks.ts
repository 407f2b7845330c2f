import type { Construct } from "constructs";
import { Problems } from "./errors";
import { isObject } from "./json";
import { checkable, type Rule } from "./rules";
import { Size } from "./sizes";
import { Tokens } from "./tokens";

/**
 * One check: a field and what its value must be. A field that is not set is not checked, as its default is right; nor is a token, unless
 * the program itself needs the value.
 */
export interface Row<S> {
  /** The field, with dots between the levels: `images.mlflow`. */
  readonly field: string;
  /** The requirement, or the one that follows from the other settings. */
  readonly rule: Rule | ((settings: S) => Rule);
  /** The row is for each item of a list, or for each value of a map. @default - false: for the whole value */
  readonly each?: boolean;
  /** The row is for these settings only. @default - for all */
  readonly when?: (settings: S) => boolean;
  /**
   * The value becomes a part of names, of generated code, or of the number of resources: a token is refused. With "items" the items of a
   * list may be tokens, and only a list that is one token as a whole is refused.
   * @default - false
   */
  readonly synthesis?: boolean | "items";
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
  synthesis: boolean | "items" = false,
  before: readonly unknown[] = [],
): void {
  if (synthesis === true ? holdsToken(value) : synthesis === "items" && isTokenList(value)) {
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
 * Without a valid size no default is known: rows that look at other settings are passed over then.
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
    const rule = ruleFor(row, resolved);
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

/** The rule of a row for these settings; undefined when it is for others, or when it follows from a setting that Terraform alone knows. */
function ruleFor<S extends object>(row: Row<S>, resolved: S | undefined): Rule | undefined {
  const isRelation = row.when !== undefined || typeof row.rule === "function";
  if (!isRelation) return row.rule as Rule;
  if (resolved === undefined) return undefined;
  let dependsOnToken = false;
  const seen = new Proxy(resolved, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      dependsOnToken ||= Tokens.isUnresolved(value);
      return value;
    },
  });
  if (row.when !== undefined && !row.when(seen)) return undefined;
  const rule = typeof row.rule === "function" ? row.rule(seen) : row.rule;
  return dependsOnToken ? undefined : rule;
}

const checked = new WeakSet<object>();

/** Marks props whose checks have run: the construct that receives them does not run them again. */
export function asChecked<P extends object>(props: P): P {
  checked.add(props);
  return props;
}

/**
 * Runs the checks of a construct's props, unless what contains it ran them already.
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

/** A list whose length Terraform alone knows: the whole of it, or an item that stands for all of its items. */
function isTokenList(value: unknown): boolean {
  return Tokens.isUnresolved(value) && (Array.isArray(value) || !["string", "number"].includes(typeof value));
}

function holdsToken(value: unknown): boolean {
  return Array.isArray(value)
    ? Tokens.isUnresolved(value) || value.some(Tokens.isUnresolved)
    : Tokens.isUnresolved(value);
}

/** A whole group of settings is named by its presence. */
function shown(value: unknown): unknown {
  return isObject(value) ? "set" : value;
}
