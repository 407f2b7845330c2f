import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Construct } from "constructs";
import { OptionalBindings } from "../optional-bindings";

export interface CiRoleProps {
  readonly name: string;
  readonly description: string;
  /** Who may assume the role, as JSON. */
  readonly trust: string;
  /** What it may do, as JSON. */
  readonly policies: string[];
  readonly permissionsBoundaryArn?: string;
  readonly sessionHours: number;
  readonly tags?: Record<string, string>;
}

/** A role that a pipeline assumes, with its policies; internal to the package. */
export class CiRole extends Construct {
  public readonly roleArn: string;

  constructor(scope: Construct, id: string, props: CiRoleProps) {
    super(scope, id);
    const { name, description, trust, policies, permissionsBoundaryArn, sessionHours, tags } = props;
    const role = new IamRole(this, "Resource", {
      name,
      description,
      assumeRolePolicy: trust,
      permissionsBoundary: permissionsBoundaryArn,
      maxSessionDuration: sessionHours * 3600,
      tags,
    });
    const { IamPolicy } = OptionalBindings.iamPolicy();
    const { IamRolePolicyAttachment } = OptionalBindings.iamRolePolicyAttachment();
    policies.forEach((policy, index) => {
      // Managed policies: the inline ones of a role may have 10,240 characters together.
      const number = index + 1;
      const managed = new IamPolicy(this, `Policy${number}`, { name: `${name}-${number}`, policy, tags });
      new IamRolePolicyAttachment(this, `Attachment${number}`, { role: role.name, policyArn: managed.arn });
    });
    this.roleArn = role.arn;
  }
}
