import { ContainerError, type ContainerDefinition } from "../servers/container";
import type { ProviderRules } from "../simulator/rule";
import type { AppliedState } from "../state";
import { aws } from "./aws";
import { azure } from "./azure";
import type { Cloud } from "./cloud";
import { gcp } from "./gcp";
import { rules as random } from "./random";
import { rules as snowflake } from "./snowflake";
import { rules as time } from "./time";

export type { Accounts, Attempt, Cloud, Intruder } from "./cloud";
export { intrudersOf } from "./intruders";
export { snowflakeAccount } from "./snowflake/account";
export { asAltered } from "./snowflake/altered";

/** Every cloud that a rehearsal knows. A new cloud is added here and nowhere else. */
export const clouds: readonly Cloud[] = [aws, azure, gcp];

/** Every provider whose behaviour the rehearsal knows beyond its schema. */
export const allRules: readonly ProviderRules[] = [
  ...clouds.flatMap(({ rules }) => rules),
  random,
  snowflake,
  time,
].flat();

/** Variables with which an app is synthesized, of all clouds: which of them it is on is not known before. */
export const appVariables: Readonly<Record<string, string>> = Object.assign(
  {},
  ...clouds.map(({ variables }) => variables),
) as Record<string, string>;

const SNOWFLAKE_VARIABLES = /^SNOWFLAKE_/;

/** Whether an environment variable is for signing in to real accounts, of any cloud or of Snowflake. */
export function isCredential(variable: string): boolean {
  return [SNOWFLAKE_VARIABLES, ...clouds.map(({ credentialVariables }) => credentialVariables)].some((names) =>
    names.test(variable),
  );
}

/** The cloud on which resources of these types run the tracking server; undefined when none of them runs containers. */
export function findCloud(types: Iterable<string>, among: readonly Cloud[] = clouds): Cloud | undefined {
  const present = new Set(types);
  return among.find(({ services }) => services.some((type) => present.has(type)));
}

/**
 * The cloud on which the tracking server was applied.
 * @throws ContainerError when the state holds no tracking server
 */
export function appliedCloud(state: AppliedState, among: readonly Cloud[] = clouds): Cloud {
  const types = state.resources.filter(({ mode }) => mode !== "data").map(({ type }) => type);
  const found = findCloud(types, among);
  if (found !== undefined) return found;
  const known = among.flatMap(({ services }) => services).join(", ");
  throw new ContainerError("state", `it holds no service whose containers could be started (${known})`);
}

/**
 * The containers of the tracking server that was applied, with their secrets filled in.
 * @throws ContainerError when the state holds none, or one that a local process cannot reproduce
 */
export function containersFrom(state: AppliedState): ContainerDefinition[] {
  return appliedCloud(state).containers(state);
}
