import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import {
  PROXY_HEALTH_CHECK,
  loadBalancerArguments,
  targetGroupArguments,
  type LoadBalancerProps,
} from "../load-balancer";
import type { INetwork } from "../network/interface";
import { SecurityGroup } from "../network/security-group";
import { LISTENER_PORT } from "./defaults";

export interface InternalLoadBalancerProps extends LoadBalancerProps {
  readonly network: INetwork;
  /** Port of the proxy on the servers. */
  readonly serverPort: number;
}

/** The internal load balancer between the gateway's VPC link and the servers. */
export class InternalLoadBalancer extends Construct {
  public readonly arn: string;
  public readonly arnSuffix: string;
  public readonly dnsName: string;
  public readonly securityGroup: SecurityGroup;
  public readonly targetGroupArn: string;
  public readonly targetGroupArnSuffix: string;
  /** What must exist before a service may register servers. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: InternalLoadBalancerProps) {
    super(scope, id);
    const { prefix, network, tags } = props;
    this.securityGroup = new SecurityGroup(this, "SecurityGroup", {
      name: `${prefix}-load-balancer`,
      description: "MLflow load balancer: HTTP from the gateway only",
      vpcId: network.vpcId,
      tags,
    });
    const balancer = new Lb(this, "Resource", {
      ...loadBalancerArguments(this, props),
      name: prefix,
      internal: true,
      securityGroups: [this.securityGroup.securityGroupId],
      subnets: network.loadBalancerSubnetIds,
    });
    const targetGroup = new LbTargetGroup(this, "TargetGroup", {
      ...targetGroupArguments(network, tags),
      port: props.serverPort,
      // A deregistered server completes its calls: the gateway waits 29 s for one.
      deregistrationDelay: "30",
      healthCheck: { ...PROXY_HEALTH_CHECK, healthyThreshold: 2, unhealthyThreshold: 3 },
    });
    const listener = new LbListener(this, "Listener", {
      loadBalancerArn: balancer.arn,
      port: LISTENER_PORT,
      protocol: "HTTP",
      defaultAction: [{ type: "forward", targetGroupArn: targetGroup.arn }],
      tags,
    });
    this.arn = balancer.arn;
    this.arnSuffix = balancer.arnSuffix;
    this.dnsName = balancer.dnsName;
    this.targetGroupArn = targetGroup.arn;
    this.targetGroupArnSuffix = targetGroup.arnSuffix;
    this.dependencies = [listener];
  }
}
