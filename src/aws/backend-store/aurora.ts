import type { Construct } from "constructs";
import { OptionalBindings } from "../optional-bindings";
import { commonArguments, followsMinorVersions, tlsParameters, type Database, type DatabaseProps } from "./database";

/** Makes an Aurora Serverless v2 cluster as `Resource` of `scope`, with one instance, or two with a standby. */
export function auroraCluster(scope: Construct, props: DatabaseProps): Database {
  const { RdsCluster } = OptionalBindings.rdsCluster();
  const { RdsClusterInstance } = OptionalBindings.rdsClusterInstance();
  const { RdsClusterParameterGroup } = OptionalBindings.rdsClusterParameterGroup();
  const { settings } = props;
  const parameters = new RdsClusterParameterGroup(scope, "Parameters", tlsParameters(props, "aurora-postgresql"));
  const cluster = new RdsCluster(scope, "Resource", {
    ...commonArguments(props),
    clusterIdentifier: `${props.prefix}-db`,
    engine: "aurora-postgresql",
    // Serverless v2 is a capacity of the provisioned mode; the mode "serverless" is the first version, which AWS closed.
    engineMode: "provisioned",
    serverlessv2ScalingConfiguration: { minCapacity: settings.minCapacityAcu, maxCapacity: settings.maxCapacityAcu },
    dbClusterParameterGroupName: parameters.name,
    databaseName: props.databaseName,
    masterUsername: props.userName,
    masterPassword: props.password,
    copyTagsToSnapshot: true,
  });
  const instances = (settings.standby ? [1, 2] : [1]).map(
    (number) =>
      new RdsClusterInstance(scope, `Instance${number}`, {
        identifier: `${props.prefix}-db-${number}`,
        clusterIdentifier: cluster.id,
        engine: cluster.engine,
        // No engine version: only the cluster's decides, also when it is upgraded.
        instanceClass: "db.serverless",
        publiclyAccessible: false,
        autoMinorVersionUpgrade: followsMinorVersions(settings),
        applyImmediately: true,
        // Aurora fails over to the instance of the lowest tier first.
        promotionTier: number - 1,
        tags: props.tags,
      }),
  );
  return {
    host: cluster.endpoint,
    dependencies: instances,
    metrics: { dimensions: { DBClusterIdentifier: cluster.clusterIdentifier }, hasOwnStorage: false },
  };
}
