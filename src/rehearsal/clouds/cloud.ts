import type { ContainerDefinition } from "../servers/container";
import type { ServedModel } from "../servers/model-runtime";
import type { Probe } from "../servers/probe";
import type { Account } from "../simulator/account";
import type { ProviderRules } from "../simulator/rule";
import type { Backend, CallTarget, Caller, GatewaySimulator, SnowflakeAccount, StorageSimulator } from "../snowflake";
import type { AppliedState } from "../state";

/** The simulated accounts of a run, by provider source: `hashicorp/aws`. */
export type Accounts = ReadonlyMap<string, Account>;

/** A caller other than our Snowflake account that tries to call the gateway. */
export interface Intruder {
  /** For the report: `an administrator of the account`. */
  readonly who: string;
  /**
   * The identity with which they call.
   * @throws SqlError when the cloud refuses them the identity
   */
  caller(target: CallTarget): Caller;
  /** The Snowflake account in which they call; the gateway cannot tell it. @default - ours */
  readonly account?: SnowflakeAccount;
}

/** Somebody who has no right to an applied resource, and how far they came. */
export interface Attempt {
  /** `an anonymous caller`. */
  readonly who: string;
  /** `aws_s3_bucket mlops-artifacts`. */
  readonly target: string;
  /** By what they got in; undefined when they were refused. */
  readonly by?: string;
  /** By which rule of the cloud itself they are let in, which no setting of a stack changes and its documentation names. */
  readonly exception?: string;
}

/** The model endpoints of a cloud. */
export interface CloudModels {
  /**
   * Variables with which a project's app is synthesized again after a training, in place of its own settings.
   * @param location of the model below the artifact prefix
   */
  variables(state: AppliedState, location: string): Readonly<Record<string, string>>;
  /**
   * Whether scoring must refuse other Snowflake accounts that have our identity: an identity that is one account's own makes it needless.
   * @default - false
   */
  readonly refusesOtherAccounts?: boolean;
  /** The models behind the endpoints that were applied. */
  served(accounts: Accounts): readonly ServedModel[];
}

/**
 * One cloud: all that differs from cloud to cloud in a rehearsal. Its folder holds the implementation; the list of clouds is the only
 * other place that names it.
 */
export interface Cloud {
  /** For the report: `AWS`. */
  readonly name: string;
  /** Variables with which a project's app is synthesized: they stand for what people do outside of Terraform. @default - none */
  readonly variables?: Readonly<Record<string, string>>;
  /** Environment variables by which its tools sign in to real accounts, and settings of these tools. */
  readonly credentialVariables: RegExp;
  /** How its providers behave. */
  readonly rules: readonly ProviderRules[];
  /** Terraform types that run containers: a stack that has one of them has its tracking server on this cloud. */
  readonly services: readonly string[];
  /**
   * The containers of the tracking server that was applied, with their secrets filled in.
   * @param accounts where they run: what was started before a secret changed keeps the old one on some clouds
   * @throws ContainerError for a container that a local process cannot reproduce
   */
  containers(state: AppliedState, accounts?: Accounts): ContainerDefinition[];
  /** What the cloud asks of the running containers before it lets requests through, besides their own health commands. */
  probes(state: AppliedState): readonly Probe[];
  /** Version of the database that was applied; undefined when the state holds no database. */
  databaseVersion(state: AppliedState): string | undefined;
  /** The gateway that was applied. */
  gateway(accounts: Accounts, backend: Backend): GatewaySimulator;
  /** The object storage that was applied. */
  storage(accounts: Accounts): StorageSimulator;
  /** Its model endpoints. @default - no endpoint is rehearsed */
  readonly models?: CloudModels;
  /** Whoever tries to reach what was applied, from outside of the account, and how far they came; also of a stack without a server. */
  attempts(accounts: Accounts): Promise<readonly Attempt[]>;
  /** Who tries to call the gateway and must be refused by it. */
  intruders(accounts: Accounts): readonly Intruder[];
}
