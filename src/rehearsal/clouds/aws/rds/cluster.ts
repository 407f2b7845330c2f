import type { CreateContext, ResourceRule } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { nameSuffix, upperId } from "../ids";
import { all, need } from "../lookup";
import { regionOf, zonesOf } from "../session";
import {
  checkDelete,
  checkEngine,
  checkMaster,
  checkParameterGroup,
  checkPlace,
  checkUpgrade,
  checkWindows,
  hostOf,
  ownKey,
  validateIdentifier,
  validateSnapshotName,
} from "./checks";
import { familyOf, isClusterEngine, isInstanceClass } from "./engines";
import { block, number, text } from "../../../simulator/readers";
import { fill, nameOf, refuse } from "../../../simulator/writers";

function checkCluster(context: CreateContext): string {
  const { account, values } = context;
  const { engine, version } = checkEngine(values, isClusterEngine);
  checkMaster(values, "master_username", "master_password");
  checkParameterGroup(
    account,
    "aws_rds_cluster_parameter_group",
    text(values, "db_cluster_parameter_group_name"),
    familyOf(engine, version),
    "db_cluster_parameter_group_name",
  );
  checkWindows(values, "preferred_backup_window", "preferred_maintenance_window");
  checkPlace(context);
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

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html */
export const cluster: ResourceRule = {
  type: "aws_rds_cluster",
  cites: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html",
  validate: (context) => {
    validateIdentifier(context, "cluster_identifier");
    validateIdentifier(context, "cluster_identifier_prefix");
    validateSnapshotName(context);
  },
  create: (context) => {
    const { account, values } = context;
    const name = nameOf(values, "cluster_identifier", "cluster_identifier_prefix", "tf-", nameSuffix(account));
    if (account.get("aws_rds_cluster", name))
      refuse(`DBClusterAlreadyExistsFault: DB Cluster already exists: ${name}`, "cluster_identifier");
    const version = checkCluster(context);
    const engine = String(values.engine);
    values.id = name;
    fill(values, {
      arn: makeArn(context, "rds", `cluster:${name}`),
      endpoint: hostOf(context, `${name}.cluster`).replace(".cluster.", ".cluster-"),
      reader_endpoint: hostOf(context, `${name}.cluster`).replace(".cluster.", ".cluster-ro-"),
      port: engine.includes("mysql") ? 3306 : 5432,
      engine_version: version,
      engine_version_actual: version,
      hosted_zone_id: "Z2R2ITUGPM61AM",
      cluster_resource_id: `cluster-${upperId(account, "cluster", 26)}`,
      cluster_members: [],
      availability_zones: zonesOf(regionOf(context)).map((zone) => zone.name),
      allocated_storage: 1,
      apply_immediately: null,
      backup_retention_period: 1,
      ca_certificate_identifier: "",
      ca_certificate_valid_till: "",
      cluster_scalability_type: "",
      database_insights_mode: "standard",
      database_name: "",
      db_cluster_parameter_group_name: `default.${familyOf(engine, version)}`,
      db_system_id: "",
      engine_lifecycle_support: "open-source-rds-extended-support",
      iam_roles: [],
      kms_key_id: ownKey(context),
      master_user_secret: [],
      master_user_secret_kms_key_id: null,
      monitoring_interval: 0,
      monitoring_role_arn: "",
      network_type: "IPV4",
      performance_insights_kms_key_id: "",
      performance_insights_retention_period: 0,
      preferred_backup_window: "05:12-05:42",
      preferred_maintenance_window: "sun:08:17-sun:08:47",
      storage_encrypted: false,
      storage_type: "",
      vpc_security_group_ids: [],
    });
  },
  update: (context) => {
    checkUpgrade(context, checkCluster(context));
  },
  delete: (context) => {
    if (
      all(context.account, "aws_rds_cluster_instance").some(
        (instance) => instance.cluster_identifier === context.prior.id,
      )
    )
      refuse(
        "InvalidDBClusterStateFault: Cluster cannot be deleted, it still contains DB instances in non-deleting state.",
      );
    checkDelete(context, "Cluster");
  },
};

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
export const clusterInstance: ResourceRule = {
  type: "aws_rds_cluster_instance",
  cites: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html",
  validate: (context) => {
    validateIdentifier(context, "identifier");
    validateIdentifier(context, "identifier_prefix");
  },
  create: (context) => {
    const { account, values } = context;
    const owner = text(values, "cluster_identifier") ?? "";
    const home = need(
      context,
      "aws_rds_cluster",
      owner,
      `DBClusterNotFoundFault: DBCluster ${owner} not found.`,
      "cluster_identifier",
    );
    if (home.engine !== values.engine)
      refuse(
        `InvalidParameterCombination: The engine name requested for your DB instance (${String(values.engine)}) doesn't match the engine name of your DB cluster (${String(home.engine)}).`,
        "engine",
      );
    const size = text(values, "instance_class") ?? "";
    if (size === "db.serverless") {
      if (!block(home, "serverlessv2_scaling_configuration"))
        refuse(
          "InvalidDBClusterStateFault: Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB instance.",
          "instance_class",
        );
    } else if (!isInstanceClass(size))
      refuse(
        `InvalidParameterCombination: RDS does not support creating a DB instance with DBInstanceClass=${size}, Engine=${String(home.engine)}`,
        "instance_class",
      );
    const name = nameOf(values, "identifier", "identifier_prefix", "tf-", nameSuffix(account));
    const isFirst = !all(account, "aws_rds_cluster_instance").some((other) => other.cluster_identifier === owner);
    values.id = name;
    fill(values, {
      arn: makeArn(context, "rds", `db:${name}`),
      endpoint: hostOf(context, name),
      port: number(home, "port") ?? 5432,
      writer: isFirst,
      dbi_resource_id: `db-${upperId(account, "db", 26)}`,
      engine_version: home.engine_version ?? "",
      engine_version_actual: home.engine_version_actual ?? "",
      kms_key_id: home.kms_key_id ?? "",
      storage_encrypted: home.storage_encrypted ?? false,
      network_type: "IPV4",
      apply_immediately: null,
      availability_zone: zonesOf(regionOf(context))[isFirst ? 0 : 1]?.name ?? "",
      ca_cert_identifier: "rds-ca-rsa2048-g1",
      db_parameter_group_name: `default.${familyOf(String(home.engine), String(home.engine_version_actual))}`,
      db_subnet_group_name: home.db_subnet_group_name ?? "",
      monitoring_role_arn: "",
      performance_insights_enabled: false,
      performance_insights_kms_key_id: "",
      performance_insights_retention_period: 0,
      preferred_backup_window: home.preferred_backup_window ?? "",
      preferred_maintenance_window: "sun:08:17-sun:08:47",
      publicly_accessible: false,
    });
  },
};
