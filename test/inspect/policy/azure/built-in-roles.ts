import roles from "../../../fixtures/azure-roles.json";

interface BuiltInRole {
  readonly id: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

/** Azure's built-in roles, by name: a list that is independent of the table. */
export const BUILT_IN: Readonly<Record<string, BuiltInRole | undefined>> = roles;

function matches(pattern: string, action: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
}

/** Whether a built-in role allows an action of management. */
export function allows(role: string, action: string): boolean {
  const found = BUILT_IN[role];
  const isAmong = (patterns: readonly string[] = []) => patterns.some((pattern) => matches(pattern, action));
  return isAmong(found?.actions) && !isAmong(found?.notActions);
}
