import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";

const ID = "AwsAccount";

/** The account, region and partition that the credentials in use belong to; read once a stack. */
export class AwsAccount extends Construct {
  /** The one of the stack that holds `scope`. */
  public static of(scope: Construct): AwsAccount {
    const stack = TerraformStack.of(scope);
    const existing = stack.node.tryFindChild(ID) as AwsAccount | undefined;
    return existing ?? new AwsAccount(stack, ID);
  }

  /** Twelve digits. */
  public readonly accountId: string;
  /** For instance `eu-central-1`. */
  public readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`: the second field of every ARN. */
  public readonly partition: string;
  /** `com.amazonaws`: the beginning of the names of VPC endpoint services. */
  public readonly reverseDnsPrefix: string;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    const partition = new DataAwsPartition(this, "Partition");
    this.accountId = new DataAwsCallerIdentity(this, "Identity").accountId;
    this.region = new DataAwsRegion(this, "Region").region;
    this.partition = partition.partition;
    this.reverseDnsPrefix = partition.reverseDnsPrefix;
  }
}
