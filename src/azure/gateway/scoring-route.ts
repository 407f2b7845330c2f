import type { ApiManagementApi } from "@cdktf/provider-azurerm/lib/api-management-api";
import { ApiManagementApiOperation } from "@cdktf/provider-azurerm/lib/api-management-api-operation";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { SnowflakeAccountIdentity } from "../../snowflake";
import type { IModelEndpoint } from "../model-endpoint/interface";
import { OptionalBindings } from "../optional-bindings";
import type { IGatewayCaller } from "./interface";
import { scoringPolicyXml } from "./scoring-policy";

export interface ScoringRouteProps {
  readonly api: ApiManagementApi;
  readonly endpoint: IModelEndpoint;
  /** Who may call. */
  readonly caller: IGatewayCaller;
  /** The only Snowflake account whose functions are admitted. */
  readonly snowflakeAccount: SnowflakeAccountIdentity;
  readonly requestBurst: number;
  readonly timeoutSeconds: number;
  /** Object ID of the gateway's identity. */
  readonly principalId: string;
  /** ID of the role that may call an endpoint. */
  readonly roleDefinitionId: string;
  /** What must exist before the policy is written. */
  readonly dependencies: ITerraformDependable[];
}

/**
 * `POST /score/<name>`: API Management calls the endpoint itself, by its own identity, which may call this endpoint alone. The route does not
 * wait for the endpoint; its right does.
 */
export class ScoringRoute extends Construct {
  constructor(scope: Construct, id: string, props: ScoringRouteProps) {
    super(scope, id);
    const { api, endpoint, caller, snowflakeAccount } = props;
    const within = {
      apiManagementName: api.apiManagementName,
      resourceGroupName: api.resourceGroupName,
      apiName: api.name,
    };
    const operation = new ApiManagementApiOperation(this, "Post", {
      ...within,
      operationId: `score-${endpoint.name}`,
      displayName: `Scores rows by the model endpoint ${endpoint.name}`,
      method: "POST",
      urlTemplate: `/${endpoint.path}`,
    });
    const { ApiManagementApiOperationPolicy } = OptionalBindings.apiManagementApiOperationPolicy();
    new ApiManagementApiOperationPolicy(this, "Policy", {
      ...within,
      operationId: operation.operationId,
      xmlContent: scoringPolicyXml({
        name: endpoint.name,
        tenantId: caller.tenantId,
        audience: caller.audience,
        clientId: caller.snowflakeClientId,
        snowflakeAccount: snowflakeAccount.account,
        snowflakeRegion: snowflakeAccount.region,
        scoringUri: endpoint.scoringUri,
        requestBurst: props.requestBurst,
        timeoutSeconds: props.timeoutSeconds,
      }),
      dependsOn: props.dependencies,
    });
    new RoleAssignment(this, "CallEndpoint", {
      scope: endpoint.endpointId,
      roleDefinitionId: props.roleDefinitionId,
      principalId: props.principalId,
      principalType: "ServicePrincipal",
      dependsOn: endpoint.dependencies,
    });
  }
}
