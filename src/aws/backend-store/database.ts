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
