import type { Account } from "./account";
import type { BehaviourTable } from "./behaviour";
import { attributePath, errorDiagnostic, type AttributePath, type Diagnostic } from "./diagnostics";
import type { Fault, FaultCall } from "./fault";
import { fillUnknown } from "./generate";
import { planBlock, replacements } from "./plan";
import {
  CloudError,
  type DataSourceRule,
  type Lifecycle,
  type ProviderRules,
  type ResourceRule,
  type RuleContext,
  type SettleContext,
  type Values,
} from "./rule";
import { impliedType, type Block, type ProviderSchema } from "./schema";
import { validateConfig } from "./validate";
import { canonical, conformBlock, copy } from "./values";

/** What a call answers besides its values. */
export interface Outcome {
  readonly diagnostics: Diagnostic[];
}

export interface PlanOutcome extends Outcome {
  readonly planned: Values;
  readonly requiresReplace: AttributePath[];
}

export interface ApplyOutcome extends Outcome {
  /** Undefined: the resource is gone. */
  readonly state: Values | undefined;
  /** The account's name for the resource. */
  readonly key: string;
}

export interface SimulatedProviderOptions {
  readonly source: string;
  readonly schema: ProviderSchema;
  readonly table: BehaviourTable;
  readonly rules: readonly ProviderRules[];
  readonly account: Account;
  readonly fault?: Fault;
}

/** One provider: schemas, the behaviour table, its rules and the account that they act on. Knows nothing of the wire. */
export class SimulatedProvider {
  public readonly source: string;
  public readonly schema: ProviderSchema;
  public readonly account: Account;
  private readonly resources = new Map<string, ResourceRule>();
  private readonly dataSources = new Map<string, DataSourceRule>();
  private readonly counts = new Map<string, number>();

  public constructor(private readonly options: SimulatedProviderOptions) {
    this.source = options.source;
    this.schema = options.schema;
    this.account = options.account;
    for (const rules of options.rules) {
      for (const rule of rules.resources) addOnce(this.resources, rule);
      for (const rule of rules.dataSources) addOnce(this.dataSources, rule);
    }
  }

  /** Types in use that no rule describes. */
  public get schemaOnly(): string[] {
    return [
      ...[...this.schema.resources.keys()].filter((type) => !this.resources.has(type)),
      ...[...this.schema.dataSources.keys()]
        .filter((type) => !this.dataSources.has(type))
        .map((type) => `data.${type}`),
    ];
  }

  public resource(type: string): Block {
    return find(this.schema.resources, type, "resource");
  }

  public dataSource(type: string): Block {
    return find(this.schema.dataSources, type, "data source");
  }

  public validateProvider(config: Values): Diagnostic[] {
    const block = this.schema.provider;
    return this.collect(block, (error) => {
      validateConfig(block, this.options.table.of("provider"), config, error);
      const context = { type: "provider", account: this.account, provider: config, config, error };
      for (const rules of this.options.rules) rules.validate?.(context);
    });
  }

  public validateResource(type: string, config: Values, provider: Values): Diagnostic[] {
    const block = this.resource(type);
    return this.collect(block, (error) => {
      validateConfig(block, this.options.table.of(type), config, error);
      for (const rule of this.lifecycle(type)) rule.validate?.({ ...this.context(type, provider), config, error });
    });
  }

  public plan(
    type: string,
    prior: Values | undefined,
    proposed: Values,
    config: Values,
    provider: Values,
  ): PlanOutcome {
    const block = this.resource(type);
    const behaviour = this.options.table.of(type);
    let planned = copy(proposed);
    const forced: string[] = [];
    const diagnostics = this.collect(block, (error) => {
      planBlock(block, behaviour, planned, config, prior);
      const context = {
        ...this.context(type, provider),
        prior: prior && copy(prior),
        config,
        planned,
        requireReplace: (attribute: string) => void forced.push(attribute),
        error,
      };
      for (const rule of this.lifecycle(type)) rule.plan?.(context);
      planned = conformBlock(block, planned, type);
      if (prior !== undefined) forced.push(...replacements(block, behaviour, prior, planned));
    });
    return { diagnostics, planned, requiresReplace: forced.map((path) => attributePath(block, path)) };
  }

