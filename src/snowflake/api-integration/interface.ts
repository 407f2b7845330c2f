import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";
import type { Grant } from "../workspace/grant";
import type { IRole } from "../workspace/interface";

/** An API integration with a cloud gateway, under an identity of the gateway's cloud. */
export interface IApiIntegration extends IConstruct {
  /** Name of the integration. */
  readonly integrationName: string;
  /** Prefix of the URLs that functions may call, with `/` at its end. */
  readonly url: string;
  /**
   * Address of an attribute that changes when the integration is recreated, for `replace_triggered_by`; undefined for one that is not
   * created here.
   */
  readonly recreatedAddress?: string;
  /** What must exist before an external function is created, in addition to the integration itself. */
  readonly dependencies: ITerraformDependable[];
  /** Allows a role to create external functions with the integration. Callers of a function do not need it. */
  grantUsage(role: IRole): Grant;
}
