import type { SynthesizedStack } from "../stack";
import { gatewayAdmitsSnowflake } from "./gateway-admits-snowflake";
import { kedroNames } from "./kedro-names";
import { noSecrets } from "./no-secrets";
import type { Finding, Rule } from "./rule";
import { RuledStack, type SensitiveAttributes } from "./ruled-stack";
import { urlsInPrefixes } from "./urls-in-prefixes";

export type { Finding, Rule } from "./rule";
export type { SensitiveAttributes } from "./ruled-stack";

/** The rules that no public policy check knows. */
export const RULES: readonly Rule[] = [gatewayAdmitsSnowflake, urlsInPrefixes, kedroNames, noSecrets];

/**
 * Checks a synthesized stack by the rules.
 * @param sensitive what the providers' schemas call sensitive, by type
 * @throws Error for a stack with modules: their resources are not in its JSON
 */
export function findingsOf(stack: SynthesizedStack, sensitive: SensitiveAttributes): Finding[] {
  const ruled = new RuledStack(stack, sensitive);
  return RULES.flatMap(({ name, problems }) => problems(ruled).map((problem) => ({ rule: name, ...problem })));
}

/** What the rules could not check in a stack, by rule: neither a finding nor a pass. */
export function uncheckedOf(stack: SynthesizedStack, sensitive: SensitiveAttributes): [rule: string, what: string][] {
  const ruled = new RuledStack(stack, sensitive);
  return RULES.flatMap(({ name, unchecked }) =>
    (unchecked?.(ruled) ?? []).map((what): [string, string] => [name, what]),
  );
}
