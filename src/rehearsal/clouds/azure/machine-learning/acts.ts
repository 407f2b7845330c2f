import { flag, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { checkPolicy, policyForm } from "../api-management/apis";
import { keepEqual } from "../../../simulator/equal-forms";
import { allowsBlobs } from "../identities/access";
import { select } from "../ids";
import { deployer } from "../session";
import { containerScope, findAccount } from "../storage/applied";
import { needNoEndpoints } from "./assets";

/** The data plane of a storage account: an owner of the subscription has no right to it. */
function needBlobRight({ account, provider, values }: CreateContext): void {
  const storage = findAccount(account, String(values.storage_account_name));
  const scope = storage && containerScope(account, storage, String(values.storage_container_name));
  if (storage === undefined || scope === undefined) return;
  if (flag(provider, "storage_use_azuread") !== true && storage.shared_access_key_enabled === false)
    refuse(
      "403 KeyBasedAuthenticationNotPermitted: Key based authentication is not permitted on this storage account.",
    );
  if (!allowsBlobs(account, deployer(account).objectId, scope, "write"))
    refuse(
      "creating Blob: 403 AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission.",
    );
}

export const machineLearningActs: Readonly<Record<string, Acts>> = {
  azurerm_machine_learning_workspace: {
    delete: ({ account, prior }) => needNoEndpoints(account, String(prior.id)),
  },
  azurerm_storage_blob: {
    check: needBlobRight,
    create: ({ values }) => fill(values, { url: text(values, "id") ?? "" }),
  },
  azurerm_api_management_api_operation_policy: {
    plan: (context) => keepEqual(context, "xml_content", policyForm),
    check: (context) => {
      const { account, values } = context;
      const { resource_group_name, api_management_name, api_name, operation_id } = values;
      const where = { resource_group_name, api_management_name, api_name, operation_id };
      if (select(account, "azurerm_api_management_api_operation", where).length === 0)
        refuse(`ResourceNotFound: Operation not found: ${String(operation_id)}`, "operation_id");
      checkPolicy(context);
    },
  },
};
