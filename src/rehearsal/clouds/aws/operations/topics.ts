import { text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { checkPolicy, validatePolicyAttribute } from "../identities/attached-policy";
import { needKey } from "../lookup";

function checkTopicPolicy(context: CreateContext, topic: string): void {
  const json = text(context.values, "policy");
  if (json === undefined) return;
  const statements = checkPolicy(context, json, "policy", {
    kind: "resource",
    malformed: "InvalidParameter: Invalid parameter: Policy Error",
    principal: "InvalidParameter: Invalid parameter: Policy Error: PrincipalNotFound",
    maxLength: 30_720,
  });
  const outside = statements
    .flatMap((statement) => statement.actions)
    .find((action) => action !== "*" && !/^sns:/i.test(action));
  if (outside !== undefined)
    refuse(
      `InvalidParameter: Invalid parameter: Policy statement action out of service scope! ${outside} is no action of SNS`,
      "policy",
    );
  const foreign = statements.flatMap((statement) => statement.resources).find((resource) => resource !== topic);
  if (foreign !== undefined)
    refuse(
      `InvalidParameter: Invalid parameter: Policy statement must apply to a single resource: ${foreign} is not ${topic}`,
      "policy",
    );
}

export const topicActs: Readonly<Record<string, Acts>> = {
  aws_sns_topic: {
    validate: (context) => {
      validatePolicyAttribute(context, "policy");
      const name = text(context.config, "name");
      if (name !== undefined && name.endsWith(".fifo") !== (context.config.fifo_topic === true))
        context.error(
          `invalid topic name: "${name}": the name of a FIFO topic, and only of one, ends in .fifo`,
          "name",
        );
    },
    create: (context) => {
      const { values } = context;
      needKey(context, text(values, "kms_master_key_id"), "kms_master_key_id");
      const arn = String(values.arn);
      checkTopicPolicy(context, arn);
      const statement = {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:Subscribe", "SNS:Publish"],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": values.owner } },
      };
      const policy = { Version: "2008-10-17", Id: "__default_policy_ID", Statement: [statement] };
      fill(values, { policy: JSON.stringify(policy) });
    },
    update: (context) => {
      if (context.values.policy !== context.prior.policy) checkTopicPolicy(context, String(context.values.arn));
    },
  },
  aws_sns_topic_policy: {
    validate: (context) => validatePolicyAttribute(context, "policy"),
    check: (context) => checkTopicPolicy(context, text(context.values, "arn") ?? ""),
  },
  aws_sns_topic_subscription: {
    create: ({ values }) => {
      const protocol = text(values, "protocol") ?? "";
      fill(values, {
        confirmation_was_authenticated: !protocol.startsWith("email"),
        pending_confirmation: protocol.startsWith("email") || protocol.startsWith("http"),
      });
    },
  },
};
