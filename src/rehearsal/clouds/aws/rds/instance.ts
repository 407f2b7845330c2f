import type { CreateContext, PlanContext, UpdateContext } from "../../../simulator/rule";
import type { Acts } from "../../../simulator/row-rule";
import { hasDns } from "../ec2/vpc";
import { makeArn } from "../arn";
import { uuid } from "../../../simulator/ids";
import { all } from "../lookup";
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
import { familyOf, isInstanceClass, isInstanceEngine } from "./engines";
import { fill, refuse } from "../../../simulator/writers";
import { block, isTrue, number, text, texts } from "../../../simulator/readers";

/** Refuses a combination of parameters. */
const unfit: (message: string, attribute?: string) => never = (message, attribute) =>
  refuse(`InvalidParameterCombination: ${message}`, attribute);

const LOGS: Readonly<Record<string, readonly string[]>> = { postgres: ["postgresql", "upgrade", "iam-db-auth-error"] };

/** What RDS checks on create and on change. Returns the version that it runs. */
function checkInstance(context: CreateContext | UpdateContext): string {
  const { account, values } = context;
  const { engine, version } = checkEngine(context, isInstanceEngine);
  const size = text(values, "instance_class") ?? "";
  if (!isInstanceClass(size))
    unfit(
      `RDS does not support creating a DB instance with the following combination: DBInstanceClass=${size}, Engine=${engine}, EngineVersion=${version}, LicenseModel=postgresql-license.`,
      "instance_class",
    );
  checkMaster(values, "username", "password");
  checkStorage(context, engine);
  checkParameterGroup(
    account,
    "aws_db_parameter_group",
    text(values, "parameter_group_name"),
    familyOf(engine, version),
    "parameter_group_name",
  );
  checkWindows(values, "backup_window", "maintenance_window");
  const known = LOGS[engine];
  const log = texts(values, "enabled_cloudwatch_logs_exports").find(
    (name) => known !== undefined && !known.includes(name),
  );
  if (log !== undefined)
    unfit(
      `You cannot use the log types '${log}' with engine version ${engine} ${version}.`,
      "enabled_cloudwatch_logs_exports",
    );
  if (isTrue(values, "multi_az") && text(context.config, "availability_zone") !== undefined)
    unfit("Requesting a specific availability zone is not valid for Multi-AZ instances.", "availability_zone");
  const vpc = checkPlacement(context);
  if (isTrue(values, "publicly_accessible")) {
    const owner = account.get("aws_vpc", vpc ?? "");
    if (!all(account, "aws_internet_gateway").some((gateway) => gateway.vpc_id === vpc))
      refuse(
        "InvalidVPCNetworkStateFault: Cannot create a publicly accessible DBInstance. The specified VPC has no internet gateway attached.",
        "publicly_accessible",
      );
    if (!hasDns(owner))
      refuse(
        "InvalidVPCNetworkStateFault: Cannot create a publicly accessible DBInstance. The specified VPC does not support DNS resolution, DNS hostnames, or both.",
        "publicly_accessible",
      );
  }
  return version;
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html */
function checkStorage(context: CreateContext, engine: string): void {
  const { values, config } = context;
  const size = number(values, "allocated_storage");
  const kind = text(values, "storage_type") ?? "gp2";
  if (size === undefined) refuse('"allocated_storage": required field is not set', "allocated_storage");
  const least = kind.startsWith("io") ? 100 : 20;
  if (size < least || size > 65_536)
    refuse(
      `InvalidParameterValue: Invalid storage size for engine name ${engine} and storage type ${kind}: ${size}`,
      "allocated_storage",
    );
  const largest = number(values, "max_allocated_storage") ?? 0;
  // 0 switches autoscaling off.
  if (largest !== 0 && largest < size * 1.1)
    unfit(
      `Max storage size (${largest}) must be at least 10% greater than the current storage size (${size})`,
      "max_allocated_storage",
    );
  const tuned = number(config, "iops") !== undefined || number(config, "storage_throughput") !== undefined;
  if (kind === "gp3" && tuned && size < 400)
    unfit(
      `You can't specify IOPS or storage throughput for engine ${engine} and a storage size less than 400.`,
      "iops",
    );
}

const BLUE_GREEN_ENGINES = ["mariadb", "mysql", "postgres"];

/**
 * An RDS instance; Aurora belongs to clusters. Storage that has grown by itself, and another case of the engine's name, are no changes.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/rds/instance.go
 */
function planInstance({ prior, planned, error }: PlanContext): void {
  if (typeof planned.engine === "string") planned.engine = planned.engine.toLowerCase();
  const [engine, source] = [text(planned, "engine") ?? "", text(planned, "replicate_source_db")];
  if (isTrue(block(planned, "blue_green_update"), "enabled")) {
    if (!BLUE_GREEN_ENGINES.includes(engine))
      error(`"blue_green_update.enabled" cannot be set when "engine" is "${engine}".`);
    if (source !== undefined) error('"blue_green_update.enabled" cannot be set when "replicate_source_db" is set.');
  }
  const [grown = 0, wanted = 0] = [number(prior, "allocated_storage"), number(planned, "allocated_storage")];
  const most = number(planned, "max_allocated_storage") ?? 0;
  if (prior !== undefined && grown > wanted && most > wanted) planned.allocated_storage = grown;
}

export const instanceActs: Readonly<Record<string, Acts>> = {
  aws_db_instance: {
    plan: (context) => {
      planInstance(context);
      planVersion(context);
    },
    create: (context) => {
      const { account, values } = context;
      const version = checkInstance(context);
      const engine = String(values.engine);
      const port = number(values, "port") ?? (engine === "postgres" ? 5432 : 3306);
      const host = hostOf(context, String(values.identifier));
      const storage = text(values, "storage_type") ?? (number(context.config, "iops") === undefined ? "gp2" : "io1");
      const subnets = account.get("aws_db_subnet_group", String(values.db_subnet_group_name));
      fill(values, {
        address: host,
        endpoint: `${host}:${port}`,
        port,
        engine_version: version,
        engine_version_actual: version,
        availability_zone: account.get("aws_subnet", texts(subnets, "subnet_ids")[0] ?? "")?.availability_zone ?? "",
        iops: storage === "gp3" ? 3000 : 0,
        kms_key_id: ownKey(context),
        master_user_secret: isTrue(values, "manage_master_user_password")
          ? managedSecret(context, String(values.id))
          : [],
        option_group_name: `default:${engine}-${version.split(".")[0] ?? ""}`,
        parameter_group_name: `default.${familyOf(engine, version)}`,
        performance_insights_retention_period: isTrue(values, "performance_insights_enabled") ? 7 : 0,
        storage_throughput: storage === "gp3" ? 125 : 0,
        storage_type: storage,
        vpc_security_group_ids: [account.get("aws_vpc", String(subnets?.vpc_id))?.default_security_group_id ?? ""],
      });
    },
    update: (context) => {
      const version = checkInstance(context);
      checkUpgrade(context, version);
      context.values.engine_version_actual = version;
    },
    delete: checkSnapshot,
  },
};

/** The secret that RDS keeps for the master user; it rotates every seven days. */
function managedSecret(context: CreateContext, resource: string): CreateContext["values"][] {
  const arn = makeArn(context, "secretsmanager", `secret:rds!${resource.toLowerCase()}-AbCdEf`);
  return [
    {
      kms_key_id: makeArn(context, "kms", `key/${uuid(context.account, "aws-secret-key")}`),
      secret_arn: arn,
      secret_status: "active",
    },
  ];
}
