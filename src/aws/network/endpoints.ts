import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount } from "../account";
import { SecurityGroup } from "./security-group";

export interface EndpointsProps {
  /** Beginning of the names. */
  readonly name: string;
  readonly vpcId: string;
  /** The VPC's block, from which the endpoints are reached. */
  readonly cidr: string;
  readonly subnetIds: string[];
  readonly tags?: Record<string, string>;
}

const HTTPS = 443;

/** What a Fargate task calls before and while it runs, besides S3: construct id to the service's name. */
const SERVICES: Record<string, string> = {
  EcrApi: "ecr.api",
  EcrDkr: "ecr.dkr",
  Secrets: "secretsmanager",
  Logs: "logs",
  Sessions: "ssmmessages",
};

/** Interface endpoints through which servers without internet access reach AWS; about $7.30 a month each and zone. */
export class Endpoints extends Construct {
  /** What must exist before a task can start. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: EndpointsProps) {
    super(scope, id);
    const group = new SecurityGroup(this, "SecurityGroup", {
      name: `${props.name}-endpoints`,
      description: "AWS endpoints: HTTPS from the VPC only",
      vpcId: props.vpcId,
      tags: props.tags,
    });
    const ingress = group.allowFromCidr("FromVpc", props.cidr, HTTPS, "From the VPC");
    const account = AwsAccount.of(this);
    const endpoints = Object.entries(SERVICES).map(
      ([service, name]) =>
        new VpcEndpoint(this, service, {
          vpcId: props.vpcId,
          serviceName: `${account.reverseDnsPrefix}.${account.region}.${name}`,
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          subnetIds: props.subnetIds,
          securityGroupIds: [group.securityGroupId],
          tags: { ...props.tags, Name: `${props.name}-${name}` },
        }),
    );
    this.dependencies = [ingress, ...endpoints];
  }
}
