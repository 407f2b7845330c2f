import { block, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, UpdateContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { all } from "../lookup";
import { regionOf, zonesOf } from "../session";
import {
  checkEngine,
  checkMaster,
  checkParameterGroup,
  checkPlacement,
  checkSnapshot,
  checkUpgrade,
  checkWindows,
  hostOf,
  ownKey,
  planVersion,
} from "./checks";
import { familyOf, isClusterClass, isClusterEngine } from "./engines";

function checkCluster(context: CreateContext | UpdateContext): string {
  const { account, values } = context;
  const { engine, version } = checkEngine(context, isClusterEngine);
  checkMaster(values, "master_username", "master_password");
  checkParameterGroup(
    account,
    "aws_rds_cluster_parameter_group",
    text(values, "db_cluster_parameter_group_name"),
    familyOf(engine, version),
    "db_cluster_parameter_group_name",
  );
  checkWindows(values, "preferred_backup_window", "preferred_maintenance_window");
  checkPlacement(context);
  const scaling = block(values, "serverlessv2_scaling_configuration");
  if (scaling) {
    const least = number(scaling, "min_capacity") ?? 0;
    const most = number(scaling, "max_capacity") ?? 0;
    // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
    if (least > most || least < 0 || most < 1 || most > 256 || (least * 2) % 1 !== 0 || (most * 2) % 1 !== 0)
      refuse(
        `InvalidParameterValue: Serverless v2 capacity ${least} to ${most} isn't valid: steps of 0.5, at most 256, the maximum at least 1`,
        "serverlessv2_scaling_configuration",
      );
    if (number(scaling, "seconds_until_auto_pause") !== undefined && least !== 0)
      refuse(
        "InvalidParameterCombination: seconds_until_auto_pause needs min_capacity 0",
        "serverlessv2_scaling_configuration",
      );
  }
  return version;
}

/** The engine and the size of an instance fit its cluster. */
function checkMember(values: Values, cluster: Values): void {
  if (cluster.engine !== values.engine)
    refuse(
      `InvalidParameterCombination: The engine name requested for your DB instance (${String(values.engine)}) doesn't match the engine name of your DB cluster (${String(cluster.engine)}).`,
      "engine",
    );
  const size = text(values, "instance_class") ?? "";
  if (size !== "db.serverless" && !isClusterClass(size))
    refuse(
      `InvalidParameterCombination: RDS does not support creating a DB instance with DBInstanceClass=${size}, Engine=${String(cluster.engine)}`,
      "instance_class",
    );
  if (size === "db.serverless" && !block(cluster, "serverlessv2_scaling_configuration"))
    refuse(
      "InvalidDBClusterStateFault: Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB instance.",
      "instance_class",
    );
}

/** The version of an instance is the cluster's, and only the cluster changes it. */
function checkMemberVersion(values: Values, cluster: Values, prior?: Values): void {
  const wanted = text(values, "engine_version");
  if (wanted === undefined || wanted === prior?.engine_version) return;
  const runs = String(cluster.engine_version_actual);
  if (prior !== undefined)
    refuse(
      `InvalidParameterCombination: The engine version of a member of a DB cluster can't be changed: Modify the DB engine version for the DB Cluster`,
      "engine_version",
    );
  if (runs !== wanted && !runs.startsWith(`${wanted}.`))
    refuse(
      `InvalidParameterCombination: The engine version that you requested for your DB instance (${wanted}) does not match the engine version of your DB cluster (${runs}).`,
      "engine_version",
    );
}

export const clusterActs: Readonly<Record<string, Acts>> = {
  aws_rds_cluster: {
    plan: (context) => {
      const { planned, requireReplace } = context;
      planVersion(context);
      if (!String(planned.engine).startsWith("aurora")) requireReplace("storage_type");
    },
    create: (context) => {
      const { values } = context;
      const version = checkCluster(context);
      const engine = String(values.engine);
      const host = hostOf(context, `${String(values.cluster_identifier)}.cluster`);
      fill(values, {
        endpoint: host.replace(".cluster.", ".cluster-"),
        reader_endpoint: host.replace(".cluster.", ".cluster-ro-"),
        port: engine.includes("mysql") ? 3306 : 5432,
        engine_version: version,
        engine_version_actual: version,
        availability_zones: zonesOf(regionOf(context)).map((zone) => zone.name),
        db_cluster_parameter_group_name: `default.${familyOf(engine, version)}`,
        kms_key_id: ownKey(context),
      });
    },
    update: (context) => {
      const version = checkCluster(context);
      checkUpgrade(context, version);
      context.values.engine_version_actual = version;
    },
    delete: checkSnapshot,
  },
  aws_rds_cluster_instance: {
    update: ({ account, prior, values }) =>
      checkMemberVersion(values, account.get("aws_rds_cluster", String(values.cluster_identifier)) ?? {}, prior),
    create: (context) => {
      const { account, values } = context;
      const home = account.get("aws_rds_cluster", String(values.cluster_identifier)) ?? {};
      checkMember(values, home);
      checkMemberVersion(values, home);
      const isFirst = !all(account, "aws_rds_cluster_instance").some(
        (other) => other.cluster_identifier === values.cluster_identifier,
      );
      fill(values, {
        endpoint: hostOf(context, String(values.identifier)),
        writer: isFirst,
        availability_zone: zonesOf(regionOf(context))[isFirst ? 0 : 1]?.name ?? "",
        db_parameter_group_name: `default.${familyOf(String(home.engine), String(home.engine_version_actual))}`,
      });
    },
  },
};
