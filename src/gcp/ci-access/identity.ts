import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { OptionalBindings } from "../optional-bindings";
import { GcpProject } from "../project";
import type { CiRole } from "./settings";

export interface CiIdentityProps {
  /** ID of the service account. */
  readonly name: string;
  readonly description: string;
  /** Who may act as it, by subject. */
  readonly principals: Readonly<Record<string, string>>;
  readonly roles: CiRole[];
  readonly dependsOn: ITerraformDependable[];
}

/** A service account that the jobs of a pipeline act as without a key, and its roles. */
export class CiIdentity extends Construct {
  public readonly email: string;
  private readonly member: string;

  constructor(scope: Construct, id: string, { name, description, principals, roles, dependsOn }: CiIdentityProps) {
    super(scope, id);
    const account = new ServiceAccount(this, "Resource", {
      accountId: name,
      displayName: name,
      description,
      dependsOn,
    });
    this.email = account.email;
    this.member = account.member;
    const { ServiceAccountIamMember } = OptionalBindings.serviceAccountIamMember();
    for (const [subject, member] of Object.entries(principals))
      new ServiceAccountIamMember(this, `Trust-${subject}`, {
        serviceAccountId: account.name,
        role: "roles/iam.workloadIdentityUser",
        member,
      });
    for (const role of roles) this.grant(role);
  }

  private grant({ role, scope, condition: expression }: CiRole): void {
    const { member } = this;
    const id = `Role-${role}-${scope}`;
    const condition = expression === undefined ? {} : { condition: { title: "roles of the platform", expression } };
    const [kind, name = ""] = scope.split("/");
    if (scope.includes("/cryptoKeys/")) {
      const { KmsCryptoKeyIamMember } = OptionalBindings.kmsCryptoKeyIamMember();
      new KmsCryptoKeyIamMember(this, id, { cryptoKeyId: scope, role, member, ...condition });
    } else if (kind === "buckets") {
      new StorageBucketIamMember(this, id, { bucket: name, role, member, ...condition });
    } else if (kind === "billingAccounts") {
      const { BillingAccountIamMember } = OptionalBindings.billingAccountIamMember();
      const billingAccountId = name.includes("{") ? GcpProject.of(this).billingAccount : name;
      new BillingAccountIamMember(this, id, { billingAccountId, role, member, ...condition });
    } else {
      const project = name === "{project}" ? GcpProject.of(this).projectId : name;
      new ProjectIamMember(this, id, { project, role, member, ...condition });
    }
  }
}
