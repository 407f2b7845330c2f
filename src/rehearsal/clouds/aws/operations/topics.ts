import type { CreateContext, ResourceRule } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { nameSuffix, uuid } from "../ids";
import { checkPolicy, validatePolicyAttribute } from "../identities/attached-policy";
import { byArn, needKey } from "../lookup";
import { accountId } from "../session";
import { fill, nameOf, refuse } from "../../../simulator/writers";
import { text } from "../../../simulator/readers";

function checkTopicPolicy(context: CreateContext, topic: string): void {
  const json = text(context.values, "policy");
  if (json === undefined) return;
  const statements = checkPolicy(context, json, "policy", {
    kind: "resource",
    malformed: "InvalidParameter: Invalid parameter: Policy Error",
    principal: "InvalidParameter: Invalid parameter: Policy Error: PrincipalNotFound",
    maxLength: 30_720,
  });
  const foreign = statements.flatMap((statement) => statement.resources).find((resource) => resource !== topic);
  if (foreign !== undefined)
    refuse(
      `InvalidParameter: Invalid parameter: Policy statement must apply to a single resource: ${foreign} is not ${topic}`,
      "policy",
    );
}

/** @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const topic: ResourceRule = {
  type: "aws_sns_topic",
  cites: "https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html",
  validate: (context) => {
    const name = text(context.config, "name");
    if (name !== undefined && !/^[A-Za-z0-9_-]{1,256}(\.fifo)?$/.test(name))
      context.error(`invalid topic name: "${name}"`, "name");
    validatePolicyAttribute(context, "policy");
  },
  create: (context) => {
    const { account, values } = context;
    const name = nameOf(values, "name", "name_prefix", "terraform-", nameSuffix(account));
    const arn = makeArn(context, "sns", name);
    if (account.get("aws_sns_topic", arn)) refuse(`InvalidParameter: Topic already exists: ${name}`, "name");
    needKey(context, text(values, "kms_master_key_id"), "kms_master_key_id");
    checkTopicPolicy(context, arn);
    const owner = accountId(account);
    const policy = {
      Version: "2008-10-17",
      Id: "__default_policy_ID",
      Statement: [
        {
          Sid: "__default_statement_ID",
          Effect: "Allow",
          Principal: { AWS: "*" },
          Action: ["SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:Subscribe", "SNS:Publish"],
          Resource: arn,
          Condition: { StringEquals: { "AWS:SourceOwner": owner } },
        },
      ],
    };
    values.id = arn;
    fill(values, {
      arn,
      owner,
      policy: JSON.stringify(policy),
      beginning_archive_time: "",
      fifo_throughput_scope: "",
      signature_version: 0,
      tracing_config: "",
    });
  },
  update: (context) => {
    const prior = context.prior.policy;
    if (context.values.policy !== prior) checkTopicPolicy(context, String(context.values.arn));
  },
};

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html */
export const topicPolicy: ResourceRule = {
  type: "aws_sns_topic_policy",
  cites: "https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
  validate: (context) => {
    validatePolicyAttribute(context, "policy");
  },
  create: (context) => {
    const arn = text(context.values, "arn") ?? "";
    if (!byArn(context.account, ["aws_sns_topic"], arn)) refuse(`NotFound: Topic does not exist: ${arn}`, "arn");
    checkTopicPolicy(context, arn);
    context.values.id = arn;
    fill(context.values, { owner: accountId(context.account) });
  },
  update: (context) => {
    checkTopicPolicy(context, text(context.values, "arn") ?? "");
  },
};

const ENDPOINTS: Readonly<Record<string, RegExp>> = {
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  "email-json": /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  http: /^http:\/\/\S+$/,
  https: /^https:\/\/\S+$/,
  sms: /^\+?[0-9-]+$/,
};

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const topicSubscription: ResourceRule = {
  type: "aws_sns_topic_subscription",
  cites: "https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
  create: (context) => {
    const { account, values } = context;
    const target = text(values, "topic_arn") ?? "";
    if (!byArn(account, ["aws_sns_topic"], target)) refuse(`NotFound: Topic does not exist: ${target}`, "topic_arn");
    const protocol = text(values, "protocol") ?? "";
    const endpoint = text(values, "endpoint") ?? "";
    const form = ENDPOINTS[protocol] ?? /^arn:/;
    if (!form.test(endpoint))
      refuse(`InvalidParameter: Invalid parameter: ${protocol} endpoint: ${endpoint}`, "endpoint");
    const arn = `${target}:${uuid(account, "subscription")}`;
    values.id = arn;
    fill(values, {
      arn,
      owner_id: accountId(account),
      confirmation_was_authenticated: !protocol.startsWith("email"),
      pending_confirmation: protocol.startsWith("email") || protocol.startsWith("http"),
      filter_policy_scope: "",
    });
  },
};
