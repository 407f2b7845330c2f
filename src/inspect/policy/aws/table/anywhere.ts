import { words } from "../row";

/**
 * Actions of the table that AWS grants on `*` only, independent of the row's ARNs.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const ANYWHERE = new Set(
  words(`
    application-autoscaling:DescribeScalableTargets application-autoscaling:DescribeScalingPolicies
    ecs:DeregisterTaskDefinition ecs:DescribeTaskDefinition
    elasticloadbalancing:DescribeCapacityReservation elasticloadbalancing:DescribeListenerAttributes
    elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeLoadBalancerAttributes
    elasticloadbalancing:DescribeLoadBalancers elasticloadbalancing:DescribeRules elasticloadbalancing:DescribeTags
    elasticloadbalancing:DescribeTargetGroupAttributes elasticloadbalancing:DescribeTargetGroups
    elasticloadbalancing:SetWebAcl
    kms:CreateKey kms:ListAliases
    logs:DescribeLogGroups
    sns:GetSubscriptionAttributes sns:SetSubscriptionAttributes sns:Unsubscribe
  `),
);
