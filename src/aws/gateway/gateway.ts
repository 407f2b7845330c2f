import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { ApiGatewayRestApiPolicy } from "@cdktf/provider-aws/lib/api-gateway-rest-api-policy";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { Apigatewayv2VpcLink } from "@cdktf/provider-aws/lib/apigatewayv2-vpc-link";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { NameRules, Problems, Sizes } from "../core";
import { AwsAccount } from "./account";
import { GatewayAccessLog } from "./gateway-access-log";
import type { INetwork } from "./network";
import type { AwsPartProps } from "./part";
import { DEFAULT_STAGE, MAX_TIMEOUT_SECONDS, checkGateway } from "./private/checks";
import { Firewall } from "./private/firewall";
import { GatewayLog } from "./private/gateway-log";
import { Optional } from "./private/optional";
import { policyDocument } from "./private/policy";

/** The HTTPS door that Snowflake's external functions call. */
export interface IGateway extends IConstruct {
  /** What every function's URL begins with: `https://<api>.execute-api.<region>.<suffix>/<stage>/`. */
  readonly url: string;
  /** ARN pattern of what a caller may invoke: POST on the stage. */
  readonly invokeArn: string;
}

/** The one identity that the gateway lets in. */
export interface IGatewayCaller extends IConstruct {
  /** ARN of the role, without a path. */
  readonly roleArn: string;
  /** ARN of the session in which Snowflake assumes the role. */
  readonly sessionArn: string;
  /** What must exist before a policy may name the role. */
  readonly visible: ITerraformDependable[];
  /** Changes when the role is made anew: AWS then no longer takes it for the one in the policy. */
  readonly generation: string;
}

/** The internal load balancer behind the gateway. */
export interface IGatewayTarget extends IConstruct {
  readonly loadBalancerArn: string;
  readonly loadBalancerDnsName: string;
  readonly loadBalancerPort: number;
  /** Security group of the load balancer; the gateway adds a rule to it. */
  readonly loadBalancerSecurityGroupId?: string;
}

/** What a team may choose about the gateway. */
export interface GatewaySettings {
  /** Requests a second on average, for all callers together. @default - 20 in dev, 200 in prod */
  readonly requestsPerSecond?: number;
  /** Requests at once, for all callers together. @default - 50 in dev, 400 in prod */
  readonly requestBurst?: number;
  /** Name of the stage; part of the URL, so changing it changes every function. @default - "v1" */
  readonly stageName?: string;
  /** Seconds that a call may take, 1 to 29. @default - 29 */
  readonly timeoutSeconds?: number;
  /** ARNs of roles that the Deny spares, for emergencies; each still needs `execute-api:Invoke` of its own. @default - none */
  readonly allowedRoleArns?: string[];
  /** Who called what, kept as long as the servers' logs. @default - GatewayAccessLog.NONE: it needs a role that is one setting of the whole account */
  readonly accessLog?: GatewayAccessLog;
  /** ARN of a KMS key for the access log; its policy must admit CloudWatch Logs, see docs/aws.md. @default - CloudWatch's own encryption */
  readonly encryptionKeyArn?: string;
  /** ARN of a regional web ACL that exists; WAF then sees every call before the gateway does. @default - none */
  readonly webAclArn?: string;
}

export interface GatewayProps extends AwsPartProps, GatewaySettings {
  readonly network: INetwork;
  readonly target: IGatewayTarget;
  readonly caller: IGatewayCaller;
}

/** A gateway that exists already. */
export interface GatewayAttributes {
  /** `https://<api>.execute-api.<region>.amazonaws.com/<stage>/`, the slash at the end included. */
  readonly url: string;
  /** ARN pattern of what a caller may invoke, `arn:aws:execute-api:<region>:<account>:<api>/<stage>/POST/*`. */
  readonly invokeArn: string;
}

/**
 * The gateway: a REST API with one resource, `/{proxy+}`, and one method, POST, signed by AWS IAM, in front of the
 * internal load balancer. Its policy lets Snowflake's role in and denies everybody else, administrators of the account too.
 * Snowflake works with no other kind of API, and with no custom domain.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-aws-planning
 */
export class Gateway extends Construct implements IGateway {
  /**
   * Brings your own gateway.
   * @throws ValidationError for a URL that Snowflake would not take
   */
  public static fromGatewayAttributes(scope: Construct, id: string, attributes: GatewayAttributes): IGateway {
    return new ImportedGateway(scope, id, attributes);
  }

  public readonly url: string;
  public readonly invokeArn: string;
  public readonly stageName: string;
  public readonly restApiId: string;
  /** Name of the REST API, by which CloudWatch knows it. */
  public readonly apiName: string;
  /** Log group of the access log, in JSON with a field `status`; undefined without one. */
  public readonly accessLogGroupName?: string;

