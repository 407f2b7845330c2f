import { MethodProxy } from "../../../src/mlflow/proxy/method-proxy";
import { ALL, set, without, replaced, policyOf, EVERYBODY, WORD, type Mutation } from "./mutation";
import type { Values } from "../../../src/rehearsal/simulator/rule";
import type { Copy } from "./platform";

/** A cluster of Aurora beside the platform, as BackendStore makes it. */
function aurora(copy: Copy, group: Values = {}, instance: Values = {}): void {
  const parameter = [{ name: "rds.force_ssl", value: "1" }];
  copy.put("aws_rds_cluster_parameter_group", { id: WORD, name: WORD, parameter, ...group });
  copy.put("aws_rds_cluster", {
    id: "aurora",
    cluster_identifier: "aurora",
    engine: "aurora-postgresql",
    engine_version_actual: "16.6",
    db_cluster_parameter_group_name: WORD,
  });
  const member = { id: "aurora-1", identifier: "aurora-1", cluster_identifier: "aurora", publicly_accessible: false };
  copy.put("aws_rds_cluster_instance", { ...member, ...instance });
}

interface Container {
  readonly environment: { readonly name: string; readonly value: string }[];
}

/** The container as `ServerSpec` makes it without `snowflakeAccount`. */
function withoutAccount(container: Container): Container {
  const environment = container.environment
    .filter(({ name }) => !name.startsWith("MLOPS_SNOWFLAKE_"))
    .map(({ name, value }) => ({ name, value: name === "MLOPS_PROXY_CONFIG" ? MethodProxy.render() : value }));
  return { ...container, environment };
}

/** Servers, data and roles of aws-dev. */
export const SERVERS: readonly Mutation[] = [
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
    type: "aws_db_parameter_group",
    what: "rds.force_ssl is off",
    change: (copy) => {
      const parameter = [{ name: "rds.force_ssl", value: "0" }];
      copy.put("aws_db_parameter_group", { id: WORD, name: WORD, family: "postgres16", parameter });
      copy.edit("aws_db_instance", ALL, (held) => void (held.parameter_group_name = WORD));
    },
    red: /strangers: a database .*: a reader of the network's traffic gets in by connections without TLS/,
  },
  {
    type: "aws_rds_cluster_parameter_group",
    what: "rds.force_ssl is not set",
    change: (copy) => aurora(copy, { parameter: [] }),
    red: /strangers: a database aurora: a reader of the network's traffic gets in by connections without TLS/,
  },
  {
    type: "aws_rds_cluster_instance",
    what: "publicly accessible",
    change: (copy) => aurora(copy, {}, { publicly_accessible: true }),
    red: /strangers: a database aurora: anybody on the internet gets in by the public address .* its instance aurora-1/,
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
    type: "aws_ecs_task_definition",
    what: "a proxy that admits every account",
    change: (copy) =>
      copy.edit("aws_ecs_task_definition", ALL, (held) => {
        const containers = JSON.parse(String(held.container_definitions)) as Container[];
        held.container_definitions = JSON.stringify(containers.map(withoutAccount));
      }),
    red: /intruders: another Snowflake account with our identity got 200/,
  },
  {
    type: "aws_ecs_task_definition",
    what: "a proxy that ignores the region",
    change: replaced(
      "aws_ecs_task_definition",
      ALL,
      "container_definitions",
      /,\\\\?"Sf-Context-Current-Region\\\\?":\[[^\]]*\]/,
      "",
    ),
    red: /intruders: an account of another region with our locator and our identity got 200/,
  },
  {
    type: "aws_ecs_task_definition",
    what: "a proxy that admits another account",
    change: replaced(
      "aws_ecs_task_definition",
      ALL,
      "container_definitions",
      /(MLOPS_SNOWFLAKE_ACCOUNT\W+value\W+)\w+/,
      "$1ZZ00000",
    ),
    red: /call: .*403 .*own Snowflake account/,
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
    what: "sslmode=disable in the address",
    change: replaced("aws_secretsmanager_secret_version", ALL, "secret_string", "sslmode=require", "sslmode=disable"),
    red: /service: .*no encryption: the address says sslmode=disable/,
  },
  {
    type: "aws_secretsmanager_secret_version",
    what: "taken away",
    change: without("aws_secretsmanager_secret_version"),
    red: /service: .*secret value for staging label: AWSCURRENT/,
  },
];
