import { nameSuffix } from "./ids";
import { isSet, isTrue, number } from "./readers";
import {
  checkRow,
  type Holding,
  type Refusal,
  type Row,
  type Rows,
  type TextRule,
  type TextRules,
  type Where,
} from "./rows";
import type {
  CreateContext,
  DeleteContext,
  Lifecycle,
  PlanContext,
  ResourceRule,
  RuleContext,
  ValidateContext,
} from "./rule";
import { formsAt, render, renderText, textsAt, type Scope } from "./template";
import { UNKNOWN, type Value, type Values } from "./value";
import { fill, nameOf, refuse } from "./writers";

/** What one cloud's rows may say besides attributes. */
export interface Dialect {
  /** The variables of a template, without `$`: region, account. */
  variables(context: RuleContext & { readonly values?: Values }): Readonly<Record<string, string>>;
  /**
   * Whether a reference names an object that the account cannot see, such as another account's: it is not looked up.
   * @default - no reference does
   */
  isForeign?(context: RuleContext, reference: string): boolean;
}

/** What acts on the calls for a type, besides its row. */
export interface Acts extends Lifecycle {
  /** Looks at an object before it is created and before it is updated. */
  check?(context: CreateContext): void;
  /** The account's name for an object of a type whose id several objects share. */
  key?(values: Values): string;
}

/** Rules made from rows and from what acts besides them. */
export function rowRules(rows: Rows, dialect: Dialect, acts: Readonly<Record<string, Acts>> = {}): ResourceRule[] {
  const without = Object.keys(acts).find((type) => rows[type] === undefined);
  if (without !== undefined) throw new Error(`${without} has no row`);
  return Object.entries(rows).map(([type, row]) => {
    checkRow(type, row);
    return new RowRule(type, row, dialect, acts[type] ?? {}).rule();
  });
}

function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

function fits({ pattern, not, ignoreCase }: TextRule, value: string): boolean {
  const matches = (expression: string): boolean =>
    new RegExp(expression, ignoreCase === true ? "sui" : "su").test(value);
  return (pattern === undefined || matches(pattern)) && (not === undefined || !matches(not));
}

/** Whether attributes match. What is not known yet is the empty text, or where `isOpen`, matches nothing. */
export function holds(where: Where = {}, values: Values, isOpen = false): boolean {
  return Object.entries(where).every(([path, pattern]) =>
    formsAt(values, path).some((form) =>
      form === UNKNOWN
        ? !isOpen && new RegExp(pattern ?? "", "su").test("")
        : new RegExp(pattern ?? "", "su").test(form),
    ),
  );
}

class RowRule {
  constructor(
    private readonly type: string,
    private readonly row: Row,
    private readonly dialect: Dialect,
    private readonly acts: Acts,
  ) {}

  public rule(): ResourceRule {
    const { acts } = this;
    return {
      ...acts,
      type: this.type,
      cites: this.row.cites,
      validate: (context) => {
        this.validate(context);
        acts.validate?.(context);
      },
      plan: (context) => {
        this.replace(context);
        acts.plan?.(context);
      },
      create: (context) => {
        this.name(context.values, context);
        this.needTexts(context, { ...this.row.name, ...this.row.service });
        this.needAccepted(context, this.row.refused);
        this.needReferences(context);
        this.needUnique(context);
        acts.check?.(context);
        this.compute(context);
        acts.create?.(context);
      },
      update: (context) => {
        this.needTexts(context, this.row.service);
        this.needAccepted(
          context,
          this.row.refused?.filter(({ created }) => created !== true),
        );
        this.needReferences(context);
        acts.check?.(context);
        acts.update?.(context);
      },
      delete: (context) => {
        this.needFree(context);
        acts.delete?.(context);
      },
    };
  }

  private validate(context: ValidateContext): void {
    const { config } = context;
    for (const { message, path } of this.textProblems(context, config, this.row.name)) context.error(message, path);
    for (const { of, least = 0, most = of.length, where, error, at } of list(this.row.sets)) {
      const count = of.filter((name) => isSet(config, name)).length;
      if (holds(where, config) && (count < least || count > most))
        context.error(renderText(error, this.scope(context, config)), at ?? of[0]);
    }
    for (const { where, error, at } of this.row.invalid ?? [])
      if (holds(where, config, true))
        context.error(renderText(error, this.scope(context, config)), at ?? Object.keys(where)[0]?.split(".")[0]);
    for (const [name, { least, most, error }] of Object.entries(this.row.ranges ?? {})) {
      const value = number(config, name);
      if (value !== undefined && (value < least || value > most))
        context.error(renderText(error, this.scope(context, config, { value: String(value) })), name);
    }
  }

  /** What was not known when the configuration was validated, and what the service alone checks, is refused by the service. */
  private needTexts(context: CreateContext, rules: TextRules | undefined): void {
    const [problem] = this.textProblems(context, context.values, rules);
    if (problem !== undefined) refuse(problem.message, problem.path);
  }

  private needAccepted(context: CreateContext, refusals: readonly Refusal[] = []): void {
    for (const { where, error, at } of refusals)
      if (holds(where, context.values))
        refuse(renderText(error, this.scope(context, context.values)), at ?? Object.keys(where)[0]?.split(".")[0]);
  }

