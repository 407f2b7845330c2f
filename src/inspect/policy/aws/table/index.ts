import type { Row } from "../row";
import { database } from "./database";
import { gateway } from "./gateway";
import { models } from "./models";
import { network } from "./network";
import { operations } from "./operations";
import { roles } from "./roles";
import { server } from "./server";
import { storage } from "./storage";

/** Terraform's resource types and the IAM actions that each needs. Not tested on a live account. */
export const RESOURCES: Record<string, Row> = {
  ...network,
  ...storage,
  ...database,
  ...server,
  ...gateway,
  ...models,
  ...roles,
  ...operations,
};

/** The actions that read data sources; an empty text for those that call no service. */
export const DATA_SOURCES: Record<string, string> = {
  aws_availability_zones: "ec2:DescribeAvailabilityZones",
  aws_caller_identity: "sts:GetCallerIdentity",
  aws_iam_policy_document: "",
  aws_partition: "",
  aws_region: "",
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
  aws_secretsmanager_secret_version: "secretsmanager:DescribeSecret secretsmanager:GetSecretValue",
};

/** ARN templates of data sources that read one object. */
export const DATA_SOURCE_SCOPES: Record<string, string[]> = {
  aws_secretsmanager_secret_version: ["{secret_id}"],
};
