import type { Values } from "../../../src/rehearsal/simulator/rule";
import type { Copy } from "./platform";

/** One change of aws-dev that makes a resource useless or open. */
export interface Mutation {
  readonly type: string;
  /** For the table in docs/rehearsal.md. */
  readonly what: string;
  readonly change: (copy: Copy) => void;
  /** What a rehearsal says; for one that stays green, why. */
  readonly red?: RegExp;
  readonly green?: string;
}

const ALL = /./;
const set = (type: string, name: RegExp, values: Record<string, unknown>) => (copy: Copy) =>
  copy.edit(type, name, (held) => void Object.assign(held, values));
const without =
  (type: string, name: RegExp = ALL) =>
  (copy: Copy) =>
    copy.drop(type, name);
const replaced = (type: string, name: RegExp, attribute: string, from: string | RegExp, to: string) => (copy: Copy) =>
  copy.edit(type, name, (held) => {
    const before = String(held[attribute]);
    if (before.replace(from, to) === before) throw new Error(`${type}: ${attribute} holds no ${String(from)}`);
    held[attribute] = before.replace(from, to);
  });
const policyOf = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const EVERYBODY = { Effect: "Allow", Principal: { AWS: "*" } };
const ANYWHERE = { cidr_ipv4: "0.0.0.0/0", referenced_security_group_id: null };
const WORD = "rehearsal-changed";

function deployed(change: (snapshot: Copy["deployed"]) => void): (copy: Copy) => void {
  return (copy) => change(copy.deployed);
}
const methodOf = (values: Values) =>
  deployed(({ methods }) => methods.forEach((method) => Object.assign(method, values)));
const integrationOf = (values: Values) =>
  deployed(({ integrations }) => integrations.forEach((each) => Object.assign(each, values)));

const GROUPS = "aws_vpc_security_group_ingress_rule";
const FUNCTION = "snowflake_external_function";
const GRANT = "snowflake_grant_privileges_to_account_role";

