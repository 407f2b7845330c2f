import type { Acts } from "../../../simulator/row-rule";
import { refuse } from "../../../simulator/writers";
import { parentId, within } from "../ids";
import { feature } from "../session";
import { leftovers, removeLeftovers } from "./leftovers";

/**
 * The provider refuses to delete a group in which something is left, also what Azure made by itself.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/features-block#resource_group
 */
export const groupActs: Readonly<Record<string, Acts>> = {
  azurerm_resource_group: {
    delete: (context) => {
      const id = String(context.prior.id);
      if (!feature(context, "resource_group", "prevent_deletion_if_contains_resources", true)) {
        removeLeftovers(context.account, id);
        return;
      }
      const inside = within(context.account, id).filter(
        (held) => parentId(held.id)?.toLowerCase() === id.toLowerCase(),
      );
      const left = [...inside.map((held) => held.id), ...leftovers(context.account, id)];
      if (left.length > 0)
        refuse(
          `deleting Resource Group "${String(context.prior.name)}": the Resource Group still contains Resources. Terraform is configured to check for Resources within the Resource Group when deleting the Resource Group - and raise an error if nested Resources still exist. Terraform has detected that the following Resources still exist within the Resource Group: ${left.map((each) => `* \`${each}\``).join(" ")}`,
        );
    },
  },
};
