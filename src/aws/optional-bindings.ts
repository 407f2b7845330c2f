import type * as apiGatewayAccount from "@cdktf/provider-aws/lib/api-gateway-account";
import type * as apiGatewayIntegrationResponse from "@cdktf/provider-aws/lib/api-gateway-integration-response";
import type * as apiGatewayMethodResponse from "@cdktf/provider-aws/lib/api-gateway-method-response";
import type * as appautoscalingPolicy from "@cdktf/provider-aws/lib/appautoscaling-policy";
import type * as appautoscalingTarget from "@cdktf/provider-aws/lib/appautoscaling-target";
import type * as budgetsBudget from "@cdktf/provider-aws/lib/budgets-budget";
import type * as cloudwatchDashboard from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import type * as cloudwatchLogMetricFilter from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import type * as cloudwatchMetricAlarm from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type * as dataAwsSecretsmanagerSecretVersion from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version";
import type * as dbParameterGroup from "@cdktf/provider-aws/lib/db-parameter-group";
import type * as dynamodbTable from "@cdktf/provider-aws/lib/dynamodb-table";
import type * as eip from "@cdktf/provider-aws/lib/eip";
import type * as iamOpenidConnectProvider from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import type * as iamPolicy from "@cdktf/provider-aws/lib/iam-policy";
import type * as iamRolePolicyAttachment from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type * as natGateway from "@cdktf/provider-aws/lib/nat-gateway";
import type * as rdsCluster from "@cdktf/provider-aws/lib/rds-cluster";
import type * as rdsClusterInstance from "@cdktf/provider-aws/lib/rds-cluster-instance";
import type * as rdsClusterParameterGroup from "@cdktf/provider-aws/lib/rds-cluster-parameter-group";
import type * as s3BucketLogging from "@cdktf/provider-aws/lib/s3-bucket-logging";
import type * as sagemakerEndpoint from "@cdktf/provider-aws/lib/sagemaker-endpoint";
import type * as sagemakerEndpointConfiguration from "@cdktf/provider-aws/lib/sagemaker-endpoint-configuration";
import type * as sagemakerModel from "@cdktf/provider-aws/lib/sagemaker-model";
import type * as snsTopic from "@cdktf/provider-aws/lib/sns-topic";
import type * as snsTopicPolicy from "@cdktf/provider-aws/lib/sns-topic-policy";
import type * as snsTopicSubscription from "@cdktf/provider-aws/lib/sns-topic-subscription";
import type * as wafv2WebAclAssociation from "@cdktf/provider-aws/lib/wafv2-web-acl-association";

/**
 * Bindings of optional resources. Each is loaded when its first resource is created: all of them together would cost
 * every program about 20 ms.
 */
export const OptionalBindings = {
  apiGatewayAccount: (): typeof apiGatewayAccount => require("@cdktf/provider-aws/lib/api-gateway-account"),
  apiGatewayIntegrationResponse: (): typeof apiGatewayIntegrationResponse =>
    require("@cdktf/provider-aws/lib/api-gateway-integration-response"),
  apiGatewayMethodResponse: (): typeof apiGatewayMethodResponse =>
    require("@cdktf/provider-aws/lib/api-gateway-method-response"),
  appautoscalingPolicy: (): typeof appautoscalingPolicy => require("@cdktf/provider-aws/lib/appautoscaling-policy"),
  appautoscalingTarget: (): typeof appautoscalingTarget => require("@cdktf/provider-aws/lib/appautoscaling-target"),
  budgetsBudget: (): typeof budgetsBudget => require("@cdktf/provider-aws/lib/budgets-budget"),
  cloudwatchDashboard: (): typeof cloudwatchDashboard => require("@cdktf/provider-aws/lib/cloudwatch-dashboard"),
  cloudwatchLogMetricFilter: (): typeof cloudwatchLogMetricFilter =>
    require("@cdktf/provider-aws/lib/cloudwatch-log-metric-filter"),
  cloudwatchMetricAlarm: (): typeof cloudwatchMetricAlarm => require("@cdktf/provider-aws/lib/cloudwatch-metric-alarm"),
  dataAwsSecretsmanagerSecretVersion: (): typeof dataAwsSecretsmanagerSecretVersion =>
    require("@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version"),
  dbParameterGroup: (): typeof dbParameterGroup => require("@cdktf/provider-aws/lib/db-parameter-group"),
  dynamodbTable: (): typeof dynamodbTable => require("@cdktf/provider-aws/lib/dynamodb-table"),
  eip: (): typeof eip => require("@cdktf/provider-aws/lib/eip"),
  iamOpenidConnectProvider: (): typeof iamOpenidConnectProvider =>
    require("@cdktf/provider-aws/lib/iam-openid-connect-provider"),
  iamPolicy: (): typeof iamPolicy => require("@cdktf/provider-aws/lib/iam-policy"),
  iamRolePolicyAttachment: (): typeof iamRolePolicyAttachment =>
    require("@cdktf/provider-aws/lib/iam-role-policy-attachment"),
  natGateway: (): typeof natGateway => require("@cdktf/provider-aws/lib/nat-gateway"),
  rdsCluster: (): typeof rdsCluster => require("@cdktf/provider-aws/lib/rds-cluster"),
  rdsClusterInstance: (): typeof rdsClusterInstance => require("@cdktf/provider-aws/lib/rds-cluster-instance"),
  rdsClusterParameterGroup: (): typeof rdsClusterParameterGroup =>
    require("@cdktf/provider-aws/lib/rds-cluster-parameter-group"),
  s3BucketLogging: (): typeof s3BucketLogging => require("@cdktf/provider-aws/lib/s3-bucket-logging"),
  sagemakerEndpoint: (): typeof sagemakerEndpoint => require("@cdktf/provider-aws/lib/sagemaker-endpoint"),
  sagemakerEndpointConfiguration: (): typeof sagemakerEndpointConfiguration =>
    require("@cdktf/provider-aws/lib/sagemaker-endpoint-configuration"),
  sagemakerModel: (): typeof sagemakerModel => require("@cdktf/provider-aws/lib/sagemaker-model"),
  snsTopic: (): typeof snsTopic => require("@cdktf/provider-aws/lib/sns-topic"),
  snsTopicPolicy: (): typeof snsTopicPolicy => require("@cdktf/provider-aws/lib/sns-topic-policy"),
  snsTopicSubscription: (): typeof snsTopicSubscription => require("@cdktf/provider-aws/lib/sns-topic-subscription"),
  wafv2WebAclAssociation: (): typeof wafv2WebAclAssociation =>
    require("@cdktf/provider-aws/lib/wafv2-web-acl-association"),
};
