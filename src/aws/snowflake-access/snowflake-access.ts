import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Id } from "@cdktf/provider-random/lib/id";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import type { ITerraformDependable } from "cdktf";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { NameRules, Problems } from "../core";
import { AwsAccount } from "./account";
import type { IArtifactStore } from "./artifact-store";
import type { IGateway, IGatewayCaller } from "./gateway";
import type { AwsPartProps } from "./part";
import { policyDocument } from "./private/policy";

/** Whom a role trusts: the IAM user that Snowflake acts as, and the external id that it shows. */
export interface SnowflakeTrust {
  /** `api_aws_iam_user_arn` or `storage_aws_iam_user_arn` of the integration. */
  readonly userArn: string;
  /** External id of the integration. */
  readonly externalId: string;
}

export interface SnowflakeRoleProps extends AwsPartProps {
  /** Name of the role; the integration knows the role by it. @default - "<prefix>-snowflake-api" or "<prefix>-snowflake-storage" */
  readonly roleName?: string;
}

/** A role that exists only after the integration that names it: the ARN is a string first, the role follows by `trust`. */
abstract class SnowflakeRole extends Construct {
  public readonly roleName: string;
  public readonly roleArn: string;
  protected readonly tags: Record<string, string> | undefined;
  private created: IamRole | undefined;

  constructor(scope: Construct, id: string, props: SnowflakeRoleProps, part: string) {
    super(scope, id);
    this.roleName = props.roleName ?? `${props.prefix}-snowflake-${part}`;
    this.tags = props.tags;
    const problems = new Problems(this);
    NameRules.check(problems, "prefix", props.prefix, NameRules.PREFIX);
    NameRules.check(problems, "roleName", this.roleName, NameRules.AWS_ROLE);
    problems.throwIfAny();
    const account = AwsAccount.of(this);
    this.roleArn = `arn:${account.partition}:iam::${account.accountId}:role/${this.roleName}`;
    this.node.addValidation({
      validate: () => (this.created === undefined ? ["The role trusts nobody yet. Call trust(...)"] : []),
    });
  }

  protected get role(): IamRole {
    if (this.created === undefined) throw new Error(`${this.node.path}: the role trusts nobody yet. Call trust(...)`);
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

/**
 * The role in which Snowflake's external functions call the gateway. Give its ARN to the API integration, then let it
 * trust what the integration answers: one apply, no cycle.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-aws-common-api-integration-proxy-link
 */
export class SnowflakeApiRole extends SnowflakeRole implements IGatewayCaller {
  public readonly sessionArn: string;
  public readonly visible: ITerraformDependable[];
  public readonly generation: string;

  /** @throws ValidationError for a role name that IAM would refuse */
  constructor(scope: Construct, id: string, props: SnowflakeRoleProps) {
    super(scope, id, props, "api");
    const account = AwsAccount.of(this);
    this.sessionArn = `arn:${account.partition}:sts::${account.accountId}:assumed-role/${this.roleName}/snowflake`;
    // API Gateway refuses a policy that names a role which IAM does not show everywhere yet.
    const sleep = new Sleep(this, "Visible", {
      createDuration: "20s",
      triggers: { role: Lazy.stringValue({ produce: () => this.role.uniqueId }) },
    });
    this.visible = [sleep];
    this.generation = sleep.id;
  }

  /** Makes the role: Snowflake's user may assume it, and it may call the gateway by POST. */
  public trust(trust: SnowflakeTrust, gateway: IGateway): void {
    const role = this.create(trust, "Snowflake external functions call the MLflow gateway");
    new IamRolePolicy(this, "Policy", {
      name: "call-gateway",
      role: role.id,
      policy: policyDocument([
        { Sid: "CallGateway", Effect: "Allow", Action: "execute-api:Invoke", Resource: gateway.invokeArn },
      ]),
    });
  }
}

/**
 * The role in which Snowflake's storage integration reads and writes MLflow's artifacts.
 * @see https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration
 */
export class SnowflakeStorageRole extends SnowflakeRole {
  /** External id that the storage integration is told to show; made here, so that nothing has to be read back. */
  public readonly externalId: string;

  /** @throws ValidationError for a role name that IAM would refuse */
  constructor(scope: Construct, id: string, props: SnowflakeRoleProps) {
    super(scope, id, props, "storage");
    this.externalId = new Id(this, "ExternalId", { byteLength: 16 }).hex;
  }

  /** Makes the role: Snowflake's user may assume it, and it may use the artifacts, nothing beside them. */
  public trust(userArn: string, store: IArtifactStore): void {
    const role = this.create({ userArn, externalId: this.externalId }, "Snowflake stage over MLflow's artifacts");
    const key = store.encryptionKeyArn;
    new IamRolePolicy(this, "Policy", {
      name: "use-artifacts",
      role: role.id,
      policy: policyDocument([
        {
          Sid: "UseArtifacts",
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"],
          Resource: `${store.bucketArn}/${store.artifactPrefix}/*`,
        },
        { Sid: "FindBucket", Effect: "Allow", Action: "s3:GetBucketLocation", Resource: store.bucketArn },
        {
          Sid: "ListArtifacts",
          Effect: "Allow",
          Action: "s3:ListBucket",
          Resource: store.bucketArn,
          Condition: { StringLike: { "s3:prefix": [`${store.artifactPrefix}/*`, store.artifactPrefix] } },
        },
        ...(key === undefined
          ? []
          : [
              {
                Sid: "UseKey",
                Effect: "Allow" as const,
                Action: ["kms:Decrypt", "kms:GenerateDataKey"],
                Resource: key,
              },
            ]),
      ]),
    });
  }
}
