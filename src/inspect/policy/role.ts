import { sorted } from "./sorted";

/** A role that an identity needs. */
export interface NeededRole {
  /** Name of a built-in or predefined role; with `actions`, of a role of one's own. */
  readonly role: string;
  /** What the role is assigned on. `{subscription}` and `{project}` stand for those that the stack is deployed into. */
  readonly scope: string;
  /** What it is for. */
  readonly why: string;
  /** Condition that limits the assignment, in the language of the cloud. @default - none */
  readonly condition?: string;
  /** Actions of a role that the cloud does not have. @default - the cloud has the role */
  readonly actions?: string[];
}

/** The roles of an identity, and the types whose roles the table does not list. */
export interface IdentityRoles {
  readonly roles: NeededRole[];
  /** Types of the stack that have no row, and modules: their roles are missing. */
  readonly unknownTypes: string[];
}

/** One reason for a role: a type, or words. */
export type Reason = Omit<NeededRole, "why"> & { readonly why: string };

/** One entry for each role, scope and condition, with all reasons. */
export function gathered(reasons: readonly Reason[]): NeededRole[] {
  const byRole = new Map<string, Reason[]>();
  for (const each of reasons) {
    const key = [each.scope, each.role, each.condition ?? ""].join("\n");
    byRole.set(key, [...(byRole.get(key) ?? []), each]);
  }
  return [...byRole.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, same]) => {
      const actions = sorted(same.flatMap((each) => each.actions ?? []));
      const why = sorted(same.map((each) => each.why)).join(", ");
      const [{ role = "", scope = "", condition } = {}] = same;
      return {
        role,
        scope,
        why,
        ...(condition === undefined ? {} : { condition }),
        ...(actions.length === 0 ? {} : { actions }),
      };
    });
}
