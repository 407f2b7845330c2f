import { Token } from "cdktf";
import type { Problems, Size } from "../../core";
import type { ObservabilitySettings } from "../observability";
import { AwsSizes } from "../sizes";
import { checkKey } from "./checks";

/** Notes what is wrong in the settings of alarms, topic, dashboard and budget. */
export function checkObservability(problems: Problems, settings: ObservabilitySettings, size: Size): void {
  const { emails = [], thresholds = {}, budget, topicArn, encryptionKeyArn } = settings;
  for (const [index, email] of emails.entries())
    problems.check(
      /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) && emails.indexOf(email) === index,
      `emails.${index}`,
      email,
      "each subscriber is one e-mail address, said once",
      'Write for example "mlops@example.com"',
    );
  const alarms = settings.alarms ?? AwsSizes.defaults(size).observability;
  problems.check(
    emails.length === 0 || topicArn === undefined,
    "emails",
    emails,
    "a topic of your own has its own subscribers",
    "Leave out emails or topicArn",
  );
  problems.check(
    (emails.length === 0 && topicArn === undefined) || alarms || budget !== undefined,
    emails.length > 0 ? "emails" : "topicArn",
    emails.length > 0 ? emails : topicArn,
    "nothing would ever be sent: this environment has neither alarms nor a budget",
    "Write alarms: true",
  );
  problems.check(
    topicArn === undefined || Token.isUnresolved(topicArn) || /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:.+$/.test(topicArn),
    "topicArn",
    topicArn,
    "a topic is named by its ARN",
    "Write arn:aws:sns:<region>:<account>:<topic>",
  );
  checkKey(problems, encryptionKeyArn);
  problems.check(
    encryptionKeyArn === undefined || (topicArn === undefined && (alarms || budget !== undefined)),
    "encryptionKeyArn",
    encryptionKeyArn,
    "the key encrypts the new topic, and this environment makes none",
    "Leave it out; a topic of your own has its own key",
  );
  for (const [field, value] of Object.entries(thresholds) as [string, number | undefined][])
    problems.check(
      value === undefined || (Number.isFinite(value) && value > 0),
      `thresholds.${field}`,
      value,
      "a threshold is a number above 0",
      "Leave it out for the size's own",
    );
  problems.check(
    (thresholds.latencySeconds ?? 1) < 29,
    "thresholds.latencySeconds",
    thresholds.latencySeconds,
    "the gateway cuts calls at 29 seconds: no call is ever slower",
    "Write a smaller number",
  );
  problems.check(
    (thresholds.databaseCpuPercent ?? 1) < 100,
    "thresholds.databaseCpuPercent",
    thresholds.databaseCpuPercent,
    "CPU is never above 100 percent",
    "Write a smaller number",
  );
  problems.check(
    budget === undefined || (Number.isFinite(budget.monthlyUsd) && budget.monthlyUsd > 0),
    "budget.monthlyUsd",
    budget?.monthlyUsd,
    "a budget is a number of US dollars above 0",
    "Write for example 50",
  );
}
