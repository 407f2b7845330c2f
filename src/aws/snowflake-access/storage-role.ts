import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Id } from "@cdktf/provider-random/lib/id";
import type { Construct } from "constructs";
import type { IArtifactStore } from "../artifact-store/interface";
import { artifactStatements } from "../artifact-store/permissions";
import { policyDocument } from "../iam";
import { SnowflakeRole } from "./role";
import type { SnowflakeRoleProps } from "./settings";

/** What Snowflake does with files of a stage. */
const OBJECT_ACTIONS = [
  "s3:GetObject",
  "s3:GetObjectVersion",
  "s3:PutObject",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
];

/**
 * The role with which Snowflake's storage integration reads and writes MLflow's artifacts.
 * @see https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration
 */
export class SnowflakeStorageRole extends SnowflakeRole {
  /** External ID of the storage integration; created here, so that it need not be read from Snowflake. */
  public readonly externalId: string;

  /** @throws ValidationError for a role name that IAM would refuse */
  constructor(scope: Construct, id: string, props: SnowflakeRoleProps) {
    super(scope, id, props, "storage");
    this.externalId = new Id(this, "ExternalId", { byteLength: 16 }).hex;
  }

  /** Creates the role: Snowflake's user may assume it, and it may use the artifacts only. */
  public trust(userArn: string, store: IArtifactStore): void {
    const role = this.create({ userArn, externalId: this.externalId }, "Snowflake stage over MLflow's artifacts");
    new IamRolePolicy(this, "Policy", {
      name: "use-artifacts",
      role: role.id,
      policy: policyDocument([
        ...artifactStatements(store, OBJECT_ACTIONS),
        { Sid: "FindBucket", Effect: "Allow", Action: "s3:GetBucketLocation", Resource: store.bucketArn },
      ]),
    });
  }
}
