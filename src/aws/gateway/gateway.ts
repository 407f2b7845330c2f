import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { ApiGatewayRestApiPolicy } from "@cdktf/provider-aws/lib/api-gateway-rest-api-policy";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { Apigatewayv2VpcLink } from "@cdktf/provider-aws/lib/apigatewayv2-vpc-link";
import { Token, dependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import { AwsAccount } from "../account";
import type { AwsComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { policyDocument } from "../iam";
import type { IModelEndpoint } from "../model-endpoint/interface";
import type { INetwork } from "../network/interface";
import { SecurityGroup, allowBetween } from "../network/security-group";
import { OptionalBindings } from "../optional-bindings";
import type { ITrackingServer } from "../tracking-server/interface";
import { vpcLinkCondition } from "../vpc-links";
import { GatewayLog } from "./access-log";
import { ImportedGateway } from "./attributes";
import { GATEWAY } from "./checks";
import type { GatewayMetrics, IGateway, IGatewayCaller } from "./interface";
import { MAX_TIMEOUT_SECONDS, resolveGateway, type ResolvedGateway } from "./defaults";
import { ScoringRoute } from "./scoring-route";
import { GatewayAccessLog, type GatewayAttributes, type GatewaySettings } from "./settings";

export interface GatewayProps extends AwsComponentProps, GatewaySettings {
  readonly network: INetwork;
  /** The servers to which calls are forwarded. */
  readonly trackingServer: ITrackingServer;
  /** The identity that is allowed. */
  readonly caller: IGatewayCaller;
}

/** What the methods of the gateway share. */
interface Parts {
  readonly props: GatewayProps;
  readonly settings: ResolvedGateway;
  readonly api: ApiGatewayRestApi;
}

/**
 * The gateway: a REST API with one resource, `/{proxy+}`, and one method, POST, signed by AWS IAM, in front of the
 * internal load balancer. Its policy allows Snowflake's role and denies all others, including administrators of the account.
 * Snowflake does not support other kinds of API or custom domains.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-aws-planning
 */
export class Gateway extends Construct implements IGateway {
  /**
   * Uses an existing gateway.
   * @throws ValidationError for a URL that Snowflake would reject
   */
  public static fromGatewayAttributes(scope: Construct, id: string, attributes: GatewayAttributes): IGateway {
    return new ImportedGateway(scope, id, attributes);
  }

  public readonly url: string;
  public readonly invokeArn: string;
  public readonly stageName: string;
  public readonly restApiId: string;
  /** Metrics of the gateway. */
  public readonly metrics: GatewayMetrics;
  private readonly parts: Parts;
  private readonly deployment: ApiGatewayDeployment;
  /** The resource `/score`, made with the first endpoint. */
  private scoring: ApiGatewayResource | undefined;

  /** @throws ValidationError for an invalid stage name, timeout, rate or principal */
  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(GATEWAY), props.size);
    const settings = resolveGateway(props, props.size);
    this.stageName = settings.stageName;
    const api = new ApiGatewayRestApi(this, "Resource", {
      name: props.prefix,
      description: "MLflow for Snowflake external functions",
      // Snowflake accepts regional and private endpoints only.
      endpointConfiguration: { types: ["REGIONAL"] },
      tags: props.tags,
    });
    const account = AwsAccount.of(this);
    this.restApiId = api.id;
    // Built from the API alone, so that the functions need not wait for the stage. Snowflake calls no API Gateway in China,
    // so the suffix is the same in every partition.
    this.url = `https://${api.id}.execute-api.${account.region}.amazonaws.com/${this.stageName}/`;
    this.invokeArn = `${api.executionArn}/${this.stageName}/POST/*`;

    const parts = (this.parts = { props, settings, api });
    const integration = this.integration(parts, this.vpcLink(props));
    const log = this.accessLog(props, settings.accessLog);
    this.metrics = { apiName: api.name, stageName: this.stageName, accessLogGroupName: log?.logGroupName };
    this.deployment = this.deploy(parts, integration, log);
  }

  /** Adds the route `POST /score/<name>` to an endpoint; who may call it is decided by the same policy as for all other routes. */
  public addEndpoint(endpoint: IModelEndpoint): void {
    const { props, api } = this.parts;
    this.scoring ??= new ApiGatewayResource(this, "Score", {
      restApiId: api.id,
      parentId: api.rootResourceId,
      pathPart: "score",
    });
    const route = new ScoringRoute(this, `Score-${endpoint.name}`, {
      ...{ prefix: props.prefix, tags: props.tags, api, endpoint },
      parentId: this.scoring.id,
      // Longer than the model has, so that it is the model's server that ends a slow call: Snowflake would repeat what the gateway ends.
      timeoutSeconds: MAX_TIMEOUT_SECONDS,
    });
    const { deployment } = this;
    deployment.triggers = { ...deployment.triggersInput, [`score_${endpoint.name}`]: route.content };
    deployment.dependsOn = [...(deployment.dependsOn ?? []), ...route.dependencies.map(dependable)];
  }

  private vpcLink({ prefix, tags, network, trackingServer }: GatewayProps): Apigatewayv2VpcLink {
    const group = new SecurityGroup(this, "SecurityGroup", {
      name: `${prefix}-gateway`,
      description: "API Gateway VPC link: to the load balancer only",
      vpcId: network.vpcId,
      tags,
    });
    const { loadBalancerSecurityGroupId: balancer, loadBalancerPort: port } = trackingServer;
    if (balancer === undefined) {
      group.allowToAnywhere("ToLoadBalancer", "To the load balancer");
    } else {
      group.allowTo("ToLoadBalancer", balancer, port, "To the load balancer");
      allowBetween(this, "IntoLoadBalancer", group.securityGroupId, balancer, port, "From the API Gateway VPC link");
    }
    return new Apigatewayv2VpcLink(this, "VpcLink", {
      name: prefix,
      securityGroupIds: [group.securityGroupId],
      subnetIds: network.loadBalancerSubnetIds,
      tags,
      lifecycle: {
        // A link cannot be deleted while a deployment refers to it, nor be changed.
        createBeforeDestroy: true,
        precondition: [vpcLinkCondition(AwsAccount.of(this).region)],
      },
    });
  }

  private integration({ props, settings, api }: Parts, link: Apigatewayv2VpcLink): ApiGatewayIntegration {
    const resource = new ApiGatewayResource(this, "Proxy", {
      restApiId: api.id,
      parentId: api.rootResourceId,
      pathPart: "{proxy+}",
    });
    const method = new ApiGatewayMethod(this, "Post", {
      restApiId: api.id,
      resourceId: resource.id,
      httpMethod: "POST",
      authorization: "AWS_IAM",
      requestParameters: { "method.request.path.proxy": true },
    });
    const { trackingServer: target } = props;
    return new ApiGatewayIntegration(this, "ToLoadBalancer", {
      restApiId: api.id,
      resourceId: resource.id,
      httpMethod: method.httpMethod,
      type: "HTTP_PROXY",
      integrationHttpMethod: "POST",
      connectionType: "VPC_LINK",
      connectionId: link.id,
      integrationTarget: target.loadBalancerArn,
      uri: `${target.url}/{proxy}`,
      requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
      timeoutMilliseconds: settings.timeoutSeconds * 1000,
    });
  }

  private accessLog(props: GatewayProps, accessLog: GatewayAccessLog): GatewayLog | undefined {
    if (accessLog === GatewayAccessLog.NONE) return undefined;
    const { prefix, size, tags, encryptionKeyArn } = props;
    return new GatewayLog(this, "AccessLog", { prefix, size, tags, accessLog, encryptionKeyArn });
  }

  private deploy(
    { props, settings, api }: Parts,
    integration: ApiGatewayIntegration,
    log: GatewayLog | undefined,
  ): ApiGatewayDeployment {
    const document = this.policy(props, api);
    const policy = new ApiGatewayRestApiPolicy(this, "Policy", {
      restApiId: api.id,
      policy: document,
      dependsOn: dependenciesFor(this, props.caller.dependencies),
    });
    // A stage serves the API as it was deployed, with its policy: everything that affects a call is a trigger.
    const deployment = new ApiGatewayDeployment(this, "Deployment", {
      restApiId: api.id,
      triggers: {
        resource: integration.resourceId,
        method: "POST AWS_IAM",
        integration: `${integration.uri} ${integration.integrationTarget} ${integration.connectionId} ${Token.asString(integration.timeoutMilliseconds)}`,
        policy: document,
        caller: props.caller.generation,
      },
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [integration, policy],
    });
    const stage = new ApiGatewayStage(this, "Stage", {
      restApiId: api.id,
      deploymentId: deployment.id,
      stageName: this.stageName,
      accessLogSettings: log && { destinationArn: log.logGroupArn, format: log.format },
      tags: props.tags,
      dependsOn: log?.dependencies,
    });
    if (props.webAclArn !== undefined) {
      const { Wafv2WebAclAssociation } = OptionalBindings.wafv2WebAclAssociation();
      new Wafv2WebAclAssociation(this, "WebAcl", { resourceArn: stage.arn, webAclArn: props.webAclArn });
    }
    new ApiGatewayMethodSettings(this, "Throttling", {
      restApiId: api.id,
      stageName: stage.stageName,
      methodPath: "*/*",
      settings: {
        throttlingRateLimit: settings.requestsPerSecond,
        throttlingBurstLimit: settings.requestBurst,
        // Execution logs would hold credentials and bodies.
        loggingLevel: "OFF",
        dataTraceEnabled: false,
      },
    });
    return deployment;
  }

  private policy(props: GatewayProps, api: ApiGatewayRestApi): string {
    return policyDocument([
      {
        Sid: "Snowflake",
        Effect: "Allow",
        Principal: { AWS: props.caller.sessionArn },
        Action: "execute-api:Invoke",
        Resource: this.invokeArn,
      },
      {
        // Within one account an identity policy is sufficient: without the Deny statement, any administrator could call.
        Sid: "NobodyElse",
        Effect: "Deny",
        Principal: "*",
        Action: "execute-api:Invoke",
        Resource: `${api.executionArn}/*`,
        Condition: {
          StringNotEquals: { "aws:PrincipalArn": [props.caller.roleArn, ...(props.allowedRoleArns ?? [])] },
        },
      },
    ]);
  }
}
