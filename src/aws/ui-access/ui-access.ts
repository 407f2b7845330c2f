import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { ServerSpec } from "../../mlflow";
import type { IAccessLogs } from "../access-logs/interface";
import type { AwsComponentProps } from "../component";
import { PROXY_HEALTH_CHECK, loadBalancerArguments, targetGroupArguments } from "../load-balancer";
import type { INetwork } from "../network/interface";
import { SecurityGroup } from "../network/security-group";
import { OptionalBindings } from "../optional-bindings";
import { UI_ACCESS } from "./checks";
import type { IUiAccess } from "./interface";
import { resolveUi, type ResolvedUi } from "./defaults";
import type { UiSettings } from "./settings";

export interface UiAccessProps extends AwsComponentProps, UiSettings {
  readonly network: INetwork;
  /** Deletion protection of the load balancer. @default - false in dev, true in prod */
  readonly protection?: boolean;
  /** Where the load balancer's access logs go. @default - none are kept */
  readonly accessLogs?: IAccessLogs;
}

const HTTPS = 443;
/** TLS 1.2 and 1.3 with forward secrecy. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/**
 * The UI of MLflow: an internet-facing load balancer that signs every user in before it forwards a request to the proxy's UI
 * listener. HTTPS only; there is no port 80. About $16 a month and two public addresses.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
export class UiAccess extends Construct implements IUiAccess {
  public readonly url: string;
  public readonly loadBalancerDnsName: string;
  public readonly targetGroupArn: string;
  public readonly securityGroupId: string;
  public readonly dependencies: ITerraformDependable[];
  private readonly securityGroup: SecurityGroup;

  /** @throws ValidationError for an invalid name, address or ARN, and for a network without public subnets */
  constructor(scope: Construct, id: string, props: UiAccessProps) {
    super(scope, id);
    checkOnce(this, props, UI_ACCESS, props.size);
    const settings = resolveUi(props);
    const { prefix, network, tags } = props;
    this.url = `https://${settings.domainName}`;
    this.securityGroup = this.makeSecurityGroup(props, settings);
    this.securityGroupId = this.securityGroup.securityGroupId;
    const balancer = new Lb(this, "Resource", {
      ...loadBalancerArguments(this, props),
      name: `${prefix}-ui`,
      internal: false,
      securityGroups: [this.securityGroupId],
      subnets: network.publicSubnetIds,
    });
    const targetGroup = new LbTargetGroup(this, "TargetGroup", {
      ...targetGroupArguments(network, tags),
      port: ServerSpec.UI_PORT,
      deregistrationDelay: "15",
      healthCheck: PROXY_HEALTH_CHECK,
    });
    this.loadBalancerDnsName = balancer.dnsName;
    this.targetGroupArn = targetGroup.arn;
    this.dependencies = [this.listener(props, settings, balancer, targetGroup)];
  }

  public allowTo(securityGroupId: string, port: number): void {
    this.securityGroup.allowTo("ToServer", securityGroupId, port, "To the servers");
  }

  private makeSecurityGroup({ prefix, network, tags }: UiAccessProps, settings: ResolvedUi): SecurityGroup {
    const group = new SecurityGroup(this, "SecurityGroup", {
      name: `${prefix}-ui`,
      description: "MLflow UI load balancer: HTTPS from users",
      vpcId: network.vpcId,
      tags,
    });
    settings.allowedCidrs.forEach((cidr, index) => {
      group.allowFromCidr(`FromUsers${index + 1}`, cidr, HTTPS, "HTTPS from users");
    });
    group.allowToCidr(
      "ToIdentityProvider",
      "0.0.0.0/0",
      HTTPS,
      "To the identity provider, which the load balancer asks for tokens",
    );
    return group;
  }

  private listener(props: UiAccessProps, settings: ResolvedUi, balancer: Lb, targetGroup: LbTargetGroup): LbListener {
    const { oidc } = settings;
    const { DataAwsSecretsmanagerSecretVersion } = OptionalBindings.dataAwsSecretsmanagerSecretVersion();
    const secret = new DataAwsSecretsmanagerSecretVersion(this, "ClientSecret", { secretId: oidc.clientSecretArn });
    return new LbListener(this, "Listener", {
      loadBalancerArn: balancer.arn,
      port: HTTPS,
      protocol: "HTTPS",
      certificateArn: settings.certificateArn,
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
            scope: oidc.scope,
            sessionTimeout: settings.sessionHours * 3600,
            onUnauthenticatedRequest: "authenticate",
          },
        },
        { type: "forward", order: 2, targetGroupArn: targetGroup.arn },
      ],
      tags: props.tags,
    });
  }
}
