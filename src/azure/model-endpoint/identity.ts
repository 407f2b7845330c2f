import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IArtifactStore } from "../artifact-store/interface";
import type { AzureComponentProps } from "../component";
import type { IModelWorkspace } from "../model-workspace/interface";

export interface EndpointIdentityProps extends AzureComponentProps {
  /** Name of the endpoint in the environment. */
  readonly name: string;
  readonly artifactStore: IArtifactStore;
  readonly workspace: IModelWorkspace;
  /** ID of the container to which requests and predictions are written. @default - none are kept */
  readonly callsContainerId?: string;
}

/**
 * The identity of an endpoint's containers: it reads the models and the scoring script, and pulls the image. A system-assigned one would
 * exist after the endpoint, and have a right to the workspace's own storage alone.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-access-resources-from-endpoints-managed-identities
 */
export class EndpointIdentity extends Construct {
  public readonly identityId: string;
  /** What must exist before the endpoint: Azure checks the rights when it makes one. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: EndpointIdentityProps) {
    super(scope, id);
    const { prefix, name, resourceGroup, tags, artifactStore, workspace, callsContainerId } = props;
    const identity = new UserAssignedIdentity(this, "Resource", {
      name: `${prefix}-${name}-endpoint`,
      resourceGroupName: resourceGroup.resourceGroupName,
      location: resourceGroup.location,
      tags,
    });
    const role = (roleId: string, roleDefinitionName: string, on: string) =>
      new RoleAssignment(this, roleId, {
        scope: on,
        roleDefinitionName,
        principalId: identity.principalId,
        // Without it Azure looks up the principal, which is not known everywhere yet.
        principalType: "ServicePrincipal",
      });
    const roles = [
      role("ReadModels", "Storage Blob Data Reader", artifactStore.containerId),
      role("UseWorkspace", "Storage Blob Data Reader", workspace.storageAccountId),
      ...(callsContainerId === undefined ? [] : [role("KeepCalls", "Storage Blob Data Contributor", callsContainerId)]),
      role("PullImages", "AcrPull", workspace.containerRegistryId),
    ];
    // A role assignment reaches the services later than its creation returns (not verified: how much later).
    const triggers = Object.fromEntries(roles.map(({ node, id: roleAssignment }) => [node.id, roleAssignment]));
    this.identityId = identity.id;
    this.dependencies = [new Sleep(this, "RoleDelay", { createDuration: "120s", triggers })];
  }
}
