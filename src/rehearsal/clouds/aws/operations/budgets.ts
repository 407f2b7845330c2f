import type { CreateContext, ResourceRule, Values } from "../../../simulator/rule";
import { makeArn, parseArn } from "../arn";
import { nameSuffix } from "../ids";
import { needOpenTopic } from "../identities/access";
import { byArn } from "../lookup";
import { accountId } from "../session";
import { blocks, isSet, number, text, texts } from "../../../simulator/readers";
import { fill, nameOf, refuse } from "../../../simulator/writers";

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  comparison_operator: ["GREATER_THAN", "LESS_THAN", "EQUAL_TO"],
  notification_type: ["ACTUAL", "FORECASTED"],
  threshold_type: ["PERCENTAGE", "ABSOLUTE_VALUE"],
};

/** Problems that the provider or the API reports for one notification. */
function notificationProblems(notification: Values): string[] {
  const wrong = Object.entries(CHOICES).flatMap(([attribute, choices]) => {
    const value = text(notification, attribute);
    return value === undefined || choices.includes(value)
      ? []
      : [`expected ${attribute} to be one of ${JSON.stringify(choices)}, got ${value}`];
  });
  const topics = texts(notification, "subscriber_sns_topic_arns");
  const emails = texts(notification, "subscriber_email_addresses");
  const isNamed = ["subscriber_sns_topic_arns", "subscriber_email_addresses"].some((name) => isSet(notification, name));
  if (!isNamed) wrong.push("Notification must have at least one subscriber!");
  if (topics.length > 1 || emails.length > 10)
    wrong.push(
      "CreationLimitExceededException: a notification has at most one SNS subscriber and ten email subscribers",
    );
  for (const topic of topics)
    if (parseArn(topic)?.service !== "sns") wrong.push(`"${topic}" is not the ARN of an SNS topic`);
  return wrong;
}

function needTopics(context: CreateContext): void {
  const budget = makeArn(context, "budgets", `budget/${String(context.values.name)}`, { region: "" });
  for (const notification of blocks(context.values, "notification"))
    for (const topic of texts(notification, "subscriber_sns_topic_arns")) {
      // Whether Budgets looks at once is not documented; a budget that tells nobody must not look right.
      if (parseArn(topic)?.account === accountId(context.account) && !byArn(context.account, ["aws_sns_topic"], topic))
        refuse(`InvalidParameterException: the SNS topic ${topic} does not exist`, "notification");
      needOpenTopic(context, topic, "budgets.amazonaws.com", budget);
    }
}

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html */
export const budget: ResourceRule = {
  type: "aws_budgets_budget",
  cites: "https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html",
  validate: (context) => {
    const { config } = context;
    const name = text(config, "name");
    if (name !== undefined && (name.length > 100 || /[:\\]/.test(name)))
      context.error(
        `ValidationException: a budget's name has at most 100 characters and no : or \\: "${name}"`,
        "name",
      );
    const ways = ["limit_amount", "planned_limit", "auto_adjust_data"].filter((attribute) => isSet(config, attribute));
    if (ways.length !== 1)
      context.error(
        "InvalidParameterException: a budget has exactly one of limit_amount, planned_limit and auto_adjust_data",
        "limit_amount",
      );
    if (isSet(config, "limit_amount") !== isSet(config, "limit_unit"))
      context.error("InvalidParameterException: limit_amount and limit_unit go together", "limit_unit");
    const amount = text(config, "limit_amount");
    if (amount !== undefined && !((number(config, "limit_amount") ?? 0) > 0))
      context.error(
        `InvalidParameterException: Budget limit must be a number above 0, got "${amount}"`,
        "limit_amount",
      );
    const unit = text(config, "limit_unit");
    if (text(config, "budget_type") === "COST" && unit !== undefined && unit !== "USD")
      context.error(`InvalidParameterException: Unit ${unit} is not valid for a budget of type COST`, "limit_unit");
    for (const filter of blocks(config, "cost_filter"))
      if (text(filter, "name") === "TagKeyValue")
        for (const value of texts(filter, "values"))
          if (!/^(user|aws):[^$]+\$/.test(value))
            context.error(
              `InvalidParameterException: TagKeyValue is written user:<key>$<value>, got "${value}"`,
              "cost_filter",
            );
    const problems = blocks(config, "notification").flatMap(notificationProblems);
    for (const problem of problems) context.error(problem, "notification");
  },
  create: (context) => {
    const { account, values } = context;
    const name = nameOf(values, "name", "name_prefix", "terraform-", nameSuffix(account));
    const owner = accountId(account);
    const id = `${owner}:${name}`;
    if (account.get("aws_budgets_budget", id))
      refuse(`DuplicateRecordException: Error creating budget: ${name} - the budget already exists.`, "name");
    needTopics(context);
    values.id = id;
    fill(values, {
      account_id: owner,
      arn: makeArn(context, "budgets", `budget/${name}`, { region: "" }),
      billing_view_arn: makeArn(context, "billing", "billingview/primary", { region: "" }),
      time_period_start: "2026-11-01_00:00",
    });
  },
  update: needTopics,
};
