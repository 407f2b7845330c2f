import type { MachineLearningDatastoreBlobstorage } from "@cdktf/provider-azurerm/lib/machine-learning-datastore-blobstorage";
import type { Construct } from "constructs";
import { dependenciesFor } from "../../core/dependencies";
import type { IModelWorkspace } from "../model-workspace/interface";
import { OptionalBindings } from "../optional-bindings";

export interface DatastoreProps {
  readonly name: string;
  readonly workspace: IModelWorkspace;
  /** ID of the container, in Azure Resource Manager. */
  readonly containerId: string;
  readonly tags?: Record<string, string>;
}

/** A container as the workspace knows it: what is in it is used there, without a copy and without a key. */
export function makeDatastore(
  scope: Construct,
  id: string,
  { name, workspace, containerId, tags }: DatastoreProps,
): MachineLearningDatastoreBlobstorage {
  const { MachineLearningDatastoreBlobstorage } = OptionalBindings.machineLearningDatastoreBlobstorage();
  return new MachineLearningDatastoreBlobstorage(scope, id, {
    name,
    workspaceId: workspace.workspaceId,
    storageContainerId: containerId,
    serviceDataAuthIdentity: "WorkspaceSystemAssignedIdentity",
    tags,
    dependsOn: dependenciesFor(scope, workspace.dependencies),
  });
}
