import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";
import type { IArtifactStore } from "../artifact-store/interface";

/** The Azure Machine Learning workspace in which endpoints are. */
export interface IModelWorkspace extends IConstruct {
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly resourceGroupName: string;
  readonly resourceGroupId: string;
  readonly location: string;
  /** ID of the storage account with the scoring script. */
  readonly storageAccountId: string;
  readonly storageAccountName: string;
  /** Container with the scoring script. */
  readonly containerName: string;
  /** ID of the registry from which the endpoints pull. */
  readonly containerRegistryId: string;
  /** What must exist before something is created in the workspace. */
  readonly dependencies: ITerraformDependable[];
  /** What must exist before Terraform writes to the container. */
  readonly storageDependencies: ITerraformDependable[];
  /**
   * Lets the workspace read the models of a store.
   * @returns what must exist before an endpoint serves one of them
   */
  readModels(store: IArtifactStore): ITerraformDependable[];
}
