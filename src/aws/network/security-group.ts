import { SecurityGroup as Resource } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";

export interface SecurityGroupProps {
  /** Beginning of the security group's name; AWS adds a unique end. */
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly tags?: Record<string, string>;
}

/** A security group without rules; each added rule is a separate resource. */
export class SecurityGroup extends Construct {
  public readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: SecurityGroupProps) {
    super(scope, id);
    const group = new Resource(this, "Resource", {
      namePrefix: `${props.name}-`,
      description: props.description,
      vpcId: props.vpcId,
      tags: { ...props.tags, Name: props.name },
      // A group in use cannot be deleted: its successor must exist, and be attached, first.
      lifecycle: { createBeforeDestroy: true },
    });
    this.securityGroupId = group.id;
  }

  /** Allows TCP on one port from the members of another group. */
  public allowFrom(id: string, securityGroupId: string, port: number, description: string): void {
    allowBetween(this, id, securityGroupId, this.securityGroupId, port, description);
  }

  /** Allows TCP on one port from an IPv4 block. */
  public allowFromCidr(id: string, cidrIpv4: string, port: number, description: string): VpcSecurityGroupIngressRule {
    const { securityGroupId } = this;
    return new VpcSecurityGroupIngressRule(this, id, { securityGroupId, cidrIpv4, ...tcp(port), description });
  }

  /** Allows TCP on one port to the members of another group. */
  public allowTo(id: string, referencedSecurityGroupId: string, port: number, description: string): void {
    const { securityGroupId } = this;
    new VpcSecurityGroupEgressRule(this, id, {
      securityGroupId,
      referencedSecurityGroupId,
      ...tcp(port),
      description,
    });
  }

  /** Allows TCP on one port to an IPv4 block. */
  public allowToCidr(id: string, cidrIpv4: string, port: number, description: string): void {
    const { securityGroupId } = this;
    new VpcSecurityGroupEgressRule(this, id, { securityGroupId, cidrIpv4, ...tcp(port), description });
  }

  /** Allows all outbound traffic: image registries and AWS endpoints have no fixed addresses. */
  public allowToAnywhere(id: string, description: string): void {
    const { securityGroupId } = this;
    new VpcSecurityGroupEgressRule(this, id, { securityGroupId, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1", description });
  }
}

/** Allows TCP on one port from the members of one group to those of another that is not created here. */
export function allowBetween(
  scope: Construct,
  id: string,
  fromSecurityGroupId: string,
  toSecurityGroupId: string,
  port: number,
  description: string,
): VpcSecurityGroupIngressRule {
  return new VpcSecurityGroupIngressRule(scope, id, {
    securityGroupId: toSecurityGroupId,
    referencedSecurityGroupId: fromSecurityGroupId,
    ...tcp(port),
    description,
  });
}

function tcp(port: number) {
  return { ipProtocol: "tcp", fromPort: port, toPort: port };
}
