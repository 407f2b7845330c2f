import type { ITerraformDependable } from "cdktf";
import type { AwsComponentProps } from "../component";
import type { DatabaseMetrics } from "./interface";
import type { ResolvedDatabase } from "./defaults";

/** Props of the database of either engine. */
export interface DatabaseProps extends AwsComponentProps {
  readonly settings: ResolvedDatabase;
  /** Deletion protection, a final snapshot and `prevent_destroy`. */
  readonly protection: boolean;
  readonly userName: string;
  readonly password: string;
  readonly databaseName: string;
  readonly port: number;
  readonly subnetGroupName: string;
  readonly securityGroupId: string;
  /** Distinguishes the final snapshot from one of an earlier platform with the same prefix. */
  readonly suffix: string;
}

/** A database as the backend store sees it. */
export interface Database {
  readonly host: string;
  /** What must exist before the host accepts connections. */
  readonly dependencies: ITerraformDependable[];
  readonly metrics: DatabaseMetrics;
}

/**
 * Whether AWS upgrades to newer minor versions automatically. Not if the settings name one: the database would then be newer, and
 * RDS refuses a deploy that goes back to an earlier version.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html
 */
export function followsMinorVersions({ engineVersion }: ResolvedDatabase): boolean {
  return !engineVersion.includes(".");
}

/** The parameters of a group for one major version that refuses connections without TLS; a group of another version is another group. */
export function tlsParameters({ prefix, settings, tags }: DatabaseProps, family: string) {
  const [major = ""] = settings.engineVersion.split(".");
  return {
    name: `${prefix}-db-${major}`,
    family: `${family}${major}`,
    description: "MLflow database: TLS only",
    parameter: [{ name: "rds.force_ssl", value: "1" }],
    tags,
    // The database leaves the group of its former version first.
    lifecycle: { createBeforeDestroy: true },
  };
}

/** The arguments that RDS instances and Aurora clusters share. */
export function commonArguments(props: DatabaseProps) {
  const { settings, protection } = props;
  return {
    engineVersion: settings.engineVersion,
    allowMajorVersionUpgrade: settings.allowMajorVersionUpgrade,
    storageEncrypted: true,
    kmsKeyId: settings.encryptionKeyArn,
    port: props.port,
    dbSubnetGroupName: props.subnetGroupName,
    vpcSecurityGroupIds: [props.securityGroupId],
    backupRetentionPeriod: settings.backupRetentionDays,
    deleteAutomatedBackups: !protection,
    applyImmediately: true,
    deletionProtection: protection,
    skipFinalSnapshot: !protection,
    finalSnapshotIdentifier: `${props.prefix}-db-final-${props.suffix}`,
    tags: props.tags,
    lifecycle: protection ? { preventDestroy: true } : undefined,
  };
}
