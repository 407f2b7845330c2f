import type { CreateContext, ResourceRule } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { nameSuffix } from "../ids";
import { all, need } from "../lookup";
import { blocks, text, texts } from "../../../simulator/readers";
import { fill, nameOf, refuse } from "../../../simulator/writers";

function checkSubnets(context: CreateContext): string {
  const ids = texts(context.values, "subnet_ids");
  const subnets = ids.map((id) =>
    need(
      context,
      "aws_subnet",
      id,
      `InvalidSubnet: The requested subnet '${id}' is invalid, or multiple VPCs were requested`,
      "subnet_ids",
    ),
  );
  const vpcs = [...new Set(subnets.map((subnet) => subnet.vpc_id))];
  if (vpcs.length > 1) refuse("InvalidSubnet: the subnets belong to several VPCs", "subnet_ids");
  const zones = [...new Set(subnets.map((subnet) => String(subnet.availability_zone)))];
  if (zones.length < 2)
    refuse(
      `DBSubnetGroupDoesNotCoverEnoughAZs: The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(", ")}. Add subnets to cover at least 2 AZs.`,
      "subnet_ids",
    );
  return String(vpcs[0]);
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html */
export const subnetGroup: ResourceRule = {
  type: "aws_db_subnet_group",
  cites: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html",
  validate: (context) => {
    const name = text(context.config, "name") ?? text(context.config, "name_prefix");
    if (name !== undefined && (!/^[ .0-9a-z_-]+$/.test(name) || name.length > 255 || name === "default"))
      context.error(
        `only lowercase alphanumeric characters, hyphens, underscores, periods, and spaces allowed in "name", and not "default": "${name}"`,
        "name",
      );
  },
  create: (context) => {
    const { account, values } = context;
    const name = nameOf(values, "name", "name_prefix", "terraform-", nameSuffix(account));
    if (account.get("aws_db_subnet_group", name))
      refuse(`DBSubnetGroupAlreadyExists: The DB subnet group '${name}' already exists.`, "name");
    const vpc = checkSubnets(context);
    values.id = name;
    fill(values, { arn: makeArn(context, "rds", `subgrp:${name}`), vpc_id: vpc, supported_network_types: ["IPV4"] });
  },
  update: (context) => {
    checkSubnets(context);
  },
  delete: (context) => {
    const used = ["aws_db_instance", "aws_rds_cluster"].some((type) =>
      all(context.account, type).some((database) => database.db_subnet_group_name === context.prior.name),
    );
    if (used)
      refuse(
        `InvalidDBSubnetGroupStateFault: Cannot delete the subnet group '${String(context.prior.name)}' because at least one database instance is still using it.`,
      );
  },
};

/** Parameters of PostgreSQL that only a restart applies, as far as the rehearsal knows them. */
const STATIC = [
  "max_connections",
  "shared_buffers",
  "shared_preload_libraries",
  "rds.logical_replication",
  "wal_buffers",
  "max_wal_senders",
  "track_activity_query_size",
];

function parameterGroup(type: string, label: string, call: string): ResourceRule {
  const check = (context: CreateContext): void => {
    for (const parameter of blocks(context.values, "parameter")) {
      const name = text(parameter, "name") ?? "";
      if (STATIC.includes(name) && (text(parameter, "apply_method") ?? "immediate") === "immediate")
        refuse(
          `InvalidParameterCombination: cannot use immediate apply method for static parameter ${name}`,
          "parameter",
        );
    }
  };
  return {
    type,
    cites: `https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_${call}.html`,
    validate: (context) => {
      for (const attribute of ["name", "name_prefix"]) {
        const name = text(context.config, attribute);
        if (name === undefined) continue;
        const wrong =
          !/^[a-z][0-9a-z.-]*$/.test(name) ||
          name.includes("--") ||
          (attribute === "name" && name.endsWith("-")) ||
          name.length > 255;
        if (wrong)
          context.error(
            `"${attribute}" begins with a letter and holds only lowercase alphanumeric characters, periods and single hyphens: "${name}"`,
            attribute,
          );
      }
    },
    create: (context) => {
      const { account, values } = context;
      const name = nameOf(values, "name", "name_prefix", "terraform-", nameSuffix(account));
      const family = text(values, "family") ?? "";
      if (
        !/^(aurora-postgresql|postgres)(1[1-8])$|^(aurora-mysql|mysql|mariadb|oracle|sqlserver|db2)[a-z0-9.-]*$/.test(
          family,
        )
      )
        refuse(`InvalidParameterValue: ParameterGroupFamily ${family} is not a valid parameter group family`, "family");
      if (account.get(type, name))
        refuse(`DBParameterGroupAlreadyExists: Parameter group ${name} already exists`, "name");
      check(context);
      values.id = name;
      fill(values, { arn: makeArn(context, "rds", `${label}:${name}`) });
    },
    update: check,
    delete: (context) => {
      const users = ["aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance"].flatMap((kind) =>
        all(context.account, kind),
      );
      const names = ["parameter_group_name", "db_cluster_parameter_group_name", "db_parameter_group_name"];
      if (users.some((database) => names.some((name) => database[name] === context.prior.name)))
        refuse(
          `InvalidDBParameterGroupState: One or more database instances are still members of this parameter group ${String(context.prior.name)}, so the group cannot be deleted`,
        );
    },
  };
}

export const instanceParameterGroup = parameterGroup("aws_db_parameter_group", "pg", "CreateDBParameterGroup");
export const clusterParameterGroup = parameterGroup(
  "aws_rds_cluster_parameter_group",
  "cluster-pg",
  "CreateDBClusterParameterGroup",
);
