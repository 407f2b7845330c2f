import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import type { Construct } from "constructs";
import { OptionalBindings } from "../optional-bindings";
import { commonArguments, followsMinorVersions, tlsParameters, type Database, type DatabaseProps } from "./database";

/** Makes an RDS instance as `Resource` of `scope`. */
export function rdsInstance(scope: Construct, props: DatabaseProps): Database {
  const { settings } = props;
  // RDS's own groups refuse connections without TLS from version 15 on.
  const parameters = settings.engineVersion.startsWith("14")
    ? new (OptionalBindings.dbParameterGroup().DbParameterGroup)(scope, "Parameters", tlsParameters(props, "postgres"))
    : undefined;
  const resource = new DbInstance(scope, "Resource", {
    ...commonArguments(props),
    identifier: `${props.prefix}-db`,
    engine: "postgres",
    instanceClass: settings.instanceClass,
    allocatedStorage: settings.storageGib,
    maxAllocatedStorage: settings.maxStorageGib,
    storageType: "gp3",
    dbName: props.databaseName,
    username: props.userName,
    password: props.password,
    parameterGroupName: parameters?.name,
    publiclyAccessible: false,
    multiAz: settings.standby,
    copyTagsToSnapshot: true,
    autoMinorVersionUpgrade: followsMinorVersions(settings),
  });
  return {
    host: resource.address,
    dependencies: [],
    metrics: { dimensions: { DBInstanceIdentifier: resource.identifier }, hasOwnStorage: true },
  };
}
