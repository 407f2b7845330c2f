import type { Row } from "../row";

const ecs = (resource: string): string => `arn:aws:ecs:{region}:{account}:${resource}`;
const elb = (resource: string): string => `arn:aws:elasticloadbalancing:{region}:{account}:${resource}`;
const ECS_TAGS = "ecs:TagResource ecs:UntagResource";
const ELB_TAG = "elasticloadbalancing:AddTags";
const ELB_TAGS = "elasticloadbalancing:AddTags elasticloadbalancing:RemoveTags";
const SCALING = "arn:aws:application-autoscaling:{region}:{account}:scalable-target/*";

const LOAD_BALANCER: Row = {
  on: [elb("loadbalancer/app/{name|name_prefix*}/*")],
  create: `elasticloadbalancing:CreateLoadBalancer elasticloadbalancing:ModifyLoadBalancerAttributes ${ELB_TAG}
    ec2:DescribeAccountAttributes ec2:DescribeSubnets ec2:DescribeVpcs ec2:DescribeSecurityGroups
    ec2:DescribeInternetGateways`,
  read: `elasticloadbalancing:DescribeLoadBalancers elasticloadbalancing:DescribeLoadBalancerAttributes
    elasticloadbalancing:DescribeCapacityReservation elasticloadbalancing:DescribeTags`,
  update: `elasticloadbalancing:ModifyLoadBalancerAttributes elasticloadbalancing:SetSecurityGroups
    elasticloadbalancing:SetSubnets elasticloadbalancing:SetIpAddressType ${ELB_TAGS}`,
  delete: "elasticloadbalancing:DeleteLoadBalancer ec2:DescribeNetworkInterfaces",
  linkedRole: "elasticloadbalancing.amazonaws.com",
};

/** Servers and load balancers. */
export const server: Record<string, Row> = {
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
  aws_ecs_cluster: {
    on: [ecs("cluster/{name}")],
    create: "ecs:CreateCluster ecs:TagResource",
    read: "ecs:DescribeClusters ecs:ListTagsForResource",
    update: `ecs:UpdateCluster ecs:UpdateClusterSettings ${ECS_TAGS}`,
    delete: "ecs:DeleteCluster",
    linkedRole: "ecs.amazonaws.com",
  },
  aws_ecs_cluster_capacity_providers: {
    on: [ecs("cluster/{cluster_name.name|cluster_name}")],
    create: "ecs:PutClusterCapacityProviders",
    read: "ecs:DescribeClusters",
    update: "ecs:PutClusterCapacityProviders",
    delete: "ecs:PutClusterCapacityProviders",
  },
  aws_ecs_task_definition: {
    on: [ecs("task-definition/{family}:*")],
    create: "ecs:RegisterTaskDefinition ecs:TagResource",
    read: "ecs:DescribeTaskDefinition ecs:ListTagsForResource",
    update: ECS_TAGS,
    delete: "ecs:DeregisterTaskDefinition",
    passes: [
      { attribute: "execution_role_arn", to: "ecs-tasks.amazonaws.com" },
      { attribute: "task_role_arn", to: "ecs-tasks.amazonaws.com" },
    ],
  },
  aws_ecs_service: {
    on: [ecs("service/{cluster.name}/{name}"), ecs("service-deployment/{cluster.name}/{name}/*")],
    create: "ecs:CreateService ecs:TagResource",
    read: "ecs:DescribeServices ecs:ListServiceDeployments ecs:DescribeServiceDeployments ecs:ListTagsForResource",
    update: `ecs:UpdateService ${ECS_TAGS}`,
    delete: "ecs:DeleteService ecs:UpdateService",
  },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
  aws_appautoscaling_target: {
    on: [SCALING],
    create: "application-autoscaling:RegisterScalableTarget application-autoscaling:TagResource",
    read: "application-autoscaling:DescribeScalableTargets application-autoscaling:ListTagsForResource",
    update: `application-autoscaling:RegisterScalableTarget application-autoscaling:TagResource
      application-autoscaling:UntagResource`,
    delete: "application-autoscaling:DeregisterScalableTarget",
    linkedRole: "{service_namespace}.application-autoscaling.amazonaws.com",
  },
  aws_appautoscaling_policy: {
    on: [SCALING, "arn:aws:cloudwatch:{region}:{account}:alarm:TargetTracking-*"],
    create: "application-autoscaling:PutScalingPolicy cloudwatch:PutMetricAlarm",
    read: "application-autoscaling:DescribeScalingPolicies cloudwatch:DescribeAlarms",
    update: "application-autoscaling:PutScalingPolicy cloudwatch:PutMetricAlarm",
    delete: "application-autoscaling:DeleteScalingPolicy cloudwatch:DeleteAlarms",
  },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
  aws_lb: LOAD_BALANCER,
  aws_alb: LOAD_BALANCER,
  aws_lb_target_group: {
    on: [elb("targetgroup/{name|name_prefix*}/*")],
    create: `elasticloadbalancing:CreateTargetGroup elasticloadbalancing:ModifyTargetGroupAttributes ${ELB_TAG}`,
    read: `elasticloadbalancing:DescribeTargetGroups elasticloadbalancing:DescribeTargetGroupAttributes
      elasticloadbalancing:DescribeTags`,
    update: `elasticloadbalancing:ModifyTargetGroup elasticloadbalancing:ModifyTargetGroupAttributes ${ELB_TAGS}`,
    delete: "elasticloadbalancing:DeleteTargetGroup",
  },
  aws_lb_listener: {
    on: [
      elb("listener/app/{load_balancer_arn.name|load_balancer_arn.name_prefix*}/*/*"),
      elb("loadbalancer/app/{load_balancer_arn.name|load_balancer_arn.name_prefix*}/*"),
    ],
    create: `elasticloadbalancing:CreateListener elasticloadbalancing:ModifyListenerAttributes ${ELB_TAG}`,
    read: `elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeListenerAttributes
      elasticloadbalancing:DescribeTags`,
    update: `elasticloadbalancing:ModifyListener elasticloadbalancing:ModifyListenerAttributes ${ELB_TAGS}`,
    delete: "elasticloadbalancing:DeleteListener",
  },
  aws_lb_listener_rule: {
    on: [
      elb("listener/app/{listener_arn.load_balancer_arn.name|listener_arn.load_balancer_arn.name_prefix*}/*/*"),
      elb("listener-rule/app/{listener_arn.load_balancer_arn.name|listener_arn.load_balancer_arn.name_prefix*}/*/*/*"),
    ],
    create: `elasticloadbalancing:CreateRule ${ELB_TAG}`,
    read: "elasticloadbalancing:DescribeRules elasticloadbalancing:DescribeTags",
    update: `elasticloadbalancing:ModifyRule elasticloadbalancing:SetRulePriorities ${ELB_TAGS}`,
    delete: "elasticloadbalancing:DeleteRule",
  },
};
