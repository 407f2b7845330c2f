function allow(actions: readonly string[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });
}

/**
 * AWS's own policies, by path and name, as far as the rehearsal knows them; broader ones are shortened to what its
 * checks ask for.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const MANAGED_POLICIES: Readonly<Record<string, string>> = {
  AdministratorAccess: allow(["*"]),
  AmazonRDSFullAccess: allow(["rds:*"]),
  AmazonS3FullAccess: allow(["s3:*"]),
  AmazonS3ReadOnlyAccess: allow(["s3:Get*", "s3:List*", "s3:Describe*"]),
  AmazonSSMManagedInstanceCore: allow(["ssm:UpdateInstanceInformation", "ssmmessages:*", "ec2messages:*"]),
  CloudWatchLogsFullAccess: allow(["logs:*"]),
  SecretsManagerReadWrite: allow(["secretsmanager:*"]),
  "service-role/AmazonAPIGatewayPushToCloudWatchLogs": allow([
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
    "logs:GetLogEvents",
    "logs:FilterLogEvents",
  ]),
  "service-role/AmazonECSTaskExecutionRolePolicy": allow([
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ]),
  "service-role/AmazonRDSEnhancedMonitoringRole": allow([
    "logs:CreateLogGroup",
    "logs:PutRetentionPolicy",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "logs:DescribeLogStreams",
    "logs:GetLogEvents",
  ]),
  "service-role/AWSLambdaBasicExecutionRole": allow([
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ]),
};