  public create(type: string, planned: Values, config: Values, provider: Values): ApplyOutcome {
    const block = this.resource(type);
    let key = "";
    let state: Values | undefined;
    const diagnostics = this.collect(block, () => {
      const object = canonical(impliedType(block), config);
      this.unlessFaulty({ type, action: "create", object }, () => {
        const values = copy(planned);
        const context = { ...this.context(type, provider), config, values };
        for (const rule of this.lifecycle(type)) rule.create?.(context);
        key = this.store(block, type, values, provider);
        // What fails from here on leaves an object that exists: Terraform marks it as tainted.
        state = copy(this.account.get(type, key) ?? values);
        this.settle(type, { ...context, values: state });
      });
      state = this.seen(block, type, key, provider);
    });
    return { diagnostics, state, key };
  }

  public update(
    type: string,
    key: string,
    prior: Values,
    planned: Values,
    config: Values,
    provider: Values,
  ): ApplyOutcome {
    const block = this.resource(type);
    let current = key;
    let state: Values | undefined = prior;
    const diagnostics = this.collect(block, () => {
      this.unlessFaulty({ type, action: "update", object: key }, () => {
        const held = this.account.get(type, key);
        if (held === undefined) throw new CloudError(`${type} ${key} does not exist any more`);
        // Notes that a rule keeps beside the attributes outlive an update.
        const values = { ...copy(held), ...copy(planned) };
        const context = { ...this.context(type, provider), config, values, prior: copy(prior) };
        for (const rule of this.lifecycle(type)) rule.update?.(context);
        current = this.store(block, type, values, provider, key);
        state = copy(this.account.get(type, current) ?? values);
        this.settle(type, { ...context, values: state });
      });
      state = this.seen(block, type, current, provider);
    });
    return { diagnostics, state, key: current };
  }

  public remove(type: string, key: string, prior: Values, provider: Values): ApplyOutcome {
    const block = this.resource(type);
    let state: Values | undefined = prior;
    const diagnostics = this.collect(block, () => {
      this.unlessFaulty({ type, action: "delete", object: key }, () => {
        const context = { ...this.context(type, provider), prior: copy(prior) };
        // Providers take an object that is gone already as deleted.
        const rules = this.account.get(type, key) === undefined ? [] : this.lifecycle(type);
        for (const rule of rules) rule.delete?.(context);
        this.account.remove(type, key);
      });
      state = undefined;
    });
    return { diagnostics, state, key };
  }

  /** What the provider reads of a resource; its state is undefined when the account does not hold it any more. */
  public read(type: string, key: string, provider: Values): ApplyOutcome {
    const block = this.resource(type);
    let state: Values | undefined;
    const diagnostics = this.collect(block, () => {
      state = this.seen(block, type, key, provider);
    });
    return { diagnostics, state, key };
  }

  public readData(type: string, config: Values, provider: Values): ApplyOutcome {
    const block = this.dataSource(type);
    const values = copy(config);
    const diagnostics = this.collect(block, () => {
      planBlock(block, this.options.table.of(`data.${type}`), values, config, undefined);
      const context = { ...this.context(type, provider), config, values };
      this.dataSources.get(type)?.read(context);
      // The same question has the same answer, or each plan would differ from the last.
      this.fill(block, context, canonical(impliedType(block), config));
    });
    return { diagnostics, state: conformBlock(block, values, type), key: "" };
  }

  /** The account's name for an object: what its rule says, else its id; undefined for a type without one. */
  public keyOf(type: string, values: Values): string | undefined {
    const key = this.resources.get(type)?.key?.(values) ?? values.id;
    return typeof key === "string" ? key : undefined;
  }

