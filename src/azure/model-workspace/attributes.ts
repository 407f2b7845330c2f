import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { AzureSubscription } from "../subscription";
import { resourceGroupId } from "../resource-group/names";
import type { IArtifactStore } from "../artifact-store/interface";
import { MODEL_WORKSPACE_ATTRIBUTES } from "./checks";
import type { IModelWorkspace } from "./interface";
import { ModelReaders } from "./model-reader";
import { workspaceId } from "./names";
import type { ModelWorkspaceAttributes } from "./settings";

/** An existing workspace. */
export class ImportedModelWorkspace extends Construct implements IModelWorkspace {
  public readonly workspaceId: string;
  public readonly workspaceName: string;
  public readonly resourceGroupName: string;
  public readonly resourceGroupId: string;
  public readonly location: string;
  public readonly storageAccountId: string;
  public readonly storageAccountName: string;
  public readonly containerName: string;
  public readonly containerRegistryId: string;
  public readonly dependencies: ITerraformDependable[] = [];
  public readonly storageDependencies: ITerraformDependable[] = [];

  private readonly readers: ModelReaders | undefined;

  constructor(scope: Construct, id: string, attributes: ModelWorkspaceAttributes) {
    super(scope, id);
    checkOnce(this, attributes, MODEL_WORKSPACE_ATTRIBUTES);
    const { workspaceName, resourceGroupName, storageAccountId } = attributes;
    this.workspaceName = workspaceName;
    this.resourceGroupName = resourceGroupName;
    this.resourceGroupId = resourceGroupId(AzureSubscription.of(this).subscriptionId, resourceGroupName);
    this.workspaceId = workspaceId(this.resourceGroupId, workspaceName);
    this.location = attributes.location;
    this.storageAccountId = storageAccountId;
    this.storageAccountName = attributes.storageAccountName;
    this.containerName = attributes.containerName;
    this.containerRegistryId = attributes.containerRegistryId;
    const { principalId } = attributes;
    this.readers = principalId === undefined ? undefined : new ModelReaders(this, principalId);
  }

  public readModels(store: IArtifactStore): ITerraformDependable[] {
    return this.readers === undefined ? [] : [this.readers.of(store)];
  }
}
