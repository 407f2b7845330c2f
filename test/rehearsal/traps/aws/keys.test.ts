import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { runTrap, type Blocks, type JsonObject, type TrapResult } from "../trap";
import { ACCOUNT, policy, REGION, rules, stackOf } from "./stack";

const TIMEOUT = 60_000;

const account: JsonObject = {
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: "kms:*",
  Resource: "*",
};
const letting = (service: string, condition: JsonObject): JsonObject => ({
  Effect: "Allow",
  Principal: { Service: service },
  Action: ["kms:Decrypt*", "kms:GenerateDataKey*"],
  Resource: "*",
  Condition: condition,
});
const key = (...statements: JsonObject[]): Blocks => ({
  aws_kms_key: { own: { policy: policy(account, ...statements) } },
});
const OWN = "${aws_kms_key.own.arn}";

/** The statements that docs/aws.md says to add to a key's policy. */
function documented(): JsonObject[] {
  const page = readFileSync(resolve(__dirname, "../../../../docs/aws.md"), "utf8");
  const json = /### Customer managed keys[^]*?```json\n([^]*?)```/.exec(page)?.[1] ?? "";
  return JSON.parse(json.replaceAll("123456789012", ACCOUNT).replaceAll("<prefix>", "mlops-dev")) as JsonObject[];
}

describe("the key of a log group", () => {
  const logs = (...statements: JsonObject[]): Promise<TrapResult> =>
    runTrap({
      config: stackOf(key(...statements), {
        aws_cloudwatch_log_group: { logs: { name: "/mlops/mlops-dev/mlflow", kms_key_id: OWN } },
      }),
      rules,
    });
  const group = (name: string) => ({
    ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}` },
  });

  test.each([
    ["the account alone", []],
    ["another region's CloudWatch Logs", [letting("logs.us-east-1.amazonaws.com", group("/mlops/*"))]],
    ["CloudWatch Logs for another group", [letting(`logs.${REGION}.amazonaws.com`, group("/other/*"))]],
  ])(
    "is refused when its policy lets in %s",
    async (_who, statements) => {
      expect((await logs(...statements)).errors.join()).toContain("is not allowed to be used with Arn");
    },
    TIMEOUT,
  );

  test(
    "is taken with the statements of docs/aws.md",
    async () => {
      expect((await logs(...documented())).errors).toEqual([]);
    },
    TIMEOUT,
  );
});

describe("the key of a topic", () => {
  const told = (kms_master_key_id: string, ...statements: JsonObject[]): Promise<TrapResult> =>
    runTrap({
      config: stackOf(key(...statements), {
        aws_sns_topic: { alarms: { name: "alarms", kms_master_key_id } },
        aws_cloudwatch_metric_alarm: {
          calls: {
            alarm_name: "calls",
            namespace: "AWS/ApiGateway",
            metric_name: "Count",
            comparison_operator: "GreaterThanThreshold",
            threshold: 1,
            period: 300,
            evaluation_periods: 1,
            statistic: "Sum",
            alarm_actions: ["${aws_sns_topic.alarms.arn}"],
          },
        },
        aws_budgets_budget: {
          monthly: {
            name: "monthly",
            budget_type: "COST",
            limit_amount: "50",
            limit_unit: "USD",
            time_unit: "MONTHLY",
            notification: [
              {
                comparison_operator: "GREATER_THAN",
                notification_type: "ACTUAL",
                threshold: 80,
                threshold_type: "PERCENTAGE",
                subscriber_sns_topic_arns: ["${aws_sns_topic.alarms.arn}"],
              },
            ],
          },
        },
      }),
      rules,
    });
  test.each([
    ["does not let the services in", OWN, "does not let cloudwatch.amazonaws.com use it"],
    ["is AWS's own", "alias/aws/sns", "is AWS's own key"],
  ])(
    "that %s lets no alarm through",
    async (_what, name, message) => {
      const { errorsAt } = await told(name);
      expect(errorsAt["aws_cloudwatch_metric_alarm.calls"]?.join()).toContain(message);
      expect(errorsAt["aws_budgets_budget.monthly"]?.join()).toContain("nothing would arrive");
    },
    TIMEOUT,
  );

  test(
    "with the statements of docs/aws.md lets alarms and budgets through",
    async () => {
      expect((await told(OWN, ...documented())).errors).toEqual([]);
    },
    TIMEOUT,
  );
});
