import type { ApiGatewayIntegrationResponse } from "@cdktf/provider-aws/lib/api-gateway-integration-response";
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method";
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource";
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount } from "../account";
import { policyDocument, serviceTrust } from "../iam";
import type { IModelEndpoint } from "../model-endpoint/interface";
import { OptionalBindings } from "../optional-bindings";
import { SCORING_RESPONSES, type ScoringResponse } from "./scoring-responses";

export interface ScoringRouteProps {
  /** Beginning of the role's name. */
  readonly prefix: string;
  readonly api: ApiGatewayRestApi;
  /** The resource `/score`. */
  readonly parentId: string;
  readonly endpoint: IModelEndpoint;
  readonly timeoutSeconds: number;
  readonly tags?: Record<string, string>;
}

/**
 * `POST /score/<name>`: API Gateway calls the SageMaker runtime itself, by a role that may call this endpoint alone. There is no server
 * in between, and the route does not wait for the endpoint.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
 */
export class ScoringRoute extends Construct {
  /** What must exist before a deployment may freeze the route. */
  public readonly dependencies: ITerraformDependable[];
  /** Changes with whatever changes a call. */
  public readonly content: string;

  constructor(scope: Construct, id: string, props: ScoringRouteProps) {
    super(scope, id);
    const { api, endpoint, timeoutSeconds } = props;
    const { partition, region } = AwsAccount.of(this);
    const { role, policy } = this.role(props);
    const resource = new ApiGatewayResource(this, "Resource", {
      restApiId: api.id,
      parentId: props.parentId,
      pathPart: endpoint.name,
    });
    const method = new ApiGatewayMethod(this, "Post", {
      restApiId: api.id,
      resourceId: resource.id,
      httpMethod: "POST",
      authorization: "AWS_IAM",
    });
    const uri = `arn:${partition}:apigateway:${region}:runtime.sagemaker:path/endpoints/${endpoint.endpointName}/invocations`;
    const integration = new ApiGatewayIntegration(this, "ToEndpoint", {
      restApiId: api.id,
      resourceId: resource.id,
      httpMethod: method.httpMethod,
      type: "AWS",
      integrationHttpMethod: "POST",
      uri,
      credentials: role.arn,
      requestParameters: { "integration.request.header.Content-Type": "'application/json'" },
      timeoutMilliseconds: timeoutSeconds * 1000,
    });
    this.dependencies = [policy, ...SCORING_RESPONSES.map((response) => this.response(response, method, integration))];
    // The integration's attributes: a deployment that is made before the integration changed would freeze the old one.
    this.content = [
      `POST AWS_IAM ${integration.resourceId} ${integration.uri} ${integration.credentials}`,
      `${timeoutSeconds} ${JSON.stringify(SCORING_RESPONSES)}`,
    ].join(" ");
  }

  /** The role of the integration. No condition in its trust: only who may pass the role in this account can set it. */
  private role({ prefix, endpoint, tags }: ScoringRouteProps): { role: IamRole; policy: IamRolePolicy } {
    const role = new IamRole(this, "Role", {
      name: `${prefix}-${endpoint.name}-scoring`,
      description: `API Gateway calls the endpoint ${endpoint.endpointName}`,
      assumeRolePolicy: serviceTrust("ApiGateway", "apigateway.amazonaws.com"),
      tags,
    });
    const policy = new IamRolePolicy(this, "Policy", {
      name: "call-endpoint",
      role: role.id,
      policy: policyDocument([
        { Sid: "CallEndpoint", Effect: "Allow", Action: "sagemaker:InvokeEndpoint", Resource: endpoint.endpointArn },
      ]),
    });
    return { role, policy };
  }

  private response(
    { status, selectionPattern, template }: ScoringResponse,
    method: ApiGatewayMethod,
    integration: ApiGatewayIntegration,
  ): ApiGatewayIntegrationResponse {
    const { ApiGatewayMethodResponse } = OptionalBindings.apiGatewayMethodResponse();
    const { ApiGatewayIntegrationResponse } = OptionalBindings.apiGatewayIntegrationResponse();
    const { restApiId, resourceId, httpMethod } = integration;
    const declared = new ApiGatewayMethodResponse(this, `Status${status}`, {
      restApiId,
      resourceId,
      httpMethod: method.httpMethod,
      statusCode: status,
    });
    return new ApiGatewayIntegrationResponse(this, `Response${status}`, {
      restApiId,
      resourceId,
      httpMethod,
      statusCode: declared.statusCode,
      selectionPattern,
      responseTemplates: template === undefined ? undefined : { "application/json": template },
    });
  }
}
