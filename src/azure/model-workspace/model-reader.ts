import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { IArtifactStore } from "../artifact-store/interface";

/** The right of a workspace's identity to read models where MLflow keeps them: one role for each store. */
export class ModelReaders {
  private readonly roles = new Map<IArtifactStore, RoleAssignment>();

  constructor(
    private readonly scope: Construct,
    private readonly principalId: string,
  ) {}

  /** The role for a store; the first of a workspace is `ReadModels`. */
  public of(store: IArtifactStore): ITerraformDependable {
    const made = this.roles.get(store) ?? this.assign(store, this.roles.size + 1);
    this.roles.set(store, made);
    return made;
  }

  private assign(store: IArtifactStore, number: number): RoleAssignment {
    return new RoleAssignment(this.scope, number === 1 ? "ReadModels" : `ReadModels${number}`, {
      scope: store.containerId,
      roleDefinitionName: "Storage Blob Data Reader",
      principalId: this.principalId,
      principalType: "ServicePrincipal",
    });
  }
}
