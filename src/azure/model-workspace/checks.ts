import type { CheckTable } from "../../core/checks";
import { named, that, unique, type Rule } from "../../core/rules";
import { idOf } from "../artifact-store/checks";
import { DEPLOYER_ROWS } from "../deployer/checks";
import type { DeployerSettings } from "../deployer/settings";
import { AzureNameRules } from "../names";
import { LOCATION, OBJECT_ID, resourceId } from "../rules";
import type { ModelWorkspaceAttributes, ModelWorkspaceSettings } from "./settings";

const REGISTRY_ID = resourceId("Microsoft.ContainerRegistry/registries");

/** `deployerObjectIds` besides `deployerObjectId`: Azure refuses a second assignment of the same role. */
export function otherDeployers(deployerObjectId: string | undefined): Rule {
  return that(
    (objectId) => String(objectId).toLowerCase() !== deployerObjectId?.toLowerCase(),
    "not be deployerObjectId, which has the role already",
    "Remove it from the list",
  );
}

/** Requirements on the settings of a workspace. */
export const MODEL_WORKSPACE: CheckTable<ModelWorkspaceSettings> = {
  rows: [
    { field: "containerRegistryId", rule: REGISTRY_ID },
    { field: "deployerObjectIds", each: true, rule: OBJECT_ID, synthesis: true },
    { field: "deployerObjectIds", each: true, rule: unique() },
  ],
};

/** Requirements on a workspace that is used alone. */
export const WORKSPACE: CheckTable<ModelWorkspaceSettings & DeployerSettings> = {
  rows: [
    ...MODEL_WORKSPACE.rows,
    ...DEPLOYER_ROWS,
    { field: "deployerObjectIds", each: true, rule: ({ deployerObjectId }) => otherDeployers(deployerObjectId) },
  ],
};

/** Requirements on the attributes of an existing workspace. */
export const MODEL_WORKSPACE_ATTRIBUTES: CheckTable<ModelWorkspaceAttributes> = {
  rows: [
    { field: "workspaceName", rule: named(AzureNameRules.MODEL_WORKSPACE) },
    { field: "resourceGroupName", rule: named(AzureNameRules.RESOURCE_GROUP) },
    { field: "location", rule: LOCATION },
    { field: "storageAccountName", rule: named(AzureNameRules.STORAGE_ACCOUNT) },
    { field: "storageAccountId", rule: resourceId("Microsoft.Storage/storageAccounts") },
    { field: "storageAccountId", rule: ({ storageAccountName }) => idOf(storageAccountName) },
    { field: "containerName", rule: named(AzureNameRules.STORAGE_CONTAINER) },
    { field: "containerRegistryId", rule: REGISTRY_ID },
    { field: "principalId", rule: OBJECT_ID },
  ],
};
