import type { Account } from "./account";
import { nameSuffix } from "./ids";
import { measure } from "./measure";
import { blocks, isSet, number, text } from "./readers";
import { about, faultOf, firstOf, fits, holds, isChanged, isNamed, list, within } from "./row-matching";
import { needFree, needKept } from "./row-holdings";
import { needPlaced, type RefuseWith } from "./row-placement";
import { needUnreserved, reserve } from "./row-reservations";
import { checkFacts, isDerived, valueOf, type Facted, type Facts, type Moment } from "./row-facts";
import { needUnique } from "./row-uniqueness";
import { checkRow, type Refusal, type Row, type Rows, type TextRules, type Where } from "./rows";
import type {
  CreateContext,
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
  /** What the row's conditions and messages call `$name`. */
  readonly facts?: Facts;
  /** The account's name for an object of a type whose id several objects share. */
  key?(values: Values): string;
}

/** The types of one service: what is the same from type to type, and what acts besides. */
export type Service = readonly [Rows, ...Readonly<Record<string, Acts>>[]];

/** Rules made from rows and from what acts besides them. */
export function rowRules(rows: Rows, dialect: Dialect, ...more: Readonly<Record<string, Acts>>[]): ResourceRule[] {
  const acts = Object.assign({}, ...more) as Readonly<Record<string, Acts>>;
  const without = Object.keys(acts).find((type) => rows[type] === undefined);
  if (without !== undefined) throw new Error(`${without} has no row`);
  return Object.entries(rows).map(([type, row]) => {
    checkRow(type, row);
    checkFacts(type, row, acts[type]?.facts);
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
        this.needAccepted(context, this.refusals("created", false));
        this.needDistinct(context);
        this.needOrder(context);
        this.needLimits(context);
        this.needReferences(context);
        needUnique(context, this.row, this.refuseWith(context));
        this.needUnreserved(context);
        this.needAccepted(context, this.refusals("created", true));
        acts.check?.(context);
        this.needPlaced(context);
        this.compute(context);
        acts.create?.(context);
      },
      update: (context) => {
        needKept(context, this.row, this.refuseWith(context));
        this.needTexts(context, this.row.service);
        this.needAccepted(context, this.refusals("changed", false));
        this.needUnchanged(context);
        this.needDistinct(context);
        this.needOrder(context);
        this.needLimits(context);
        this.needReferences(context);
        needUnique(context, this.row, this.refuseWith(context), context.prior.id);
        this.needAccepted(context, this.refusals("changed", true));
        acts.check?.(context);
        this.needPlaced(context);
        this.computeCases(context);
        acts.update?.(context);
      },
      settle: (context) => {
        this.needAccepted(context, this.refusals("settled"));
        acts.settle?.(context);
      },
      delete: (context) => {
        this.needAccepted({ ...context, values: context.prior }, this.refusals("deleted"));
        needFree(context, this.row, this.refuseWith(context, context.prior));
        acts.delete?.(context);
        const { reserves } = this.row;
        if (reserves !== undefined) reserve(context, reserves, context.prior);
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
        if (this.areMet({ ...context, values: config }, values, where, true))
          context.error(
            renderText(error, this.scope(context, config, about(values), values)),
            at ?? faultOf(each, where),
          );
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

  /** Refusals of a moment: what follows from other objects is judged once these are known to exist. */
  private refusals(moment: Moment, derived?: boolean): Refusal[] {
    return (this.row.refused ?? []).filter(
      ({ where, on = ["created", "changed"] }) =>
        list(on).includes(moment) && (derived === undefined || isDerived(where) === derived),
    );
  }

  private needAccepted(context: Facted, refusals: readonly Refusal[]): void {
    for (const { each, where, error, at } of refusals)
      for (const values of within(context.values, each))
        if (this.areMet(context, values, where)) {
          const [first = ""] = Object.keys(where);
          const more = { ...about(values), value: formsAt(values, first).map(String).join(", ") };
          refuse(renderText(error, this.scope(context, context.values, more, values)), at ?? faultOf(each, where));
        }
  }

  private areMet(context: Facted, values: Values, where: Where, isOpen = false): boolean {
    return Object.entries(where).every(([path, pattern = ""]) => {
      if (!path.startsWith("$"))
        return isOpen ? holds({ [path]: pattern }, values, true) : this.matches(context, values, path, pattern);
      return new RegExp(pattern, "su").test(valueOf(this.acts.facts, path.slice(1), context, values) ?? "");
    });
  }

  private needOrder(context: CreateContext): void {
    for (const { each, least, most, error } of this.row.ordered ?? [])
      for (const values of within(context.values, each)) {
        const [from = "", to = ""] = [least, most].map((path) => textsAt(values, path)[0] ?? formsAt(values, path)[0]);
        if (from === "" || to === "" || from === UNKNOWN || to === UNKNOWN || measure(from) <= measure(to)) continue;
        refuse(renderText(error, this.scope(context, context.values, about(values))), firstOf(each ?? least));
      }
  }

  private needLimits(context: CreateContext): void {
    for (const { each, of, least = 0, most, error, at } of this.row.limits ?? [])
      for (const values of within(context.values, each)) {
        const count = formsAt(values, of).filter((form) => form !== "").length;
        const more = { ...about(values), value: String(count) };
        if (count < least || count > most) this.refuseWith(context)(error, at ?? firstOf(each ?? of), more);
      }
  }

  private needUnchanged(context: UpdateContext): void {
    for (const change of this.row.fixed ?? [])
      if (isChanged(change, context.prior, context.values)) {
        const [former = ""] = formsAt(context.prior, change.of);
        this.refuseWith(context)(change.error, change.at ?? firstOf(change.of), { former: String(former) });
      }
  }

  private needPlaced(context: CreateContext): void {
    if (this.row.placed !== undefined) needPlaced(context, this.row.placed, this.refuseWith(context));
  }

  private refuseWith(context: CreateContext): RefuseWith;
  private refuseWith(context: RuleContext, values: Values): RefuseWith;
  private refuseWith(context: CreateContext, values = context.values): RefuseWith {
    return (error, attribute, more) => refuse(renderText(error, this.scope(context, values, more)), attribute);
  }

  private needDistinct(context: CreateContext): void {
    const [problem] = this.doubles(context, context.values, false);
    if (problem !== undefined) refuse(problem.message, problem.path);
  }

  /** Whether an attribute matches, here or, after `>`, in an object that a reference names; none that the account does not see. */
  private matches(context: Facted, values: Values, path: string, pattern: string): boolean {
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
    for (const { less, ...change } of this.row.replaced ?? []) {
      if (!isChanged(change, prior, planned)) continue;
      const [before, after] = [prior, planned].map((values) => Number(formsAt(values, change.of)[0]));
      if (less !== true || Number(after) < Number(before)) requireReplace(change.of.split(".")[0] ?? change.of);
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
            .filter((rule) => holds(rule.where, values) && !fits(rule, value, values))
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

  private needUnreserved(context: CreateContext): void {
    const { reserves } = this.row;
    if (reserves === undefined) return;
    const value = String(this.attribute(context, context.values, reserves.of));
    needUnreserved(context, reserves, value, this.refuseWith(context));
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
    this.computeCases(context);
  }

  private computeCases(context: CreateContext): void {
    for (const [path, cases] of Object.entries(this.row.cases ?? {})) {
      const [name = "", ...outer] = path.split(".").reverse();
      for (const each of blocksAt(context.values, outer.reverse().join("."))) {
        const found = each[name] === UNKNOWN ? cases.find(({ where }) => holds(where, each)) : undefined;
        if (found !== undefined) each[name] = render(found.is, this.scope(context, context.values));
      }
    }
  }

  private scope(
    context: RuleContext,
    values: Values,
    more: Readonly<Record<string, string>> = {},
    block = values,
  ): Scope {
    return {
      context,
      variable: (name) =>
        more[name] ??
        (name.startsWith("each.") ? formsAt(block, name.slice(5)).map(String).join(", ") : undefined) ??
        valueOf(this.acts.facts, name, { ...context, values }, block) ??
        this.dialect.variables({ ...context, values })[name],
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
