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
export interface ValueRow<S> {
  /** The field, with dots between the levels: `images.mlflow`. */
  readonly field: string;
  /** The requirement, or the one that follows from the other settings. */
  readonly rule: Rule | ((settings: S) => Rule);
  /** Checks each item of a list, each value of a map, or each name of a map. @default - for the whole value */
  readonly each?: boolean | "name";
  /** Condition for the row. @default - always */
  readonly when?: (settings: S) => boolean;
  /**
   * The value becomes a part of names, of generated code, or of the number of resources: a token is refused. With "items" the items of a
   * list may be tokens, and only a list that is one token as a whole is refused.
   * @default - false
   */
  readonly synthesis?: boolean | "items";
}

/** The checks of a group of settings. */
export interface TableRow {
  /** The field of the group: `network`. */
  readonly field: string;
  readonly table: AnyTable;
  /** The group is checked where it is set. @default - false: its defaults are checked together too */
  readonly optional?: boolean;
  /** The field is a list of such groups. @default - false: it is one */
  readonly each?: boolean;
}

export type Row<S> = ValueRow<S> | TableRow;

/** The checks of settings, and how the settings are completed by defaults. */
export interface CheckTable<G extends object, S extends G = G> {
  readonly rows: readonly Row<S>[];
  /** The settings with every default of a size. @default - no default depends on a size */
  readonly resolve?: (given: G, size: Size) => S;
  /** The settings with defaults that depend on no size. @default - the settings as they are given */
  readonly complete?: (given: G) => S;
}

/** A table of any settings: what a group of settings is checked by. */
interface AnyTable {
  readonly rows: readonly Row<never>[];
  resolve?(given: object, size: Size): object;
  complete?(given: object): object;
}

const TOKEN_RULE =
  "must be known at synthesis: it becomes part of names, of generated code, or of the number of resources";
const TOKEN_REMEDY = "Use a literal value instead of a CDKTF token";

/** The table of a component that is used alone: what every component of its cloud takes, and its own settings. */
export function withRows<C extends object, G extends object, S extends G>(
  rows: readonly Row<C>[],
  own: CheckTable<G, S>,
): CheckTable<C & G, C & S> {
  const { resolve, complete } = own;
  return {
    rows: [...rows, ...own.rows],
    resolve: resolve && ((given, size) => ({ ...given, ...resolve(given, size) })),
    complete: complete && ((given) => ({ ...given, ...complete(given) })),
  };
}

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
  for (const row of table.rows)
    if ("table" in row) checkGroup(problems, row, given, size, prefix);
    else checkRow(problems, row, given, resolved, prefix);
}

function checkGroup(
  problems: Problems,
  { field, table, optional, each }: TableRow,
  given: object,
  size?: Size,
  prefix = "",
): void {
  const value = valueAt(given, field) ?? (optional === true || each === true ? undefined : {});
  const groups = each === true && Array.isArray(value) ? Object.entries(value as unknown[]) : [["", value] as const];
  for (const [index, group] of groups) {
    const path = `${prefix}${field}.${index === "" ? "" : `${index}.`}`;
    // A group's own rows and defaults fit its own settings, which the compiler cannot follow through a path.
    if (isObject(group)) checkSettings(problems, table as CheckTable<object>, group, size, path);
  }
}

function checkRow<S>(
  problems: Problems,
  row: ValueRow<S>,
  given: object,
  resolved: S | undefined,
  prefix: string,
): void {
  const rule = ruleFor(row, resolved);
  if (rule === undefined) return;
  const own = valueAt(given, row.field);
  const value = own === undefined && typeof row.rule === "function" ? valueAt(resolved, row.field) : own;
  const values = items(row, value);
  const all = values.map(([, item]) => item);
  values.forEach(([field, item], index) => {
    checkValue(problems, `${prefix}${field}`, item, rule, row.synthesis, all.slice(0, index));
  });
}

/** The rule of a row for these settings; undefined when it is for others, or when it depends on a setting that only Terraform knows. */
function ruleFor<S>(row: ValueRow<S>, resolved: S | undefined): Rule | undefined {
  if (row.when === undefined && typeof row.rule !== "function") return row.rule;
  if (resolved === undefined) return undefined;
  let dependsOnToken = false;
  const seen = new Proxy(resolved as S & object, {
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
 * Runs the checks of a construct's props, unless the construct that contains it has run them.
 * @param more checks that no row expresses
 * @throws ValidationError with every problem
 */
export function checkOnce<G extends object, S extends G>(
  scope: Construct | string,
  props: G,
  table: CheckTable<G, S>,
  size?: Size,
  more?: (problems: Problems) => void,
): void {
  if (checked.has(props)) return;
  const problems = new Problems(scope);
  checkSettings(problems, table, props, size);
  more?.(problems);
  problems.throwIfAny();
  checked.add(props);
}

/** Notes what is wrong in the props of a construct that is made later. Props without a problem are not checked again then. */
export function checkAhead<G extends object, S extends G>(
  problems: Problems,
  table: CheckTable<G, S>,
  props: G,
  size?: Size,
): void {
  const before = problems.all.length;
  checkSettings(problems, table, props, size);
  if (problems.all.length === before) checked.add(props);
}

/** The value of a setting, by its path. */
export function valueAt(settings: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), settings);
}

function resolve<G extends object, S extends G>(table: CheckTable<G, S>, given: G, size?: Size): S | undefined {
  if (table.resolve === undefined) return table.complete?.(given) ?? (given as S);
  return size !== undefined && Object.values(Size).includes(size) ? table.resolve(given, size) : undefined;
}

/** The values that a row is about, each with its field. */
function items<S>({ field, each }: ValueRow<S>, value: unknown): (readonly [string, unknown])[] {
  if (each === undefined || each === false || Tokens.isUnresolved(value)) return [[field, value]];
  if (value === undefined) return [];
  const entries: [string, unknown][] = Object.entries(value as Record<string, unknown>);
  return entries.map(([key, item]) => [`${field}.${key}`, each === "name" ? key : item]);
}

/** A list whose length only Terraform knows: the list, or an item for all of its items. */
function isTokenList(value: unknown): boolean {
  return Tokens.isUnresolved(value) && (Array.isArray(value) || !["string", "number"].includes(typeof value));
}

function holdsToken(value: unknown): boolean {
  if (Tokens.isUnresolved(value)) return true;
  if (Array.isArray(value)) return value.some(Tokens.isUnresolved);
  // The names of a map become keys; its values may be tokens.
  return isObject(value) && Object.keys(value).some(Tokens.isUnresolved);
}

/** A group of settings is shown as set, not with its values. */
function shown(value: unknown): unknown {
  return isObject(value) ? "set" : value;
}
