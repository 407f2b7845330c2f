import { ALL, set, without, policyOf, EVERYBODY, WORD, type Mutation } from "./mutation";

const ALARM = "aws_cloudwatch_metric_alarm";

/** Kinds of resource that aws-prod has and aws-dev has not. */
export const PROD_MUTATIONS: readonly Mutation[] = [
  {
    type: "aws_api_gateway_account",
    what: "taken away",
    change: without("aws_api_gateway_account"),
    green: "logs of calls are not written in a rehearsal; a stage that needs it is refused at apply",
  },
  {
    type: "aws_cloudwatch_dashboard",
    what: "empty",
    change: set("aws_cloudwatch_dashboard", ALL, { dashboard_body: "{}" }),
    green: "nobody looks at it in a rehearsal",
  },
  {
    type: "aws_cloudwatch_log_metric_filter",
    what: "finds nothing",
    change: set("aws_cloudwatch_log_metric_filter", ALL, { pattern: WORD }),
    green: "no log is written in a rehearsal",
  },
  {
    type: ALARM,
    what: "no action",
    change: set(ALARM, ALL, { alarm_actions: [] }),
    green: "no metric is measured in a rehearsal",
  },
  {
    type: "aws_eip",
    what: "taken away",
    change: without("aws_eip"),
    green: "a gateway that needs it is refused at apply; afterwards nothing reads it",
  },
  {
    type: "aws_nat_gateway",
    what: "taken away",
    change: without("aws_nat_gateway"),
    red: /service: .*no route to the internet/,
  },
  {
    type: "aws_s3_bucket_logging",
    what: "taken away",
    change: without("aws_s3_bucket_logging"),
    green: "no access is logged in a rehearsal",
  },
  {
    type: "aws_sns_topic",
    what: "everybody subscribes",
    change: (copy) => {
      copy.drop("aws_sns_topic_policy", ALL);
      set("aws_sns_topic", ALL, { policy: policyOf({ ...EVERYBODY, Action: "sns:Subscribe", Resource: "*" }) })(copy);
    },
    red: /strangers: aws_sns_topic .* gets in by sns:Subscribe/,
  },
  {
    type: "aws_sns_topic_policy",
    what: "everybody publishes",
    change: set("aws_sns_topic_policy", ALL, {
      policy: policyOf({ ...EVERYBODY, Action: "sns:Publish", Resource: "*" }),
    }),
    red: /strangers: aws_sns_topic .* gets in by sns:Publish/,
  },
];
