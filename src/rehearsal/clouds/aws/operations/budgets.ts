import { blocks, isSet, number, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, ValidateContext } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { makeArn, parseArn } from "../arn";
import { needOpenTopic } from "../identities/access";
import { byArn } from "../lookup";
import { accountId } from "../session";

function validateBudget(context: ValidateContext): void {
  const { config } = context;
  for (const filter of blocks(config, "cost_filter"))
    for (const value of text(filter, "name") === "TagKeyValue" ? texts(filter, "values") : [])
      if (!/^(user|aws):[^$]+\$/.test(value))
        context.error(
          `InvalidParameterException: TagKeyValue is written user:<key>$<value>, got "${value}"`,
          "cost_filter",
        );
  for (const notification of blocks(config, "notification")) {
    if (number(notification, "threshold") === 0)
      context.error(
        "InvalidParameterException: the threshold of a notification must be greater than 0",
        "notification",
      );
    for (const address of texts(notification, "subscriber_email_addresses"))
      if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address))
        context.error(`InvalidParameterException: "${address}" is not an email address`, "notification");
    const subscribers = ["subscriber_sns_topic_arns", "subscriber_email_addresses"];
    if (!subscribers.some((name) => isSet(notification, name)))
      context.error("Notification must have at least one subscriber!", "notification");
    const [topics = 0, emails = 0] = subscribers.map((name) => texts(notification, name).length);
    if (topics > 1 || emails > 10)
      context.error(
        "CreationLimitExceededException: a notification has at most one SNS subscriber and ten email subscribers",
        "notification",
      );
  }
}

function needTopics(context: CreateContext): void {
  const budget = makeArn(context, "budgets", `budget/${String(context.values.name)}`, { region: "" });
  for (const notification of blocks(context.values, "notification"))
    for (const topic of texts(notification, "subscriber_sns_topic_arns")) {
      // Whether Budgets looks at once is not documented; a budget that notifies nobody must not look right.
      if (parseArn(topic)?.account === accountId(context.account) && !byArn(context.account, ["aws_sns_topic"], topic))
        refuse(`InvalidParameterException: the SNS topic ${topic} does not exist`, "notification");
      needOpenTopic(context, topic, "budgets.amazonaws.com", budget);
    }
}

export const budgetActs: Readonly<Record<string, Acts>> = {
  aws_budgets_budget: { validate: validateBudget, check: needTopics },
};
