import { AwsEnvironments, GatewayAccessLog, type AwsEnvironmentProps } from "../../src/aws";
import { Problems, Size } from "../../src/core";
import { Synthesized, type Block } from "./synthesized";

const key = (name: string) => `arn:aws:kms:eu-central-1:123456789012:key/${name}`;

const OWN: Partial<AwsEnvironmentProps> = {
  size: Size.PROD,
  artifacts: { encryptionKeyArn: key("artifacts") },
  database: { encryptionKeyArn: key("database") },
  server: { encryptionKeyArn: key("server") },
  gateway: { accessLog: GatewayAccessLog.ON, encryptionKeyArn: key("gateway") },
  observability: { encryptionKeyArn: key("observability") },
};

/** Every KMS key that a stack names outside of policies, by where it stands. */
function keysOf({ json }: Synthesized): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "string" && value.startsWith("arn:aws:kms:")) found[path] = value;
    else if (typeof value === "object" && value !== null)
      for (const [name, each] of Object.entries(value)) walk(each, `${path}.${name}`);
  };
  for (const [type, byName] of Object.entries(json.resource as Record<string, Record<string, Block>>))
    for (const [name, values] of Object.entries(byName))
      walk(values, `${type}.${name.replace(/^Platform_|_[0-9A-F]{8}$/g, "")}`);
  return found;
}

test("each component takes a key of the team's own for all that it stores", () => {
  expect(keysOf(Synthesized.environment(OWN))).toEqual({
    "aws_s3_bucket_server_side_encryption_configuration.ArtifactStore_Encryption.rule.0.apply_server_side_encryption_by_default.kms_master_key_id":
      key("artifacts"),
    "aws_db_instance.BackendStore.kms_key_id": key("database"),
    "aws_secretsmanager_secret.BackendStore_UriSecret.kms_key_id": key("database"),
    "aws_cloudwatch_log_group.TrackingServer_Task_Logs.kms_key_id": key("server"),
    "aws_cloudwatch_log_group.Gateway_AccessLog.kms_key_id": key("gateway"),
    "aws_sns_topic.Observability_Topic.kms_master_key_id": key("observability"),
  });
});

test("without keys of the team's own AWS's services use theirs", () => {
  expect(keysOf(Synthesized.environment({ size: Size.PROD }))).toEqual({});
});

test.each<[string, Partial<AwsEnvironmentProps>, string]>([
  ["an alias for the servers' key", { server: { encryptionKeyArn: "alias/logs" } }, "server.encryptionKeyArn"],
  [
    "an alias for the gateway's key",
    { gateway: { accessLog: GatewayAccessLog.ON, encryptionKeyArn: "alias/logs" } },
    "gateway.encryptionKeyArn",
  ],
  ["a key of a log that is not kept", { gateway: { encryptionKeyArn: key("g") } }, "gateway.encryptionKeyArn"],
  [
    "an alias for the topic's key",
    { observability: { alarms: true, encryptionKeyArn: "alias/topic" } },
    "observability.encryptionKeyArn",
  ],
  [
    "a key of a topic that nobody tells",
    { observability: { encryptionKeyArn: key("o") } },
    "observability.encryptionKeyArn",
  ],
  [
    "a key for a topic that exists",
    {
      observability: {
        alarms: true,
        topicArn: "arn:aws:sns:eu-central-1:123456789012:team",
        encryptionKeyArn: key("o"),
      },
    },
    "observability.encryptionKeyArn",
  ],
])("%s is refused by a message of its own", (_what, wrong, field) => {
  const found = new Problems("aws-dev");
  AwsEnvironments.check(found, { name: "aws-dev", size: Size.DEV, ...wrong });
  expect(found.all.map((problem) => problem.field)).toEqual([field]);
});
