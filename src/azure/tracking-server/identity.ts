import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IArtifactStore } from "../artifact-store/interface";
import type { AzureComponentProps } from "../component";

export interface ServerIdentityProps extends AzureComponentProps {
  readonly artifactStore: IArtifactStore;
}

/** The identity of the servers, which may read and write the artifacts. */
export class ServerIdentity extends Construct {
  public readonly identityId: string;
  public readonly clientId: string;
  /** What must exist before a server uses the artifacts. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, { prefix, resourceGroup, tags, artifactStore }: ServerIdentityProps) {
    super(scope, id);
    const identity = new UserAssignedIdentity(this, "Resource", {
      name: `${prefix}-mlflow`,
      resourceGroupName: resourceGroup.resourceGroupName,
      location: resourceGroup.location,
      tags,
    });
    const role = new RoleAssignment(this, "UseArtifacts", {
      scope: artifactStore.containerId,
      roleDefinitionName: "Storage Blob Data Contributor",
      principalId: identity.principalId,
      // Without it Azure looks up the principal, which is not known everywhere yet.
      principalType: "ServicePrincipal",
    });
    // A role assignment reaches the storage service later than its creation returns (not verified: how much later).
    const sleep = new Sleep(this, "RoleDelay", { createDuration: "60s", triggers: { role: role.id } });
    this.identityId = identity.id;
    this.clientId = identity.clientId;
    this.dependencies = [sleep];
  }
}
