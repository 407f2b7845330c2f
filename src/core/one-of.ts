import type { Problems } from "./errors";

/**
 * Notes a value that is no member of an enum; one that is left out passes.
 * @param rule the beginning of the rule, before the members: "a lock is one of"
 */
export function checkOneOf(
  problems: Problems,
  field: string,
  value: string | undefined,
  members: Readonly<Record<string, string>>,
  rule: string,
  remedy: string,
): void {
  const known = Object.values(members);
  problems.check(value === undefined || known.includes(value), field, value, `${rule} ${known.join(", ")}`, remedy);
}
