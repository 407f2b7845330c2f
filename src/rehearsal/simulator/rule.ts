import type { Account } from "./account";
import type { CtyType } from "./schema";
import type { Value, Values } from "./value";

export { UNKNOWN, type Value, type Values } from "./value";

/** What the simulated cloud answers when it refuses; becomes Terraform's error diagnostic. */
export class CloudError extends Error {
  constructor(
    message: string,
    /** The attribute at fault, as a dotted path. */
    public readonly attribute?: string,
  ) {
    super(message);
    this.name = "CloudError";
  }
}

/**
 * What every rule sees.
 *
 * The engine does what schemas and the behaviour table say; rules add the rest. For each call the provider's common rule
 * runs first, then the type's own. Terraform's order is: validate (often with values that are UNKNOWN, and before the
 * provider is configured), plan with what is known, plan again with everything known just before the apply, then create,
 * update or delete. Both plans must agree on what the first one knew.
 *
 * Names that are not in the schema may be added to a resource's values: the account keeps them and Terraform never sees
 * them. After create and update the engine stores the values under their `id` and answers what `read` makes of them.
 */
export interface RuleContext {
  /** Terraform type: `aws_db_instance`. */
  readonly type: string;
  /** The one simulated account of this provider; whatever real resources share lives here. */
  readonly account: Account;
  /** The provider's configuration as it was sent, e.g. `region`; empty at validation, which precedes it. */
  readonly provider: Values;
}

export interface ValidateContext extends RuleContext {
  /** The configuration; values that are not known yet are UNKNOWN and must pass. */
  readonly config: Values;
  /** Refuses, as the provider's schema or validator does. */
  error(message: string, attribute?: string): void;
}

export interface PlanContext extends RuleContext {
  /** State before; undefined on create. */
  readonly prior: Values | undefined;
  readonly config: Values;
  /** The plan so far: configuration, defaults, prior computed values; computed values of a create are UNKNOWN. Change it in place. */
  readonly planned: Values;
  /**
   * The attribute's change replaces the resource (ForceNew that depends on values). Terraform ignores it for an attribute
   * that does not change.
   */
  requireReplace(attribute: string): void;
  error(message: string, attribute?: string): void;
}

export interface CreateContext extends RuleContext {
  readonly config: Values;
  /** The planned values; computed ones are UNKNOWN: set those that have a known form, the engine fills the rest. `id` too. */
  readonly values: Values;
}

export interface UpdateContext extends CreateContext {
  readonly prior: Values;
}

export interface SettleContext extends CreateContext {
  /** State before; undefined on create. */
  readonly prior?: Values;
}

export interface DeleteContext extends RuleContext {
  readonly prior: Values;
}

export interface ReadContext extends RuleContext {
  /** What the account holds for this resource now. Change it in place into what the provider reads back. */
  readonly values: Values;
  /**
   * The provider does not see the resource: it leaves the state although the account holds it (the role in use may not see
   * it). What does not exist any more is taken out of the account instead.
   */
  gone(): void;
}

export interface DataContext extends RuleContext {
  readonly config: Values;
  /** Set the computed values here. */
  readonly values: Values;
}

/** A computed value that no rule has set. */
export interface GenerateContext extends RuleContext {
  /** Dotted path of the attribute, without indexes: `endpoint.port`. */
  readonly path: string;
  /** The attribute's Terraform type. */
  readonly attribute: CtyType;
  /** The whole object so far. */
  readonly values: Values;
}

/** What a provider does on the calls for a resource. Refuse by throwing CloudError. */
export interface Lifecycle {
  validate?(context: ValidateContext): void;
  plan?(context: PlanContext): void;
  create?(context: CreateContext): void;
  /**
   * What the provider does once the object exists after a create or an update: a second call, a wait. What is refused here leaves the
   * object in the account and in the state; a new one is tainted.
   */
  settle?(context: SettleContext): void;
  read?(context: ReadContext): void;
  update?(context: UpdateContext): void;
  delete?(context: DeleteContext): void;
}

/** Behaviour of one resource type that bindings and the behaviour table do not tell. */
export interface ResourceRule extends Lifecycle {
  readonly type: string;
  /** Where the behaviour is documented: the vendor's page or the provider's source. */
  readonly cites: string;
  /** The account's name for an object of a type whose id several objects share (the revisions of one family). */
  key?(values: Values): string;
}

export interface DataSourceRule {
  readonly type: string;
  readonly cites: string;
  read(context: DataContext): void;
}

/** All rules of one provider. */
export interface ProviderRules {
  /** The provider's source address without host: `hashicorp/aws`. */
  readonly source: string;
  /**
   * The provider whose account this one acts on too: Entra's objects and Azure's are one tenant's.
   * @default - an account of its own
   */
  readonly sharesAccountOf?: string;
  /** Checks the provider's configuration (region, preview features). */
  validate?(context: ValidateContext): void;
  /** What the provider does alike for all its resources (region, tags_all); runs before the type's own rule. */
  readonly common?: Lifecycle;
  /** A computed value in this cloud's form (an ARN, a resource ID); undefined leaves it to the engine. */
  generate?(context: GenerateContext): Value | undefined;
  /** Sensitive attributes that hold no secret, as `<type>.<path>`: the provider hides them all the same. */
  readonly notSecret?: readonly string[];
  readonly resources: readonly ResourceRule[];
  readonly dataSources: readonly DataSourceRule[];
}