  private replace({ prior, planned, requireReplace }: PlanContext): void {
    if (prior === undefined) return;
    for (const { of, from = "", to = "", less } of this.row.replaced ?? []) {
      const [before = "", after = ""] = [prior, planned].map((values) => formsAt(values, of)[0]);
      if (before === after || before === UNKNOWN || after === UNKNOWN) continue;
      if (less === true && Number(after) >= Number(before)) continue;
      if (new RegExp(from, "su").test(before) && new RegExp(to, "su").test(after))
        requireReplace(of.split(".")[0] ?? of);
    }
  }

  private textProblems(
    context: RuleContext,
    values: Values,
    byPath: TextRules = {},
  ): { message: string; path: string }[] {
    return Object.entries(byPath).flatMap(([paths, rules]) =>
      paths.split("|").flatMap((path) =>
        textsAt(values, path).flatMap((value) =>
          list(rules)
            .filter((rule) => holds(rule.where, values) && !fits(rule, value))
            .map(({ error }) => {
              const more = { value, attribute: path, length: String(value.length) };
              return { message: renderText(error, this.scope(context, values, more)), path };
            }),
        ),
      ),
    );
  }

  private name(values: Values, { account }: RuleContext): void {
    const [attribute, prefix, fallback] = this.row.named ?? [];
    if (attribute === undefined || prefix === undefined) return;
    nameOf(values, attribute, prefix, fallback ?? "", nameSuffix(account));
  }

  private needReferences(context: CreateContext): void {
    for (const [path, { except, error }] of Object.entries(this.row.refs ?? {}))
      for (const value of textsAt(context.values, path)) {
        if (except !== undefined && new RegExp(except).test(value)) continue;
        if (this.dialect.isForeign?.(context, value) === true) continue;
        if (this.referenced(context, path, value) === undefined)
          refuse(renderText(error, this.scope(context, context.values, { value })), path.split(".")[0]);
      }
  }

  /** The object that a reference means. */
  private referenced({ account }: RuleContext, path: string, value: string): Values | undefined {
    for (const target of list(this.row.refs?.[path]?.to)) {
      const [type = "", attribute] = target.split(".");
      const found =
        attribute === undefined
          ? account.get(type, value)
          : account.list(type).find(({ values }) => values[attribute] === value)?.values;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private needUnique(context: CreateContext): void {
    const { account, values } = context;
    for (const { by, ignoreCase, error, at } of list(this.row.unique)) {
      const form = (value: Value | undefined) =>
        ignoreCase === true && typeof value === "string" ? value.toLowerCase() : value;
      if (by.some((name) => values[name] === undefined || values[name] === null || values[name] === UNKNOWN)) continue;
      const twin = account
        .list(this.type)
        .find((held) => by.every((name) => form(held.values[name]) === form(values[name])));
      if (twin !== undefined) refuse(renderText(error, this.scope(context, values)), at ?? by[by.length - 1]);
    }
  }

  private compute(context: CreateContext): void {
    const { values } = context;
    const { id, computed = {} } = this.row;
    const scope = this.scope(context, values);
    if (id !== undefined) values.id = render(id, scope);
    for (const [name, template] of Object.entries(computed))
      if (values[name] === UNKNOWN) fill(values, { [name]: render(template, scope) });
  }

  private needFree(context: DeleteContext): void {
    const { prior } = context;
    const { protectedBy, heldBy } = this.row;
    if (protectedBy !== undefined && isTrue(prior, protectedBy.attribute))
      refuse(renderText(protectedBy.error, this.scope(context, prior)), protectedBy.attribute);
    for (const holding of list(heldBy)) {
      if (holding.unless !== undefined && isTrue(prior, holding.unless)) continue;
      const holder = this.holder(context, holding);
      if (holder !== undefined) refuse(renderText(holding.error, this.scope(context, prior, { holder })));
    }
  }

  private holder({ account, prior }: DeleteContext, { by, is = "id" }: Holding): string | undefined {
    const own = prior[is];
    if (typeof own !== "string") return undefined;
    for (const [type, paths] of Object.entries(by)) {
      const held = account
        .list(type)
        .find(
          ({ id, values }) =>
            !(type === this.type && id === prior.id) && list(paths).some((path) => textsAt(values, path).includes(own)),
        );
      if (held !== undefined) return `${type} ${held.id}`;
    }
    return undefined;
  }

  private scope(context: RuleContext, values: Values, more: Readonly<Record<string, string>> = {}): Scope {
    return {
      context,
      variable: (name) => more[name] ?? this.dialect.variables({ ...context, values })[name],
      attribute: (path) => this.attribute(context, values, path),
    };
  }

  /** An attribute; one that is still unknown is computed first. */
  private attribute(context: RuleContext, values: Values, path: string): Value | undefined {
    const [first = "", second] = path.split(".");
    if (second !== undefined) {
      const name = textsAt(values, first)[0];
      return name === undefined ? undefined : this.referenced(context, first, name)?.[second];
    }
    const template = first === "id" ? this.row.id : this.row.computed?.[first];
    const isOpen = values[first] === UNKNOWN || (first === "id" && values.id === undefined);
    if (isOpen && template !== undefined) values[first] = render(template, this.scope(context, values));
    return values[first];
  }
}
