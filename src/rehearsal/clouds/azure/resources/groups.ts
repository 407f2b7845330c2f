import type { Account } from "../../../simulator/account";
import type { Acts } from "../../../simulator/row-rule";
import { isSame, parentId, within } from "../ids";
import { feature } from "../session";

/** Ids of what Azure makes by itself beside an object, and no state holds. */
export function leftovers(account: Account): string[] {
  return account.memory<string[]>("azure:leftovers", () => []);
}

/**
 * The provider refuses to delete a group in which something is left, also what Azure made by itself.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/features-block#resource_group
 */
export const groupActs: Readonly<Record<string, Acts>> = {
  azurerm_resource_group: {
    facts: {
      left: (context, { id }) => {
        if (!feature(context, "resource_group", "prevent_deletion_if_contains_resources", true)) return undefined;
        const inside = within(context.account, String(id)).flatMap((held) =>
          isSame(parentId(held.id), id) ? [held.id] : [],
        );
        const made = leftovers(context.account).filter((each) => isInside(each, id));
        return [...inside, ...new Set(made)].map((each) => `* \`${each}\``).join(" ");
      },
    },
    delete: ({ account, prior }) => {
      const made = leftovers(account);
      made.splice(0, made.length, ...made.filter((each) => !isInside(each, prior.id)));
    },
  },
};

function isInside(made: string, group: unknown): boolean {
  return made.toLowerCase().startsWith(`${String(group)}/`.toLowerCase());
}