  /** @throws ValidationError for a stage name, a timeout, a rate or a principal that cannot work */
  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id);
    this.stageName = props.stageName ?? DEFAULT_STAGE;
    const problems = new Problems(this);
    NameRules.check(problems, "prefix", props.prefix, NameRules.PREFIX);
    checkGateway(problems, props, props.size);
    problems.throwIfAny();

    const api = new ApiGatewayRestApi(this, "Resource", {
      name: props.prefix,
      description: "MLflow for Snowflake external functions",
      // Snowflake accepts regional and private endpoints only.
      endpointConfiguration: { types: ["REGIONAL"] },
      tags: props.tags,
    });
    const account = AwsAccount.of(this);
    this.restApiId = api.id;
    this.apiName = api.name;
    // Built from the API alone, so that the functions need not wait for the stage. Snowflake calls no API Gateway in China,
    // so the suffix is the same in every partition.
    this.url = `https://${api.id}.execute-api.${account.region}.amazonaws.com/${this.stageName}/`;
    this.invokeArn = `${api.executionArn}/${this.stageName}/POST/*`;

    const link = this.link(props);
    const integration = this.route(props, api, link);
    const log = gatewayLog(this, props);
    this.accessLogGroupName = log?.logGroupName;
    this.deploy(props, api, integration, log);
  }

  private link(props: GatewayProps): Apigatewayv2VpcLink {
    const { target } = props;
    const firewall = new Firewall(this, "Firewall", {
      name: `${props.prefix}-gateway`,
      description: "API Gateway VPC link: out to the load balancer alone",
      vpcId: props.network.vpcId,
      tags: props.tags,
    });
    if (target.loadBalancerSecurityGroupId === undefined) {
      firewall.letOutAnywhere("ToLoadBalancer", "To the load balancer");
    } else {
      firewall.letOut(
        "ToLoadBalancer",
        target.loadBalancerSecurityGroupId,
        target.loadBalancerPort,
        "To the load balancer",
      );
      new VpcSecurityGroupIngressRule(this, "IntoLoadBalancer", {
        securityGroupId: target.loadBalancerSecurityGroupId,
        referencedSecurityGroupId: firewall.securityGroupId,
        ipProtocol: "tcp",
        fromPort: target.loadBalancerPort,
        toPort: target.loadBalancerPort,
        description: "From the API Gateway VPC link",
      });
    }
    return new Apigatewayv2VpcLink(this, "VpcLink", {
      name: props.prefix,
      securityGroupIds: [firewall.securityGroupId],
      subnetIds: props.network.loadBalancerSubnetIds,
      tags: props.tags,
      // A link cannot be deleted while a deployment refers to it, nor be changed.
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private route(props: GatewayProps, api: ApiGatewayRestApi, link: Apigatewayv2VpcLink): ApiGatewayIntegration {
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
    const { target } = props;
    const port = target.loadBalancerPort === 80 ? "" : `:${target.loadBalancerPort}`;
    return new ApiGatewayIntegration(this, "ToLoadBalancer", {
      restApiId: api.id,
      resourceId: resource.id,
      httpMethod: method.httpMethod,
      type: "HTTP_PROXY",
      integrationHttpMethod: "POST",
      connectionType: "VPC_LINK",
      connectionId: link.id,
      integrationTarget: target.loadBalancerArn,
      uri: `http://${target.loadBalancerDnsName}${port}/{proxy}`,
      requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
      timeoutMilliseconds: (props.timeoutSeconds ?? MAX_TIMEOUT_SECONDS) * 1000,
    });
  }

  private deploy(
    props: GatewayProps,
    api: ApiGatewayRestApi,
    integration: ApiGatewayIntegration,
    log: GatewayLog | undefined,
  ): void {
    const document = this.policy(props, api);
    const policy = new ApiGatewayRestApiPolicy(this, "Policy", {
      restApiId: api.id,
      policy: document,
      dependsOn: props.caller.visible,
    });
    // A stage serves what the API was when it was deployed, its policy included: whatever a call meets stands in the triggers.
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
      dependsOn: log?.writable,
    });
    if (props.webAclArn !== undefined) {
      const { Wafv2WebAclAssociation } = Optional.wafv2WebAclAssociation();
      new Wafv2WebAclAssociation(this, "WebAcl", { resourceArn: stage.arn, webAclArn: props.webAclArn });
    }
    const defaults = Sizes.defaults(props.size);
    new ApiGatewayMethodSettings(this, "Throttling", {
      restApiId: api.id,
      stageName: stage.stageName,
      methodPath: "*/*",
      settings: {
        throttlingRateLimit: props.requestsPerSecond ?? defaults.requestsPerSecond,
        throttlingBurstLimit: props.requestBurst ?? defaults.requestBurst,
        // Execution logs would hold credentials and bodies.
        loggingLevel: "OFF",
        dataTraceEnabled: false,
      },
    });
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
        // Within one account an identity policy alone lets a caller in: without this, any administrator could call.
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

function gatewayLog(scope: Construct, props: GatewayProps): GatewayLog | undefined {
  const accessLog = props.accessLog ?? GatewayAccessLog.NONE;
  if (accessLog === GatewayAccessLog.NONE) return undefined;
  const { prefix, size, tags, encryptionKeyArn } = props;
  return new GatewayLog(scope, "AccessLog", { prefix, size, tags, accessLog, encryptionKeyArn });
}

class ImportedGateway extends Construct implements IGateway {
  public readonly url: string;
  public readonly invokeArn: string;

  constructor(scope: Construct, id: string, attributes: GatewayAttributes) {
    super(scope, id);
    this.url = attributes.url;
    this.invokeArn = attributes.invokeArn;
    const problems = new Problems(this);
    problems.check(
      Token.isUnresolved(this.url) ||
        /^https:\/\/[a-z0-9]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/[A-Za-z0-9_-]+\/$/.test(this.url),
      "url",
      this.url,
      "Snowflake calls a REST API by its own execute-api address, never by a custom domain; the URL ends with the stage and a slash",
      "Write https://<api>.execute-api.<region>.amazonaws.com/<stage>/",
    );
    problems.check(
      Token.isUnresolved(this.invokeArn) || /^arn:[a-z-]+:execute-api:[^:]+:\d{12}:.+$/.test(this.invokeArn),
      "invokeArn",
      this.invokeArn,
      "what may be invoked is an execute-api ARN",
      "Write arn:aws:execute-api:<region>:<account>:<api>/<stage>/POST/*",
    );
    problems.throwIfAny();
  }
}
