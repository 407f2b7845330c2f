import type { Account } from "../../../simulator/account";
import type { Acts } from "../../../simulator/row-rule";
import { refuse } from "../../../simulator/writers";
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
    delete: (context) => {
      const { account, prior } = context;
      const id = String(prior.id);
      const made = leftovers(account);
      const isInside = (each: string) => each.toLowerCase().startsWith(`${id.toLowerCase()}/`);
      if (!feature(context, "resource_group", "prevent_deletion_if_contains_resources", true)) {
        made.splice(0, made.length, ...made.filter((each) => !isInside(each)));
        return;
      }
      const inside = within(account, id).flatMap((held) => (isSame(parentId(held.id), id) ? [held.id] : []));
      const left = [...inside, ...new Set(made.filter(isInside))];
      if (left.length > 0)
        refuse(
          `deleting Resource Group "${String(prior.name)}": the Resource Group still contains Resources. Terraform is configured to check for Resources within the Resource Group when deleting the Resource Group - and raise an error if nested Resources still exist. Terraform has detected that the following Resources still exist within the Resource Group: ${left.map((each) => `* \`${each}\``).join(" ")}`,
        );
    },
  },
};
