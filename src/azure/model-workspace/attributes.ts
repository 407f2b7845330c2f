import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { AzureSubscription } from "../subscription";
import type { IArtifactStore } from "../artifact-store/interface";
import { MODEL_WORKSPACE_ATTRIBUTES } from "./checks";
import type { IModelWorkspace } from "./interface";
import { modelReader } from "./model-reader";
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

  private readonly principalId: string | undefined;
  private readonly readers = new Map<IArtifactStore, ITerraformDependable>();

  constructor(scope: Construct, id: string, attributes: ModelWorkspaceAttributes) {
    super(scope, id);
    checkOnce(this, attributes, MODEL_WORKSPACE_ATTRIBUTES);
    const { workspaceName, resourceGroupName, storageAccountId } = attributes;
    this.workspaceName = workspaceName;
    this.resourceGroupName = resourceGroupName;
    this.resourceGroupId = `/subscriptions/${AzureSubscription.of(this).subscriptionId}/resourceGroups/${resourceGroupName}`;
    this.workspaceId = workspaceId(this.resourceGroupId, workspaceName);
    this.location = attributes.location;
    this.storageAccountId = storageAccountId;
    this.storageAccountName = attributes.storageAccountName;
    this.containerName = attributes.containerName;
    this.containerRegistryId = attributes.containerRegistryId;
    this.principalId = attributes.principalId;
  }

  public readModels(store: IArtifactStore): ITerraformDependable[] {
    if (this.principalId === undefined) return [];
    const id = `ReadModels${this.readers.size === 0 ? "" : this.readers.size + 1}`;
    const reader = this.readers.get(store) ?? modelReader(this, id, store, this.principalId);
    this.readers.set(store, reader);
    return [reader];
  }
}
