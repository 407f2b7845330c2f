import type { Row } from "../row";

const rds = (resource: string): string => `arn:aws:rds:{region}:{account}:${resource}`;
const TAG = "rds:AddTagsToResource";
const TAGS = "rds:AddTagsToResource rds:RemoveTagsFromResource";

const OF_INSTANCES = [
  rds("db:{identifier|identifier_prefix*}"),
  rds("subgrp:{db_subnet_group_name.name|db_subnet_group_name}"),
  // Without their own group, instances use the engine's default groups.
  rds("pg:*"),
  rds("og:*"),
];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html */
export const database: Record<string, Row> = {
  aws_db_subnet_group: {
    on: [rds("subgrp:{name|name_prefix*}")],
    create: `rds:CreateDBSubnetGroup ${TAG}`,
    read: "rds:DescribeDBSubnetGroups rds:ListTagsForResource",
    update: `rds:ModifyDBSubnetGroup ${TAGS}`,
    delete: "rds:DeleteDBSubnetGroup",
  },
  aws_db_parameter_group: {
    on: [rds("pg:{name|name_prefix*}")],
    create: `rds:CreateDBParameterGroup rds:ModifyDBParameterGroup ${TAG}`,
    read: "rds:DescribeDBParameterGroups rds:DescribeDBParameters rds:ListTagsForResource",
    update: `rds:ModifyDBParameterGroup rds:ResetDBParameterGroup ${TAGS}`,
    delete: "rds:DeleteDBParameterGroup",
  },
  aws_db_instance: {
    on: [...OF_INSTANCES, rds("snapshot:{final_snapshot_identifier}")],
    create: `rds:CreateDBInstance ec2:DescribeAccountAttributes ${TAG}`,
    read: "rds:ListTagsForResource",
    // By the ID that AWS generated: https://github.com/hashicorp/terraform-provider-aws/issues/35737
    readOfAll: "rds:DescribeDBInstances",
    update: `rds:ModifyDBInstance rds:RebootDBInstance ${TAGS}`,
    delete: "rds:DeleteDBInstance rds:CreateDBSnapshot",
    passes: [{ attribute: "monitoring_role_arn", to: "monitoring.rds.amazonaws.com" }],
    linkedRole: "rds.amazonaws.com",
  },
  aws_rds_cluster_parameter_group: {
    on: [rds("cluster-pg:{name|name_prefix*}")],
    create: `rds:CreateDBClusterParameterGroup rds:ModifyDBClusterParameterGroup ${TAG}`,
    read: "rds:DescribeDBClusterParameterGroups rds:DescribeDBClusterParameters rds:ListTagsForResource",
    update: `rds:ModifyDBClusterParameterGroup rds:ResetDBClusterParameterGroup ${TAGS}`,
    delete: "rds:DeleteDBClusterParameterGroup",
  },
  aws_rds_cluster: {
    on: [
      rds("cluster:{cluster_identifier|cluster_identifier_prefix*}"),
      rds("subgrp:{db_subnet_group_name.name|db_subnet_group_name}"),
      rds("cluster-pg:*"),
      rds("og:*"),
      rds("cluster-snapshot:{final_snapshot_identifier}"),
      "arn:aws:rds::{account}:global-cluster:*",
    ],
    create: `rds:CreateDBCluster ec2:DescribeAccountAttributes ${TAG}`,
    read: "rds:DescribeDBClusters rds:DescribeGlobalClusters rds:ListTagsForResource",
    update: `rds:ModifyDBCluster ${TAGS}`,
    delete: "rds:DeleteDBCluster rds:CreateDBClusterSnapshot",
    linkedRole: "rds.amazonaws.com",
  },
  aws_rds_cluster_instance: {
    on: [...OF_INSTANCES, rds("cluster:{cluster_identifier.cluster_identifier}")],
    create: `rds:CreateDBInstance ${TAG}`,
    read: "rds:DescribeDBInstances rds:DescribeDBClusters rds:ListTagsForResource",
    update: `rds:ModifyDBInstance rds:RebootDBInstance ${TAGS}`,
    delete: "rds:DeleteDBInstance",
    passes: [{ attribute: "monitoring_role_arn", to: "monitoring.rds.amazonaws.com" }],
    linkedRole: "rds.amazonaws.com",
  },
};