  private context(type: string, provider: Values): RuleContext {
    return { type, account: this.account, provider };
  }

  private lifecycle(type: string): Lifecycle[] {
    const common = this.options.rules.flatMap((rules) => (rules.common ? [rules.common] : []));
    const own = this.resources.get(type);
    return own === undefined ? common : [...common, own];
  }

  /** Puts a resource into the account, under its id where it has one. */
  private store(block: Block, type: string, values: Values, provider: Values, former?: string): string {
    this.fill(block, { ...this.context(type, provider), values }, String(this.next("objects made")));
    const known = conformBlock(block, values, type);
    const key = this.keyOf(type, known) ?? former ?? `${type}-${this.next(`keys of ${type}`)}`;
    if (former !== undefined && former !== key) this.account.remove(type, former);
    this.account.put(type, key, known);
    return key;
  }

  private seen(block: Block, type: string, key: string, provider: Values): Values | undefined {
    const held = this.account.get(type, key);
    if (held === undefined) return undefined;
    const values = copy(held);
    let seen = true;
    const gone = () => void (seen = false);
    for (const rule of this.lifecycle(type)) rule.read?.({ ...this.context(type, provider), values, gone });
    // A rule that finds the resource gone takes it out of the account.
    if (!seen || this.account.get(type, key) === undefined) return undefined;
    return conformBlock(block, values, type);
  }

  private settle(type: string, context: SettleContext): void {
    for (const rule of this.lifecycle(type)) rule.settle?.(context);
  }

  private fill(block: Block, context: RuleContext & { readonly values: Values }, seed: string): void {
    fillUnknown(block, context.values, { ...context, seed }, (asked) => {
      for (const rules of this.options.rules) {
        const value = rules.generate?.(asked);
        if (value !== undefined) return value;
      }
      return undefined;
    });
  }

  private next(counted: string): number {
    const counter = this.account.memory(counted, () => ({ count: 0 }));
    counter.count += 1;
    return counter.count;
  }

  /** Does the work, unless a fault stands in its way; where only the answer is to be lost, it fails after the work. */
  private unlessFaulty(call: Omit<FaultCall, "count">, work: () => void): void {
    const counted = `${call.action} ${call.type}`;
    const count = (this.counts.get(counted) ?? 0) + 1;
    this.counts.set(counted, count);
    const found = this.options.fault?.({ ...call, count });
    const fault = typeof found === "string" ? { message: found, done: false } : found;
    if (fault === undefined || fault.done) work();
    if (fault !== undefined) throw new CloudError(fault.message);
  }

  /** Runs a call and turns what it refuses into diagnostics. */
  private collect(block: Block, call: (error: (message: string, attribute?: string) => void) => void): Diagnostic[] {
    const diagnostics: Diagnostic[] = [];
    try {
      call((message, attribute) => void diagnostics.push(errorDiagnostic(block, message, attribute)));
    } catch (error) {
      if (error instanceof CloudError) diagnostics.push(errorDiagnostic(block, error.message, error.attribute));
      else diagnostics.push(defect(this.source, error));
    }
    return diagnostics;
  }
}

function addOnce<T extends { readonly type: string }>(rules: Map<string, T>, rule: T): void {
  if (rules.has(rule.type)) throw new Error(`There are two rules for ${rule.type}: only one of them would run`);
  rules.set(rule.type, rule);
}

/** A mistake in a rule or in the engine must not look like an answer of the cloud. */
function defect(source: string, error: unknown): Diagnostic {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { severity: 1, summary: `The simulated provider ${source} failed: this is a defect of the simulator`, detail };
}

function find(blocks: ReadonlyMap<string, Block>, type: string, kind: string): Block {
  const block = blocks.get(type);
  if (block === undefined)
    throw new CloudError(`The ${kind} ${type} is in none of the stacks that the simulator was started for`);
  return block;
}
