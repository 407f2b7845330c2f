/** Settings of the Azure Machine Learning workspace that the endpoints of a platform share. */
export interface ModelWorkspaceSettings {
  /**
   * ID of a container registry in which Azure Machine Learning builds the images of the models. The endpoints pull from it.
   * @default - a new registry of the tier Basic, about $5 a month
   */
  readonly containerRegistryId?: string;
  /**
   * Object IDs of further identities that deploy: people and pipelines. Terraform reads and writes the scoring script in the workspace's
   * storage, for which an owner of the subscription has no right without a role. `deployerObjectId` has it, or the identity of the first deploy.
   * @default - no other identity
   */
  readonly deployerObjectIds?: string[];
}

/** An existing Azure Machine Learning workspace. */
export interface ModelWorkspaceAttributes {
  readonly workspaceName: string;
  /** Resource group of the workspace, in which its endpoints are created too. */
  readonly resourceGroupName: string;
  /** Location of the workspace, for instance `westeurope`. */
  readonly location: string;
  /** The workspace's storage account. */
  readonly storageAccountName: string;
  readonly storageAccountId: string;
  /** A container of that account for the scoring script. Whoever deploys needs the role Storage Blob Data Contributor on it. */
  readonly containerName: string;
  /** ID of the workspace's container registry. */
  readonly containerRegistryId: string;
  /**
   * Object ID of the workspace's identity: `az ml workspace show --query identity.principal_id`. It gets the role Storage Blob Data Reader on
   * the container of the artifacts.
   * @default - unknown: who owns the artifacts gives the identity that role before the deploy
   */
  readonly principalId?: string;
}
