import type { ApiManagement } from "@cdktf/provider-azurerm/lib/api-management";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { IModelEndpoint } from "../model-endpoint/interface";
import { OptionalBindings } from "../optional-bindings";
import type { IResourceGroup } from "../resource-group/interface";

export interface EndpointCallerProps {
  readonly service: ApiManagement;
  readonly resourceGroup: IResourceGroup;
}

/** The only action of who scores rows. */
const SCORE = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action";

/**
 * The identity with which the gateway calls endpoints, and the role that it gets on each of them. Azure's own roles that may score may do much
 * more.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-authenticate-online-endpoint
 */
export class EndpointCaller extends Construct {
  /** Object ID of the identity. */
  public readonly principalId: string;
  public readonly roleDefinitionId: string;
  /** Resource groups in which the role can be assigned: the platform's, and those of workspaces that are brought along. */
  private readonly scopes: Set<string>;

  constructor(scope: Construct, id: string, { service, resourceGroup }: EndpointCallerProps) {
    super(scope, id);
    service.putIdentity({ type: "SystemAssigned" });
    this.scopes = new Set([resourceGroup.resourceGroupId]);
    const { RoleDefinition } = OptionalBindings.roleDefinition();
    const role = new RoleDefinition(this, "Role", {
      // Unique in the tenant, as the service's name is in all of Azure.
      name: `${service.name} scores by model endpoints`,
      description: "Calls online endpoints of Azure Machine Learning, and nothing else",
      scope: resourceGroup.resourceGroupId,
      assignableScopes: Lazy.listValue({ produce: () => [...this.scopes] }),
      permissions: [{ actions: [SCORE], notActions: [] }],
    });
    this.principalId = service.identity.principalId;
    this.roleDefinitionId = role.roleDefinitionResourceId;
  }

  /** Lets the role be assigned on an endpoint. */
  public add(endpoint: IModelEndpoint): void {
    this.scopes.add(endpoint.resourceGroupId);
  }
}
