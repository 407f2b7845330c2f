import type { Row } from "../row";

const LOG_GROUP = "arn:aws:logs:{region}:{account}:log-group:{name|name_prefix*}";
const ITS_LOG_GROUP = "arn:aws:logs:{region}:{account}:log-group:{log_group_name.name|log_group_name}";
const waf = (resource: string): string => `arn:aws:wafv2:{region}:{account}:regional/${resource}`;

/** Logs, alarms, topics, budgets and web ACLs. */
export const operations: Record<string, Row> = {
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
  aws_cloudwatch_log_group: {
    on: [LOG_GROUP, `${LOG_GROUP}:*`],
    create: "logs:CreateLogGroup logs:PutRetentionPolicy logs:TagResource",
    read: "logs:DescribeLogGroups logs:ListTagsForResource",
    update: "logs:PutRetentionPolicy logs:DeleteRetentionPolicy logs:TagResource logs:UntagResource",
    delete: "logs:DeleteLogGroup",
    when: [{ attribute: "kms_key_id", on: [LOG_GROUP], actions: "logs:AssociateKmsKey logs:DisassociateKmsKey" }],
  },
  aws_cloudwatch_log_metric_filter: {
    on: [ITS_LOG_GROUP, `${ITS_LOG_GROUP}:*`],
    create: "logs:PutMetricFilter",
    read: "logs:DescribeMetricFilters",
    update: "logs:PutMetricFilter",
    delete: "logs:DeleteMetricFilter",
  },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  aws_cloudwatch_metric_alarm: {
    on: ["arn:aws:cloudwatch:{region}:{account}:alarm:{alarm_name}"],
    create: "cloudwatch:PutMetricAlarm cloudwatch:TagResource",
    read: "cloudwatch:DescribeAlarms cloudwatch:ListTagsForResource",
    update: "cloudwatch:PutMetricAlarm cloudwatch:TagResource cloudwatch:UntagResource",
    delete: "cloudwatch:DeleteAlarms",
  },
  aws_cloudwatch_dashboard: {
    on: ["arn:aws:cloudwatch::{account}:dashboard/{dashboard_name}"],
    create: "cloudwatch:PutDashboard",
    read: "cloudwatch:GetDashboard",
    update: "cloudwatch:PutDashboard",
    delete: "cloudwatch:DeleteDashboards",
  },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
  aws_sns_topic: {
    on: ["arn:aws:sns:{region}:{account}:{name|name_prefix*}"],
    create: "sns:CreateTopic sns:SetTopicAttributes sns:TagResource",
    read: "sns:GetTopicAttributes sns:ListTagsForResource",
    update: "sns:SetTopicAttributes sns:TagResource sns:UntagResource",
    delete: "sns:DeleteTopic",
  },
  aws_sns_topic_policy: {
    on: ["arn:aws:sns:{region}:{account}:{arn.name|arn.name_prefix*}"],
    create: "sns:SetTopicAttributes",
    read: "sns:GetTopicAttributes",
    update: "sns:SetTopicAttributes",
    delete: "sns:SetTopicAttributes",
  },
  aws_sns_topic_subscription: {
    on: ["arn:aws:sns:{region}:{account}:{topic_arn.name|topic_arn.name_prefix*}"],
    create: "sns:Subscribe",
    read: "sns:GetSubscriptionAttributes",
    update: "sns:SetSubscriptionAttributes",
    delete: "sns:Unsubscribe",
  },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html
  aws_budgets_budget: {
    on: ["arn:aws:budgets::{account}:budget/{name|name_prefix*}"],
    create: "budgets:ModifyBudget budgets:TagResource",
    read: "budgets:ViewBudget budgets:ListTagsForResource",
    update: "budgets:ModifyBudget budgets:TagResource budgets:UntagResource",
    delete: "budgets:ModifyBudget",
  },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awswafv2.html
  aws_wafv2_web_acl: {
    on: [waf("webacl/{name|name_prefix*}/*"), waf("managedruleset/*")],
    create: "wafv2:CreateWebACL wafv2:TagResource",
    read: "wafv2:GetWebACL wafv2:ListTagsForResource",
    update: "wafv2:UpdateWebACL wafv2:TagResource wafv2:UntagResource",
    delete: "wafv2:DeleteWebACL",
  },
  aws_wafv2_web_acl_association: {
    on: [
      waf("webacl/{web_acl_arn.name|web_acl_arn.name_prefix*}/*"),
      "arn:aws:apigateway:{region}::/restapis/*/stages/*",
      "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/*/*",
    ],
    create:
      "wafv2:AssociateWebACL apigateway:SetWebACL elasticloadbalancing:SetWebAcl elasticloadbalancing:CreateWebACLAssociation",
    read: "wafv2:GetWebACLForResource wafv2:GetWebACL elasticloadbalancing:GetLoadBalancerWebACL",
    update: "",
    delete:
      "wafv2:DisassociateWebACL apigateway:SetWebACL elasticloadbalancing:SetWebAcl elasticloadbalancing:DeleteWebACLAssociation",
  },
};
