import { resolve } from "node:path";
import { isObject } from "../../../src/core/json";
import { Account } from "../../../src/rehearsal/simulator/account";
import { BehaviourTable, refine } from "../../../src/rehearsal/simulator/behaviour";
import { findBindings } from "../../../src/rehearsal/simulator/bindings";
import { UNKNOWN, type ProviderRules, type Value, type Values } from "../../../src/rehearsal/simulator/rule";
import type { Block } from "../../../src/rehearsal/simulator/schema";
import { SimulatedProvider } from "../../../src/rehearsal/simulator/simulated-provider";
import { isValues } from "../../../src/rehearsal/simulator/wire";

/** What a plan makes of a change. */
export interface Planned {
  /** `replace`, `update` or `none`. */
  readonly action: "replace" | "update" | "none";
  readonly problems: string[];
}

/** A simulated provider in this process, without Terraform: what it says of configurations and of changes. */
export class SimulatedCloud {
  private readonly provider: SimulatedProvider;

  constructor(
    rules: ProviderRules,
    types: readonly string[],
    /** The provider's own configuration. */
    private readonly configuration: Values,
    account = new Account(),
  ) {
    const table = BehaviourTable.read(rules.source.slice(rules.source.indexOf("/") + 1));
    const bindings = findBindings(resolve(__dirname, "../../.."), rules.source);
    const isData = (type: string) => type.startsWith("data.");
    const schema = {
      provider: bindings.provider(),
      resources: new Map(
        types.filter((type) => !isData(type)).map((type) => [type, refine(bindings.resource(type), table.of(type))]),
      ),
      dataSources: new Map(
        types.filter(isData).map((type): [string, Block] => [type.slice(5), bindings.dataSource(type.slice(5))]),
      ),
    };
    this.provider = new SimulatedProvider({ source: rules.source, schema, table, rules: [rules], account });
  }

  /** The simulated account. */
  public get account(): Account {
    return this.provider.account;
  }

  /** What the provider refuses before any plan. */
  public problems(type: string, config: Values): string[] {
    const written = whole(this.provider.resource(type), config);
    return messages(this.provider.validateResource(type, written, this.configuration));
  }

  /** The plan of a change; what the cloud had computed is what it computes for the first configuration. */
  public change(type: string, before: Values, after: Values, computed: Values = {}): Planned {
    const block = this.provider.resource(type);
    const first = whole(block, before);
    const planned = this.provider.plan(type, undefined, first, first, this.configuration).planned;
    const prior = { ...known(block, planned), ...computed };
    const config = whole(block, after);
    const plan = this.provider.plan(type, prior, proposed(block, prior, config), config, this.configuration);
    const problems = messages(plan.diagnostics);
    if (plan.requiresReplace.length > 0 && isChanged(prior, plan.planned)) return { action: "replace", problems };
    return { action: isChanged(prior, plan.planned) ? "update" : "none", problems };
  }

  /** Changes an object of the account to another configuration; the messages of a refusal. */
  public update(type: string, key: string, config: Values): string[] {
    const block = this.provider.resource(type);
    const prior = this.account.get(type, key) ?? {};
    const written = whole(block, config);
    const { planned, diagnostics } = this.provider.plan(
      type,
      prior,
      proposed(block, prior, written),
      written,
      this.configuration,
    );
    if (diagnostics.length > 0) return messages(diagnostics);
    return messages(this.provider.update(type, key, prior, planned, written, this.configuration).diagnostics);
  }

  /** Deletes an object of the account; the messages of a refusal. */
  public remove(type: string, key: string): string[] {
    return messages(this.provider.remove(type, key, this.account.get(type, key) ?? {}, this.configuration).diagnostics);
  }

  /** Creates an object; the messages of a refusal. */
  public create(type: string, config: Values): string[] {
    const written = whole(this.provider.resource(type), config);
    const { planned } = this.provider.plan(type, undefined, written, written, this.configuration);
    return messages(this.provider.create(type, planned, written, this.configuration).diagnostics);
  }

