import type { Accounts, CloudModels } from "../../cloud";
import { servedModels } from "./runtime";

/** The online endpoints of Azure Machine Learning. */
export const models: CloudModels = {
  variables: (_, location) => ({ MLOPS_MODEL_LOCATION: location }),
  refusesOtherAccounts: true,
  served: (accounts: Accounts) => {
    const account = accounts.get("hashicorp/azurerm");
    return account === undefined ? [] : servedModels(account);
  },
};
