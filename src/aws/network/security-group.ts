import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";

export interface FirewallProps {
  /** Beginning of the security group's name; AWS adds a unique end. */
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly tags?: Record<string, string>;
}

/** A security group that lets nothing in or out until a rule says so; each rule is a resource of its own. */
export class Firewall extends Construct {
  public readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: FirewallProps) {
    super(scope, id);
    const group = new SecurityGroup(this, "Resource", {
      namePrefix: `${props.name}-`,
      description: props.description,
      vpcId: props.vpcId,
      tags: { ...props.tags, Name: props.name },
      // A group in use cannot be deleted: its successor must exist, and be attached, first.
      lifecycle: { createBeforeDestroy: true },
    });
    this.securityGroupId = group.id;
  }

  /** Lets TCP in on one port from the members of another group. */
  public admit(id: string, fromSecurityGroupId: string, port: number, description: string): void {
    new VpcSecurityGroupIngressRule(this, id, {
      securityGroupId: this.securityGroupId,
      referencedSecurityGroupId: fromSecurityGroupId,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      description,
    });
  }

  /** Lets TCP out on one port to the members of another group. */
  public letOut(id: string, toSecurityGroupId: string, port: number, description: string): void {
    new VpcSecurityGroupEgressRule(this, id, {
      securityGroupId: this.securityGroupId,
      referencedSecurityGroupId: toSecurityGroupId,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      description,
    });
  }

  /** Lets everything out to anywhere: images and AWS endpoints have no fixed addresses. */
  public letOutAnywhere(id: string, description: string): void {
    new VpcSecurityGroupEgressRule(this, id, {
      securityGroupId: this.securityGroupId,
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "-1",
      description,
    });
  }
}
