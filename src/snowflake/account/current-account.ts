import { DataSnowflakeCurrentAccount } from "@cdktf/provider-snowflake/lib/data-snowflake-current-account";
import { Construct } from "constructs";
import { providerDifferences } from "../../core/providers";
import type { SnowflakeAccountIdentity } from "./settings";

/**
 * The Snowflake account that the provider of the scope signs in to. The provider needs the preview feature
 * `snowflake_current_account_datasource`.
 * @see https://registry.terraform.io/providers/snowflakedb/snowflake/2.11.0/docs/data-sources/current_account
 */
export class CurrentAccount extends Construct {
  /** How the account's functions name it; known to Terraform only. */
  public readonly identity: SnowflakeAccountIdentity;
  private readonly data: DataSnowflakeCurrentAccount;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.data = new DataSnowflakeCurrentAccount(this, "Resource");
    this.identity = { account: this.data.account, region: this.data.region };
  }

  /** Requires that the external functions of a scope are in this account: an Aspect may set another provider on them. */
  public requireFor(scope: Construct): void {
    // Aspects have run by then.
    scope.node.addValidation({ validate: () => this.differences(scope) });
  }

  private differences(scope: Construct): string[] {
    return providerDifferences(scope.node.findAll(), /^snowflake_external_function$/, {
      reads: "the account that the servers admit is read",
      provider: this.data.provider,
      name: "snowflake",
      by: this,
      because: "they must have the same provider, or every call is refused. Set it by an Aspect on the whole platform.",
    });
  }
}
