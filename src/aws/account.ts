import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { nearest } from "../core/nearest";
import { providerDifferences, SHARED_ACCOUNT } from "../core/providers";

const ID = "AwsAccount";

/**
 * The account, region and partition that a component is created in. They are read by the provider of the component: an Aspect that sets a
 * provider on a component reaches them too, as they lie within it.
 */
export class AwsAccount extends Construct {
  /** The one of `scope`: that of the nearest construct around it which has one, or a new one in `scope` itself. */
  public static of(scope: Construct): AwsAccount {
    const account = (nearest(scope, ID) as AwsAccount | undefined) ?? new AwsAccount(scope, ID);
    account.users.add(scope);
    return account;
  }

  /** Twelve digits. */
  public readonly accountId: string;
  /** For instance `eu-central-1`. */
  public readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`: the second field of every ARN. */
  public readonly partition: string;
  /** `com.amazonaws`: the beginning of the names of VPC endpoint services. */
  public readonly reverseDnsPrefix: string;

  private readonly users = new Set<Construct>();

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    const partition = new DataAwsPartition(this, "Partition");
    const region = new DataAwsRegion(this, "Region");
    this.accountId = new DataAwsCallerIdentity(this, "Identity").accountId;
    this.region = region.region;
    this.partition = partition.partition;
    this.reverseDnsPrefix = partition.reverseDnsPrefix;
    // Aspects have run by then.
    this.node.addValidation({ validate: () => this.differences(region.provider) });
  }

  /** What is wrong when an Aspect set a provider on a part of what shares this account. */
  private differences(provider: TerraformProvider | undefined): string[] {
    const constructs = [...this.users].flatMap((user) => [user, ...user.node.children]);
    const reader = { reads: "account and region are read", provider, name: "aws", by: this, because: SHARED_ACCOUNT };
    return providerDifferences(constructs, /^aws_/, reader);
  }
}
