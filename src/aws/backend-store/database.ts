import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { Sizes } from "../../core";
import type { BackendStoreProps } from "../backend-store";
import { DatabaseEngine } from "../database-engine";
import type { WatchedDatabase } from "../observability";
import { AwsSizes } from "../sizes";
import { DEFAULT_ENGINE_VERSION, MIN_CAPACITY_ACU } from "./check-database";
import { Optional } from "./optional";

/** What a database is told besides the settings. */
export interface DatabaseAccess {
  readonly userName: string;
  readonly password: string;
  readonly databaseName: string;
  readonly port: number;
  readonly subnetGroupName: string;
  readonly securityGroupId: string;
  /** Keeps a later platform of the same prefix from meeting this one's snapshot. */
  readonly suffix: string;
}

/** A database that answers. */
export interface Database {
  readonly host: string;
  /** What must exist before the host answers. */
  readonly answering: ITerraformDependable[];
  readonly watched: WatchedDatabase;
}

/** Makes the database that the settings choose, as `Resource` of `scope`. */
export function database(scope: Construct, props: BackendStoreProps, access: DatabaseAccess): Database {
  return props.engine === DatabaseEngine.AURORA_SERVERLESS
    ? aurora(scope, props, access)
    : instance(scope, props, access);
}

/** What both kinds have under the same names. */
function common(props: BackendStoreProps, access: DatabaseAccess) {
  const protection = props.protection ?? Sizes.defaults(props.size).protection;
  return {
    engineVersion: props.engineVersion ?? DEFAULT_ENGINE_VERSION,
    allowMajorVersionUpgrade: props.allowMajorVersionUpgrade,
    storageEncrypted: true,
    kmsKeyId: props.encryptionKeyArn,
    port: access.port,
    dbSubnetGroupName: access.subnetGroupName,
    vpcSecurityGroupIds: [access.securityGroupId],
    backupRetentionPeriod: props.backupRetentionDays ?? Sizes.defaults(props.size).backupRetentionDays,
    deleteAutomatedBackups: !protection,
    applyImmediately: true,
    deletionProtection: protection,
    skipFinalSnapshot: !protection,
    finalSnapshotIdentifier: `${props.prefix}-db-final-${access.suffix}`,
    tags: props.tags,
    lifecycle: protection ? { preventDestroy: true } : undefined,
  };
}

function instance(scope: Construct, props: BackendStoreProps, access: DatabaseAccess): Database {
  const defaults = Sizes.defaults(props.size);
  const awsDefaults = AwsSizes.defaults(props.size);
  const resource = new DbInstance(scope, "Resource", {
    ...common(props, access),
    identifier: `${props.prefix}-db`,
    engine: "postgres",
    instanceClass: props.instanceClass ?? awsDefaults.databaseInstanceClass,
    allocatedStorage: props.storageGib ?? defaults.databaseStorageGib,
    maxAllocatedStorage: props.maxStorageGib ?? awsDefaults.databaseMaxStorageGib,
    storageType: "gp3",
    dbName: access.databaseName,
    username: access.userName,
    password: access.password,
    publiclyAccessible: false,
    multiAz: props.standby ?? defaults.databaseStandby,
    copyTagsToSnapshot: true,
    autoMinorVersionUpgrade: true,
  });
  return {
    host: resource.address,
    answering: [],
    watched: { dimensions: { DBInstanceIdentifier: resource.identifier }, hasOwnStorage: true },
  };
}

function aurora(scope: Construct, props: BackendStoreProps, access: DatabaseAccess): Database {
  const { RdsCluster } = Optional.rdsCluster();
  const { RdsClusterInstance } = Optional.rdsClusterInstance();
  const cluster = new RdsCluster(scope, "Resource", {
    ...common(props, access),
    clusterIdentifier: `${props.prefix}-db`,
    engine: "aurora-postgresql",
    // Serverless v2 is a capacity of the provisioned mode; the mode "serverless" is the first version, which AWS closed.
    engineMode: "provisioned",
    serverlessv2ScalingConfiguration: {
      minCapacity: props.minCapacityAcu ?? MIN_CAPACITY_ACU,
      maxCapacity: props.maxCapacityAcu ?? AwsSizes.defaults(props.size).databaseMaxCapacityAcu,
    },
    databaseName: access.databaseName,
    masterUsername: access.userName,
    masterPassword: access.password,
    copyTagsToSnapshot: true,
  });
  const isDouble = props.standby ?? Sizes.defaults(props.size).databaseStandby;
  const instances = (isDouble ? [1, 2] : [1]).map(
    (number) =>
      new RdsClusterInstance(scope, `Instance${number}`, {
        identifier: `${props.prefix}-db-${number}`,
        clusterIdentifier: cluster.id,
        engine: cluster.engine,
        engineVersion: cluster.engineVersion,
        instanceClass: "db.serverless",
        publiclyAccessible: false,
        autoMinorVersionUpgrade: true,
        applyImmediately: true,
        // The first of a failover is the one that stands by.
        promotionTier: number - 1,
        tags: props.tags,
      }),
  );
  return {
    host: cluster.endpoint,
    answering: instances,
    watched: { dimensions: { DBClusterIdentifier: cluster.clusterIdentifier }, hasOwnStorage: false },
  };
}