  /** What the provider refuses of its own configuration. */
  public configured(): string[] {
    return messages(this.provider.validateProvider(whole(this.provider.schema.provider, this.configuration)));
  }

  /** The plan of the same configuration for an object of the account, after a refresh: `none` where Terraform changes nothing. */
  public planAgain(type: string, key: string, config: Values): Planned {
    const block = this.provider.resource(type);
    const prior = this.provider.read(type, key, this.configuration).state ?? {};
    const written = whole(block, config);
    const plan = this.provider.plan(type, prior, proposed(block, prior, written), written, this.configuration);
    const isOther = isChanged(conformed(block, prior), conformed(block, plan.planned));
    return {
      action: !isOther ? "none" : plan.requiresReplace.length > 0 ? "replace" : "update",
      problems: messages(plan.diagnostics),
    };
  }

  /** What a data source answers. */
  public read(type: string, config: Values): { readonly values: Values; readonly problems: string[] } {
    const written = whole(this.provider.dataSource(type), config);
    const { state, diagnostics } = this.provider.readData(type, written, this.configuration);
    return { values: state ?? {}, problems: messages(diagnostics) };
  }
}

function messages(found: readonly { readonly summary: string; readonly detail?: string }[]): string[] {
  return found.map(({ summary, detail }) => [summary, detail].filter(Boolean).join(": "));
}

/** A configuration with everything that it leaves out, as Terraform sends it. */
function whole(block: Block, config: Values): Values {
  const result: Values = {};
  for (const { name } of block.attributes) result[name] = config[name] ?? null;
  for (const { name, nesting, block: inner } of block.blocks) {
    const value = config[name];
    const element = (each: Value) => (isValues(each) ? whole(inner, each) : each);
    if (Array.isArray(value)) result[name] = value.map(element);
    else if (isValues(value)) result[name] = nesting === "single" ? whole(inner, value) : [whole(inner, value)];
    else result[name] = nesting === "single" ? null : [];
  }
  return result;
}

/** A state: what is still unknown becomes an empty text. */
function known(block: Block, values: Values): Values {
  const result: Values = {};
  for (const { name, type } of block.attributes)
    result[name] = values[name] === UNKNOWN ? (type === "string" ? "" : null) : (values[name] ?? null);
  for (const { name, block: inner } of block.blocks) {
    const value = values[name] ?? null;
    result[name] = Array.isArray(value)
      ? value.map((each) => (isValues(each) ? known(inner, each) : each))
      : isValues(value)
        ? known(inner, value)
        : value;
  }
  return result;
}

/** What Terraform proposes: the configuration, and computed values of what exists. */
function proposed(block: Block, prior: Values, config: Values): Values {
  const result: Values = {};
  for (const { name, computed } of block.attributes)
    result[name] = config[name] ?? (computed === true ? (prior[name] ?? null) : null);
  for (const { name, block: inner } of block.blocks) {
    const before = prior[name] ?? null;
    const value = config[name] ?? null;
    result[name] = Array.isArray(value)
      ? value.map((each, index) => {
          const old = Array.isArray(before) ? (before[index] ?? null) : null;
          return isValues(each) ? proposed(inner, isValues(old) ? old : {}, each) : each;
        })
      : isValues(value)
        ? proposed(inner, isValues(before) ? before : {}, value)
        : value;
  }
  return result;
}

/** The attributes and blocks of a schema alone: a rule may keep notes beside them. */
function conformed(block: Block, values: Values): Values {
  const result: Values = {};
  for (const { name } of block.attributes) result[name] = values[name] ?? null;
  for (const { name, block: inner } of block.blocks) {
    const value = values[name] ?? null;
    result[name] = Array.isArray(value) ? value.map((each) => (isValues(each) ? conformed(inner, each) : each)) : value;
  }
  return result;
}

function isChanged(before: Values, after: Values): boolean {
  const form = (values: Values) =>
    JSON.stringify(values, (_, value: unknown) =>
      isObject(value)
        ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
        : value,
    );
  return form(before) !== form(after);
}
