import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IGatewayCaller } from "../gateway/interface";

const NO_GATEWAY = "No gateway is set. Call connect(...)";

/** The service account with which Snowflake calls the gateway. It is known when the API integration is, or by a setting before. */
export class SnowflakeCaller extends Construct implements IGatewayCaller {
  public readonly dependencies: ITerraformDependable[] = [];
  private email: string | undefined;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.node.addValidation({ validate: () => (this.email === undefined ? [NO_GATEWAY] : []) });
  }

  public get serviceAccount(): string {
    if (this.email === undefined) throw new Error(`${this.node.path}: ${NO_GATEWAY}`);
    return this.email;
  }

  /** Names the service account. */
  public trust(email: string): void {
    this.email = email;
  }
}
