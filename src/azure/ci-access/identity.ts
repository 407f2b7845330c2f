import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Construct } from "constructs";
import { OptionalBindings } from "../optional-bindings";
import { AzureSubscription } from "../subscription";
import { GRAPH_CLIENT_ID, GRAPH_SCOPE, TOKEN_AUDIENCE } from "./defaults";
import type { CiRole } from "./settings";

export interface CiIdentityProps {
  /** Name of the identity, and of a role that is created for it. */
  readonly name: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly issuer: string;
  /** Exact subjects of the tokens that may use it. */
  readonly subjects: string[];
  readonly roles: CiRole[];
  readonly tags?: Record<string, string>;
}

/** An identity that the jobs of a pipeline use without a key, and its roles. */
export class CiIdentity extends Construct {
  public readonly clientId: string;
  public readonly principalId: string;
  private readonly identity: UserAssignedIdentity;
  private definitions = 0;

  constructor(scope: Construct, id: string, props: CiIdentityProps) {
    super(scope, id);
    const { name, resourceGroupName, location, tags } = props;
    this.identity = new UserAssignedIdentity(this, "Resource", { name, resourceGroupName, location, tags });
    this.clientId = this.identity.clientId;
    this.principalId = this.identity.principalId;
    this.trust(props);
    for (const role of props.roles)
      if (role.scope === GRAPH_SCOPE) this.permit(role.role);
      else this.assign(role, name);
  }

  /** @see https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation-create-trust-user-assigned-managed-identity */
  private trust({ issuer, subjects, resourceGroupName }: CiIdentityProps): void {
    const { FederatedIdentityCredential } = OptionalBindings.federatedIdentityCredential();
    for (const subject of subjects)
      new FederatedIdentityCredential(this, `Trust-${subject}`, {
        // At most 120 letters, digits, hyphens and underscores.
        name: subject
          .replace(/[^A-Za-z0-9_-]+/g, "-")
          .slice(-120)
          .replace(/^[-_]+/, ""),
        resourceGroupName,
        parentId: this.identity.id,
        issuer,
        subject,
        audience: [TOKEN_AUDIENCE],
      });
  }

  private assign(given: CiRole, name: string): void {
    const { role, condition, actions } = given;
    const scope = given.scope.replace("{subscription}", AzureSubscription.of(this).subscriptionId);
    const id = `${role}-${given.scope}`;
    new RoleAssignment(this, `Role-${id}`, {
      scope,
      ...(actions === undefined
        ? { roleDefinitionName: role }
        : { roleDefinitionId: this.define(`Definition-${id}`, name, scope, actions) }),
      principalId: this.identity.principalId,
      // Without it Azure looks up the principal, which is not known everywhere yet.
      principalType: "ServicePrincipal",
      ...(condition === undefined ? {} : { condition, conditionVersion: "2.0" }),
    });
  }

  /** A role of the tenant, where names are unique. */
  private define(id: string, name: string, scope: string, actions: string[]): string {
    const { RoleDefinition } = OptionalBindings.roleDefinition();
    this.definitions += 1;
    const definition = new RoleDefinition(this, id, {
      name: this.definitions === 1 ? name : `${name}-${this.definitions}`,
      scope,
      assignableScopes: [scope],
      permissions: [{ actions }],
    });
    return definition.roleDefinitionResourceId;
  }

  /** @see https://learn.microsoft.com/en-us/graph/permissions-reference */
  private permit(permission: string): void {
    const { AppRoleAssignment } = OptionalBindings.appRoleAssignment();
    const graph = this.graph();
    new AppRoleAssignment(this, `Permission-${permission}`, {
      appRoleId: graph.appRoleIds.lookup(permission),
      principalObjectId: this.identity.principalId,
      resourceObjectId: graph.objectId,
    });
  }

  private graph() {
    const { DataAzureadServicePrincipal } = OptionalBindings.dataAzureadServicePrincipal();
    const known = this.node.tryFindChild("Graph") as InstanceType<typeof DataAzureadServicePrincipal> | undefined;
    return known ?? new DataAzureadServicePrincipal(this, "Graph", { clientId: GRAPH_CLIENT_ID });
  }
}