export const MUTATIONS: readonly Mutation[] = [
  {
    type: "aws_api_gateway_deployment",
    what: "deployed before the policy",
    change: deployed((frozen) => void (frozen.policy = null)),
    red: /intruders: an administrator of the account got/,
  },
  {
    type: "aws_api_gateway_integration",
    what: "uri of another host",
    change: integrationOf({ uri: "http://elsewhere.example.com/{proxy}" }),
    red: /call: .*50\d/,
  },
  {
    type: "aws_api_gateway_method",
    what: "authorization NONE, no policy",
    change: (copy) => {
      methodOf({ authorization: "NONE" })(copy);
      copy.deployed.policy = null;
    },
    red: /strangers: POST \/x of the REST API .*: an anonymous caller/,
  },
  {
    type: "aws_api_gateway_method_settings",
    what: "throttled to nothing",
    change: set("aws_api_gateway_method_settings", ALL, {
      settings: [{ throttling_burst_limit: 0, throttling_rate_limit: 0 }],
    }),
    red: /call: .*429/,
  },
  {
    type: "aws_api_gateway_resource",
    what: "path v2 instead of {proxy+}",
    change: deployed(({ resources }) =>
      resources.forEach((each) => {
        if (each.path_part === "{proxy+}") each.path_part = "v2";
      }),
    ),
    red: /call: .*403/,
  },
  { type: "aws_api_gateway_rest_api", what: "taken away", change: without("aws_api_gateway_rest_api"), red: /call: / },
  {
    type: "aws_api_gateway_rest_api_policy",
    what: "allows everybody",
    change: deployed(
      (frozen) =>
        void (frozen.policy = policyOf({
          Effect: "Allow",
          Principal: "*",
          Action: "execute-api:Invoke",
          Resource: "*",
        })),
    ),
    red: /intruders: an administrator of the account got/,
  },
  {
    type: "aws_api_gateway_stage",
    what: "another name",
    change: set("aws_api_gateway_stage", ALL, { stage_name: WORD }),
    red: /call: .*403/,
  },
  {
    type: "aws_apigatewayv2_vpc_link",
    what: "no security group",
    change: set("aws_apigatewayv2_vpc_link", ALL, { security_group_ids: [] }),
    red: /call: .*504/,
  },
  {
    type: "aws_cloudwatch_log_group",
    what: "taken away",
    change: without("aws_cloudwatch_log_group"),
    red: /service: .*the log group .* does not exist/,
  },
  {
    type: "aws_db_instance",
    what: "publicly accessible",
    change: set("aws_db_instance", ALL, { publicly_accessible: true }),
    red: /strangers: a database .* publicly_accessible/,
  },
  {
    type: "aws_db_instance",
    what: "another password",
    change: set("aws_db_instance", ALL, { password: WORD }),
    red: /another password than the applied database/,
  },
  {
    type: "aws_db_subnet_group",
    what: "other subnets",
    change: set("aws_db_subnet_group", ALL, { subnet_ids: [] }),
    green: "the subnets of a running database are read by nothing that is called; the security groups decide",
  },
  {
    type: "aws_default_security_group",
    what: "lets everything in",
    change: set("aws_default_security_group", ALL, {
      ingress: [{ protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["0.0.0.0/0"] }],
    }),
    green: "nothing that was applied is in the group",
  },
  {
    type: "aws_ecs_cluster",
    what: "taken away",
    change: without("aws_ecs_cluster"),
    red: /service: .*ClusterNotFoundException/,
  },
  {
    type: "aws_ecs_service",
    what: "no task",
    change: set("aws_ecs_service", ALL, { desired_count: 0 }),
    red: /call: .*503/,
  },
  {
    type: "aws_ecs_task_definition",
    what: "password in the environment",
    change: (copy) => {
      let uri = "";
      copy.edit("aws_secretsmanager_secret_version", ALL, (held) => void (uri = String(held.secret_string)));
      copy.edit("aws_ecs_task_definition", ALL, (held) => {
        held.container_definitions = String(held.container_definitions).replace(
          '"environment":[',
          `"environment":[{"name":"URI","value":${JSON.stringify(uri)}},`,
        );
      });
    },
    red: /secrets: aws_ecs_task_definition\.\w+: container_definitions\[\d\]\.environment\[0\]\.value/,
  },
  {
    type: "aws_ecs_task_definition",
    what: "no command",
    change: (copy) =>
      copy.edit("aws_ecs_task_definition", ALL, (held) => {
        held.container_definitions = JSON.stringify(
          (JSON.parse(String(held.container_definitions)) as object[]).map((container) => ({
            ...container,
            command: [],
          })),
        );
      }),
    red: /containers: .*command is not set/,
  },
  {
    type: "aws_iam_role",
    what: "trusts everybody",
    change: set("aws_iam_role", /ApiRole/, {
      assume_role_policy: policyOf({ ...EVERYBODY, Action: "sts:AssumeRole" }),
    }),
    red: /strangers: aws_iam_role .*snowflake-api: an administrator of another account gets in by sts:AssumeRole/,
  },
  {
    type: "aws_iam_role_policy",
    what: "Snowflake may not list the bucket",
    change: replaced("aws_iam_role_policy", /StorageRole/, "policy", "s3:ListBucket", "s3:GetBucketAcl"),
    red: /stages: .*LIST .* fails/,
  },
  {
    type: "aws_iam_role_policy",
    what: "lists without a condition on the prefix",
    change: replaced(
      "aws_iam_role_policy",
      /StorageRole/,
      "policy",
      /,"Condition":\{"StringLike":\{"s3:prefix":[^}]*\}\}/,
      "",
    ),
    red: /stages: .*its role may list s3:/,
  },
  {
    type: "aws_iam_role_policy",
    what: "the task may not read the secret",
    change: without("aws_iam_role_policy", /StartTask/),
    red: /service: .*not authorized to perform: (secretsmanager|logs):/,
  },
  {
    type: "aws_internet_gateway",
    what: "taken away",
    change: without("aws_internet_gateway"),
    red: /service: .*no route to the internet/,
  },
  {
    type: "aws_lb",
    what: "another DNS name",
    change: set("aws_lb", ALL, { dns_name: "other.example.com" }),
    red: /call: .*500/,
  },
  {
    type: "aws_lb",
    what: "on the internet",
    change: set("aws_lb", ALL, { internal: false }),
    red: /strangers: aws_lb .*without signing in/,
  },
  {
    type: "aws_lb_listener",
    what: "another port",
    change: set("aws_lb_listener", ALL, { port: 81 }),
    red: /call: .*504/,
  },
  {
    type: "aws_lb_target_group",
    what: "health check of /no-such",
    change: (copy) =>
      copy.edit("aws_lb_target_group", ALL, (held) => {
        held.health_check = [{ path: "/no-such", matcher: "200" }];
      }),
    red: /health checks: GET \/no-such answers 404/,
  },
  { type: "aws_route", what: "taken away", change: without("aws_route"), red: /service: .*no route to the internet/ },
  {
    type: "aws_route_table",
    what: "the public one has no routes",
    change: (copy) =>
      copy.edit("aws_route", ALL, (held) => {
        held.route_table_id = WORD;
      }),
    red: /service: .*no route to the internet/,
  },
  {
    type: "aws_route_table_association",
    what: "taken away",
    change: without("aws_route_table_association", /Public/),
    red: /service: .*no route to the internet/,
  },
  {
    type: "aws_s3_bucket",
    what: "another name",
    change: set("aws_s3_bucket", ALL, { bucket: WORD }),
    red: /containers: .*names the bucket|stages: .*does not exist/,
  },
  {
    type: "aws_s3_bucket_lifecycle_configuration",
    what: "taken away",
    change: without("aws_s3_bucket_lifecycle_configuration"),
    green: "it costs money and breaks nothing",
  },
  {
    type: "aws_s3_bucket_ownership_controls",
    what: "taken away",
    change: without("aws_s3_bucket_ownership_controls"),
    green: "no object is written in a rehearsal",
  },
  {
    type: "aws_s3_bucket_policy",
    what: "public, public access block off",
    change: (copy) => {
      set("aws_s3_bucket_public_access_block", ALL, {
        block_public_policy: false,
        restrict_public_buckets: false,
        ignore_public_acls: false,
        block_public_acls: false,
      })(copy);
      set("aws_s3_bucket_policy", ALL, {
        policy: policyOf({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" }),
      })(copy);
      copy.edit("aws_s3_bucket_policy", ALL, (held) => {
        const arn = `arn:aws:s3:::${String(held.bucket)}/*`;
        held.policy = policyOf({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: arn });
      });
    },
    red: /strangers: aws_s3_bucket .*: an anonymous caller gets in by s3:GetObject by its policy/,
  },
  {
    type: "aws_s3_bucket_public_access_block",
    what: "public ACL, public access block off",
    change: (copy) => {
      set("aws_s3_bucket_public_access_block", ALL, { ignore_public_acls: false })(copy);
      let bucket: unknown;
      copy.edit("aws_s3_bucket", ALL, (held) => void (bucket = held.bucket));
      copy.put("aws_s3_bucket_acl", { id: "acl", bucket, acl: "public-read" });
    },
    red: /strangers: aws_s3_bucket .*: an anonymous reader gets in by its ACL/,
  },
  {
    type: "aws_s3_bucket_public_access_block",
    what: "all four off, nothing public",
    change: set("aws_s3_bucket_public_access_block", ALL, {
      block_public_policy: false,
      restrict_public_buckets: false,
      ignore_public_acls: false,
      block_public_acls: false,
    }),
    green: "nobody gets in until a policy or an ACL is public too",
  },
  {
    type: "aws_s3_bucket_server_side_encryption_configuration",
    what: "taken away",
    change: without("aws_s3_bucket_server_side_encryption_configuration"),
    green: "S3 encrypts without it, with its own key",
  },
  {
    type: "aws_s3_bucket_versioning",
    what: "suspended",
    change: set("aws_s3_bucket_versioning", ALL, { versioning_configuration: [{ status: "Suspended" }] }),
    green: "nothing is deleted in a rehearsal",
  },
  {
    type: "aws_secretsmanager_secret",
    what: "everybody reads it",
    change: (copy) =>
      copy.edit("aws_secretsmanager_secret", ALL, (held) => {
        held.policy = policyOf({ ...EVERYBODY, Action: "secretsmanager:GetSecretValue", Resource: "*" });
      }),
    red: /strangers: aws_secretsmanager_secret .* gets in by secretsmanager:GetSecretValue/,
  },
  {
    type: "aws_secretsmanager_secret_version",
    what: "taken away",
    change: without("aws_secretsmanager_secret_version"),
    red: /service: .*secret value for staging label: AWSCURRENT/,
  },
  {
    type: "aws_security_group",
    what: "the server's is not the task's",
    change: set("aws_ecs_service", ALL, {
      network_configuration: [{ assign_public_ip: true, security_groups: [WORD], subnets: [] }],
    }),
    red: /call: .*504/,
  },
  {
    type: "aws_subnet",
    what: "the servers' are gone",
    change: without("aws_subnet", /Public/),
    red: /service: .*does not exist/,
  },
  {
    type: "aws_vpc",
    what: "another range",
    change: set("aws_vpc", ALL, { cidr_block: "10.99.0.0/16" }),
    green: "subnets keep their ranges; a VPC's own range is held against them when they are made",
  },
  {
    type: "aws_vpc_endpoint",
    what: "taken away",
    change: without("aws_vpc_endpoint"),
    green: "S3 is reached over the internet then, at a price",
  },
  {
    type: "aws_vpc_security_group_egress_rule",
    what: "the balancer may not reach the server",
    change: without("aws_vpc_security_group_egress_rule", /ToServer/),
    red: /call: .*504/,
  },
  {
    type: GROUPS,
    what: "the server's is open to 0.0.0.0/0",
    change: set(GROUPS, /FromLoadBalancer/, ANYWHERE),
    red: /strangers: aws_ecs_service .* opens to 0\.0\.0\.0\/0/,
  },
  {
    type: GROUPS,
    what: "the database lets no server in",
    change: without(GROUPS, /IntoDatabase/),
    red: /service: .*the database .* does not answer/,
  },
  {
    type: "random_id",
    what: "another suffix",
    change: set("random_id", ALL, { hex: "00000000" }),
    green: "names that were made with it stay",
  },
  {
    type: "random_password",
    what: "stands in a tag",
    change: (copy) => {
      let password: unknown;
      copy.edit("random_password", ALL, (held) => void (password = held.result));
      set("aws_lb", ALL, { tags: { password } })(copy);
    },
    red: /secrets: aws_lb\.\w+: tags\.password shows the secret of/,
  },
  {
    type: "snowflake_account_role",
    what: "taken away",
    change: without("snowflake_account_role"),
    green:
      "the grants that name it decide; with the role they go in a real account, which their own rule checks at apply",
  },
  {
    type: "snowflake_api_integration",
    what: "another allowed prefix",
    change: set("snowflake_api_integration", ALL, { api_allowed_prefixes: ["https://other.example.com/"] }),
    red: /call: .*is not allowed by API integration/,
  },
  {
    type: "snowflake_database",
    what: "taken away",
    change: without("snowflake_database"),
    green: "schema, functions and grants name it and are refused at apply; afterwards nothing reads it",
  },
  {
    type: "snowflake_execute",
    what: "the copy task is not resumed",
    change: without("snowflake_execute"),
    green: "a schedule does not run in a rehearsal",
  },
  {
    type: FUNCTION,
    what: "address of another host",
    change: set(FUNCTION, ALL, { url_of_proxy_and_resource: "https://other.example.com/v1/" }),
    red: /call: .*is not allowed by API integration/,
  },
  {
    type: FUNCTION,
    what: "secret in a header",
    change: (copy) => {
      let password: unknown;
      copy.edit("random_password", ALL, (held) => void (password = held.result));
      set(FUNCTION, ALL, { header: [{ name: "key", value: password }] })(copy);
    },
    red: /secrets: snowflake_external_function\.\w+: header\[0\]\.value/,
  },
  {
    type: "snowflake_function_javascript",
    what: "a syntax error",
    change: replaced("snowflake_function_javascript", ALL, "function_definition", "const ", "const const "),
    red: /translators: JavaScript compilation error: Uncaught SyntaxError/,
  },
  {
    type: "snowflake_grant_account_role",
    what: "taken away",
    change: without("snowflake_grant_account_role"),
    green: "the owner and the roles with grants of their own call; whom roles are handed to is the team's",
  },
  {
    type: "snowflake_grant_ownership",
    what: "the task belongs to its maker",
    change: without("snowflake_grant_ownership"),
    green: "its statement is allowed to that role too",
  },
  { type: GRANT, what: "taken away", change: without(GRANT), red: /call: say which role calls|call: .*not authorized/ },
  {
    type: "snowflake_procedure_javascript",
    what: "a syntax error",
    change: replaced("snowflake_procedure_javascript", ALL, "procedure_definition", "const ", "const const "),
    red: /translators: JavaScript compilation error: Uncaught SyntaxError/,
  },
  {
    type: "snowflake_schema",
    what: "taken away",
    change: without("snowflake_schema"),
    green: "functions and stages name it and are refused at apply; afterwards nothing reads it",
  },
  {
    type: "snowflake_stage",
    what: "outside of the allowed locations",
    change: set("snowflake_stage", /Artifact/, { url: "s3://other/" }),
    red: /stages: .*is not allowed by integration/,
  },
  {
    type: "snowflake_storage_integration",
    what: "another external id",
    change: set("snowflake_storage_integration", ALL, { storage_aws_external_id: WORD }),
    red: /stages: .*Error assuming AWS_ROLE/,
  },
  {
    type: "snowflake_task",
    what: "copies to a stage that does not exist",
    change: replaced("snowflake_task", ALL, "sql_statement", "MLFLOW_ARTIFACT_STAGE", "NO_STAGE"),
    red: /stages: .*its statement fails for/,
  },
  {
    type: "snowflake_warehouse",
    what: "suspended for ever",
    change: set("snowflake_warehouse", ALL, { auto_resume: "false", initially_suspended: true }),
    green: "no warehouse runs in a rehearsal",
  },
  {
    type: "time_sleep",
    what: "no wait",
    change: set("time_sleep", ALL, { create_duration: "0s" }),
    green: "waits return at once in a rehearsal",
  },
];

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
