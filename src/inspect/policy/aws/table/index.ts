import type { Row } from "../row";
import { database } from "./database";
import { gateway } from "./gateway";
import { network } from "./network";
import { operations } from "./operations";
import { roles } from "./roles";
import { server } from "./server";
import { storage } from "./storage";

/** The one reviewed table of Terraform's resource types and the IAM actions that each needs. Not tried on a live account. */
export const RESOURCES: Record<string, Row> = {
  ...network,
  ...storage,
  ...database,
  ...server,
  ...gateway,
  ...roles,
  ...operations,
};

/** The actions by which data sources are read; an empty text is for those that ask no service. */
export const DATA_SOURCES: Record<string, string> = {
  aws_availability_zones: "ec2:DescribeAvailabilityZones",
  aws_caller_identity: "sts:GetCallerIdentity",
  aws_iam_policy_document: "",
  aws_partition: "",
  aws_region: "",
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
  aws_secretsmanager_secret_version: "secretsmanager:DescribeSecret secretsmanager:GetSecretValue",
};

/** What those data sources read that read one thing alone, as templates of ARNs. */
export const DATA_SOURCE_SCOPES: Record<string, string[]> = {
  aws_secretsmanager_secret_version: ["{secret_id}"],
};
