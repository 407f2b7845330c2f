import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { NameRules, Problems } from "../core";
import type { IAccessLogs } from "./access-logs";
import type { INetwork } from "./network";
import type { AwsPartProps } from "./part";
import { checkPeople, checkPublicSubnets } from "./private/check-people";
import { Firewall } from "./private/firewall";
import { PROXY_HEALTH, loggedTo } from "./private/load-balancer";
import { Optional } from "./private/optional";

/**
 * The identity provider that people sign in with; its discovery document (`/.well-known/openid-configuration`) holds the addresses.
 * Allow the redirect `https://<domain name>/oauth2/idpresponse` there.
 */
export interface OidcSettings {
  /** For instance `https://login.example.com`. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userInfoEndpoint: string;
  readonly clientId: string;
  /**
   * ARN of a Secrets Manager secret whose whole text is the client's secret. Terraform reads it when it plans, so that it stands in the state,
   * which is to be kept in an encrypted bucket, and nowhere in the synthesized JSON.
   */
  readonly clientSecretArn: string;
  /** What is asked of the identity provider. @default - "openid" */
  readonly scope?: string;
}

/** How people reach MLflow's UI with a browser and nothing else. */
export interface PeopleSettings {
  /** Name of the UI, such as `mlflow.example.com`; make it an alias or CNAME of the output `people_load_balancer`. */
  readonly domainName: string;
  /** ARN of a certificate of Certificate Manager for that name, in the same region. */
  readonly certificateArn: string;
  readonly oidc: OidcSettings;
  /** IPv4 blocks that may try to sign in. @default - everybody: "0.0.0.0/0" */
  readonly allowedCidrs?: string[];
  /** Hours after which people sign in again, 1 to 168. @default - 12 */
  readonly sessionHours?: number;
}

export interface PeopleAccessProps extends AwsPartProps, PeopleSettings {
  readonly network: INetwork;
  /** Security group of the servers; a rule for this load balancer is added to it. */
  readonly serverSecurityGroupId: string;
  /** Port of the proxy's listener for people. */
  readonly serverPort: number;
  /** Where the load balancer's access logs go. @default - none are kept */
  readonly accessLogs?: IAccessLogs;
}

const HTTPS = 443;
/** TLS 1.2 and 1.3 with forward secrecy. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/**
 * The way for people: an internet-facing load balancer that signs everybody in before it hands a request to the proxy's listener for
 * people. HTTPS only; there is no port 80. About $16 a month and two public addresses.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
export class PeopleAccess extends Construct {
  /** `https://<domain name>`. */
  public readonly url: string;
  public readonly loadBalancerDnsName: string;
  public readonly targetGroupArn: string;
  /** Port of the servers that this load balancer reaches. */
  public readonly serverPort: number;
  /** What must exist before the service registers servers in the target group. */
  public readonly listening: ITerraformDependable[];

  /** @throws ValidationError for a name, an address or an ARN that cannot work, and for a network without public subnets */
  constructor(scope: Construct, id: string, props: PeopleAccessProps) {
    super(scope, id);
    const problems = new Problems(this);
    NameRules.check(problems, "prefix", props.prefix, NameRules.PREFIX);
    checkPeople(problems, props);
    checkPublicSubnets(problems, props.network);
    problems.throwIfAny();

    const firewall = this.firewall(props);
    const balancer = new Lb(this, "Resource", {
      name: `${props.prefix}-people`,
      internal: false,
      loadBalancerType: "application",
      securityGroups: [firewall.securityGroupId],
      subnets: props.network.publicSubnetIds,
      dropInvalidHeaderFields: true,
      tags: props.tags,
      ...loggedTo(props.accessLogs),
    });
    const targetGroup = new LbTargetGroup(this, "TargetGroup", {
      namePrefix: "mlops-",
      vpcId: props.network.vpcId,
      targetType: "ip",
      protocol: "HTTP",
      port: props.serverPort,
      deregistrationDelay: "15",
      healthCheck: PROXY_HEALTH,
      tags: props.tags,
      lifecycle: { createBeforeDestroy: true },
    });
    this.url = `https://${props.domainName}`;
    this.loadBalancerDnsName = balancer.dnsName;
    this.targetGroupArn = targetGroup.arn;
    this.serverPort = props.serverPort;
    this.listening = [this.listener(props, balancer, targetGroup)];
  }

  private firewall(props: PeopleAccessProps): Firewall {
    const firewall = new Firewall(this, "Firewall", {
      name: `${props.prefix}-people`,
      description: "MLflow UI load balancer: HTTPS from people",
      vpcId: props.network.vpcId,
      tags: props.tags,
    });
    for (const [index, cidrIpv4] of (props.allowedCidrs ?? ["0.0.0.0/0"]).entries())
      new VpcSecurityGroupIngressRule(this, `FromPeople${index + 1}`, {
        securityGroupId: firewall.securityGroupId,
        cidrIpv4,
        ipProtocol: "tcp",
        fromPort: HTTPS,
        toPort: HTTPS,
        description: "HTTPS from people",
      });
    new VpcSecurityGroupEgressRule(this, "ToIdentityProvider", {
      securityGroupId: firewall.securityGroupId,
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "tcp",
      fromPort: HTTPS,
      toPort: HTTPS,
      description: "To the identity provider, which the load balancer asks for tokens",
    });
    firewall.letOut("ToServer", props.serverSecurityGroupId, props.serverPort, "To the servers");
    new VpcSecurityGroupIngressRule(this, "IntoServer", {
      securityGroupId: props.serverSecurityGroupId,
      referencedSecurityGroupId: firewall.securityGroupId,
      ipProtocol: "tcp",
      fromPort: props.serverPort,
      toPort: props.serverPort,
      description: "From people who have signed in",
    });
    return firewall;
  }

  private listener(props: PeopleAccessProps, balancer: Lb, targetGroup: LbTargetGroup): LbListener {
    const { oidc } = props;
    const { DataAwsSecretsmanagerSecretVersion } = Optional.dataAwsSecretsmanagerSecretVersion();
    const secret = new DataAwsSecretsmanagerSecretVersion(this, "ClientSecret", { secretId: oidc.clientSecretArn });
    return new LbListener(this, "Listener", {
      loadBalancerArn: balancer.arn,
      port: HTTPS,
      protocol: "HTTPS",
      certificateArn: props.certificateArn,
      sslPolicy: TLS_POLICY,
      defaultAction: [
        {
          type: "authenticate-oidc",
          order: 1,
          authenticateOidc: {
            issuer: oidc.issuer,
            authorizationEndpoint: oidc.authorizationEndpoint,
            tokenEndpoint: oidc.tokenEndpoint,
            userInfoEndpoint: oidc.userInfoEndpoint,
            clientId: oidc.clientId,
            clientSecret: secret.secretString,
            scope: oidc.scope ?? "openid",
            sessionTimeout: (props.sessionHours ?? 12) * 3600,
            onUnauthenticatedRequest: "authenticate",
          },
        },
        { type: "forward", order: 2, targetGroupArn: targetGroup.arn },
      ],
      tags: props.tags,
    });
  }
}
