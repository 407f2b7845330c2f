import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Construct } from "constructs";
import { checkOnce, type CheckTable } from "../../core/checks";
import { named } from "../../core/rules";
import { AwsAccount } from "../account";
import { COMPONENT_ROWS } from "../component-checks";
import { policyDocument } from "../iam";
import { AwsNameRules } from "../names";
import type { SnowflakeRoleProps, SnowflakeTrust } from "./settings";

const NO_TRUST = "No trust policy is set. Call trust(...)";

const ROLE: CheckTable<SnowflakeRoleProps> = {
  rows: [...COMPONENT_ROWS, { field: "roleName", rule: named(AwsNameRules.ROLE) }],
};

/** A role that exists only after the integration that names it: the ARN is a string first, the role follows by `trust`. */
export abstract class SnowflakeRole extends Construct {
  public readonly roleName: string;
  public readonly roleArn: string;
  protected readonly tags: Record<string, string> | undefined;
  private created: IamRole | undefined;

  constructor(scope: Construct, id: string, props: SnowflakeRoleProps, purpose: string) {
    super(scope, id);
    this.roleName = props.roleName ?? `${props.prefix}-snowflake-${purpose}`;
    this.tags = props.tags;
    checkOnce(this, { ...props, roleName: this.roleName }, ROLE);
    const account = AwsAccount.of(this);
    this.roleArn = `arn:${account.partition}:iam::${account.accountId}:role/${this.roleName}`;
    this.node.addValidation({ validate: () => (this.created === undefined ? [NO_TRUST] : []) });
  }

  protected get role(): IamRole {
    if (this.created === undefined) throw new Error(`${this.node.path}: ${NO_TRUST}`);
    return this.created;
  }

  protected create(trust: SnowflakeTrust, description: string): IamRole {
    this.created = new IamRole(this, "Resource", {
      name: this.roleName,
      // The ARN of an assumed role holds the role's name without its path, so there must be none.
      path: "/",
      description,
      maxSessionDuration: 3600,
      assumeRolePolicy: policyDocument([
        {
          Sid: "Snowflake",
          Effect: "Allow",
          Principal: { AWS: trust.userArn },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "sts:ExternalId": trust.externalId } },
        },
      ]),
      tags: this.tags,
    });
    return this.created;
  }
}
