import type { Account } from "./account";
import { nameSuffix } from "./ids";
import { measure } from "./measure";
import { blocks, isSet, isTrue, number, text } from "./readers";
import { about, faultOf, firstOf, fits, holds, isNamed, list, within } from "./row-matching";
import { checkRow, type Holding, type Refusal, type Row, type Rows, type TextRules } from "./rows";
import type {
  CreateContext,
  DeleteContext,
  Lifecycle,
  PlanContext,
  ResourceRule,
  RuleContext,
  UpdateContext,
  ValidateContext,
} from "./rule";
import { blocksAt, formsAt, render, renderText, textsAt, type Scope } from "./template";
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
  /** The object of any type that a reference to `*` names. */
  find?(account: Account, reference: string): Values | undefined;
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
        this.needDistinct(context);
        this.needOrder(context);
        this.needReferences(context);
        this.needUnique(context);
        this.needUnreserved(context);
        acts.check?.(context);
        this.compute(context);
        acts.create?.(context);
      },
      update: (context) => {
        this.needKept(context);
        this.needTexts(context, this.row.service);
        this.needAccepted(
          context,
          this.row.refused?.filter(({ created }) => created !== true),
        );
        this.needDistinct(context);
        this.needOrder(context);
        this.needReferences(context);
        acts.check?.(context);
        acts.update?.(context);
      },
      delete: (context) => {
        this.needFree(context);
        acts.delete?.(context);
        const { reserves } = this.row;
        if (reserves !== undefined) this.reserved(context).push(String(context.prior[reserves.of]));
      },
    };
  }

  private validate(context: ValidateContext): void {
    const { config } = context;
    for (const { message, path } of this.textProblems(context, config, this.row.name)) context.error(message, path);
    for (const { each, of, least = 0, most = of.length, where, error, at } of list(this.row.sets))
      for (const values of within(config, each)) {
        const count = of.filter((name) => isSet(values, name)).length;
        if (holds(where, values) && (count < least || count > most))
          context.error(renderText(error, this.scope(context, config, about(values))), at ?? firstOf(each ?? of[0]));
      }
    for (const { each, where, error, at } of this.row.invalid ?? [])
      for (const values of within(config, each))
        if (holds(where, values, true))
          context.error(renderText(error, this.scope(context, config, about(values))), at ?? faultOf(each, where));
    for (const { message, path } of this.doubles(context, config, true)) context.error(message, path);
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
    for (const { each, where, error, at } of refusals)
      for (const values of within(context.values, each))
        if (Object.entries(where).every(([path, pattern = ""]) => this.matches(context, values, path, pattern))) {
          const [first = ""] = Object.keys(where);
          const more = { ...about(values), value: formsAt(values, first).map(String).join(", ") };
          refuse(renderText(error, this.scope(context, context.values, more)), at ?? faultOf(each, where));
        }
  }

  private needOrder({ values, ...context }: CreateContext): void {
    for (const { least, most, error } of this.row.ordered ?? []) {
      const [from = "", to = ""] = [least, most].map((path) => textsAt(values, path)[0] ?? formsAt(values, path)[0]);
      if (from === "" || to === "" || from === UNKNOWN || to === UNKNOWN || measure(from) <= measure(to)) continue;
      refuse(renderText(error, this.scope(context, values)), firstOf(least));
    }
  }

  private needDistinct(context: CreateContext): void {
    const [problem] = this.doubles(context, context.values, false);
    if (problem !== undefined) refuse(problem.message, problem.path);
  }

  /** Whether an attribute matches, here or, after `>`, in an object that a reference names; none that the account does not see. */
  private matches(context: CreateContext, values: Values, path: string, pattern: string): boolean {
    const [first = "", further] = path.split(">");
    if (further === undefined) return holds({ [first]: pattern }, values);
    return this.allReferenced(context, context.values, first).some((each) => holds({ [further]: pattern }, each));
  }

  private allReferenced(context: RuleContext, values: Values, path: string): Values[] {
    return textsAt(values, path).flatMap((name): Values[] => {
      const found = this.referenced(context, path, name);
      return found === undefined ? [] : [found];
    });
  }

  /** Blocks that share what must tell them apart. */
  private doubles(context: RuleContext, values: Values, isEarly: boolean): { message: string; path: string }[] {
    return list(this.row.distinct)
      .filter(({ early = false }) => early === isEarly)
      .flatMap(({ each, of, by, error }) =>
        within(values, each).flatMap((outer) => {
          const seen = new Map<string, Values>();
          return of
            .flatMap((name) => blocks(outer, name))
            .flatMap((inner) => {
              const parts = by.map((name) => text(inner, name) ?? number(inner, name));
              const value = parts.join(" ");
              const other = seen.get(value);
              if (!parts.includes(undefined)) seen.set(value, inner);
              if (other === undefined) return [];
              const more = { value, ...about(inner), other: about(other).name, outer: about(outer).name };
              const message = renderText(error, this.scope(context, values, more));
              return [{ message, path: firstOf(each ?? of[0]) }];
            });
        }),
      );
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
    for (const [path, { except, error, at }] of Object.entries(this.row.refs ?? {})) {
      // The block around the one that refers has the name that messages give.
      const parts = path.split(".");
      const [around, inner] = parts.length > 2 ? [parts.slice(0, -2).join("."), parts.slice(-2).join(".")] : [];
      for (const outer of within(context.values, around))
        for (const value of textsAt(outer, inner ?? path)) {
          if (except !== undefined && new RegExp(except).test(value)) continue;
          if (this.dialect.isForeign?.(context, value) === true) continue;
          if (this.referenced(context, path, value, context.values) !== undefined) continue;
          const more = { value, outer: about(outer).name };
          refuse(renderText(error, this.scope(context, context.values, more)), at ?? parts[0]);
        }
    }
  }

  /** The object that a reference means. */
  private referenced({ account }: RuleContext, path: string, value: string, own?: Values): Values | undefined {
    for (const target of list(this.row.refs?.[path]?.to)) {
      if (target === "*") return this.dialect.find?.(account, value);
      const [type = "", attribute] = target.split(".");
      if (type === "" && own !== undefined) {
        const block = blocksAt(own, target.slice(1, target.lastIndexOf("."))).find((each) =>
          isNamed(each, target, value),
        );
        if (block !== undefined) return block;
      }
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

  /** Names of deleted objects. */
  private reserved({ account }: RuleContext): string[] {
    return account.memory<string[]>(`reserved:${this.type}`, () => []);
  }

  private needUnreserved(context: CreateContext): void {
    const { reserves } = this.row;
    if (reserves === undefined) return;
    const value = String(this.attribute(context, context.values, reserves.of));
    if (this.reserved(context).includes(value))
      refuse(renderText(reserves.error, this.scope(context, context.values, { value })), reserves.at ?? reserves.of);
  }

  private compute(context: CreateContext): void {
    const { values } = context;
    const { id, computed = {} } = this.row;
    const scope = this.scope(context, values);
    if (id !== undefined) values.id = render(id, scope);
    for (const [path, template] of Object.entries(computed)) {
      const [name = "", ...outer] = path.split(".").reverse();
      for (const each of blocksAt(values, outer.reverse().join(".")))
        if (each[name] === UNKNOWN) fill(each, { [name]: render(template, scope) });
    }
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

  /** What cannot change while something holds the object. */
  private needKept(context: UpdateContext): void {
    for (const holding of list(this.row.heldBy))
      for (const [path, error = ""] of Object.entries(holding.keeps ?? {})) {
        const [before, after] = [context.prior, context.values].map((values) =>
          formsAt(values, path).map(String).join(),
        );
        const holder = before === after ? undefined : this.holder(context, holding);
        const scope = this.scope(context, context.values, { holder: holder ?? "" });
        if (holder !== undefined) refuse(renderText(error, scope), firstOf(path));
      }
  }

  private holder(context: DeleteContext, { by, is = "id", containing }: Holding): string | undefined {
    const { account, prior } = context;
    const own = containing === undefined ? prior[is] : renderText(containing, this.scope(context, prior));
    if (typeof own !== "string") return undefined;
    const isMeant = (text: string) => (containing === undefined ? text === own : text.includes(own));
    for (const [type, paths] of Object.entries(by)) {
      const held = account
        .list(type)
        .find(
          ({ id, values }) =>
            !(type === this.type && id === prior.id) && list(paths).some((path) => textsAt(values, path).some(isMeant)),
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
    const [reference = "", further] = path.split(">");
    if (further !== undefined)
      return this.allReferenced(context, values, reference).flatMap((each) => textsAt(each, further))[0];
    const [first = "", second] = path.split(".");
    if (second !== undefined && this.row.refs?.[first] === undefined)
      return formsAt(values, path).map(String).join(", ");
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
