import { StateLock, type S3State } from "../../../src/aws";
import { Synthesized, type Block } from "../synthesized";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/abc";
const backendOf = (state: Partial<S3State>): Block => {
  const environment = Synthesized.environment({
    state: { bucket: "my-state", region: "eu-central-1", ...state },
  });
  return ((environment.json.terraform as Block).backend as Record<string, Block>).s3 ?? {};
};

test("a lock in DynamoDB asks for nothing that Terraform 1.5 does not know", () => {
  const backend = backendOf({ lock: StateLock.DYNAMODB });
  expect(backend).toMatchObject({ dynamodb_table: "my-state", encrypt: true });
  expect(backend).not.toHaveProperty("use_lockfile");
  expect(backendOf({ lock: StateLock.DYNAMODB, lockTable: "locks" }).dynamodb_table).toBe("locks");
});

test("a KMS key is asked for by name, as Terraform overrides the bucket's default", () => {
  expect(backendOf({ encryptionKeyArn: KEY })).toMatchObject({ kms_key_id: KEY, encrypt: true, use_lockfile: true });
  expect(backendOf({})).not.toHaveProperty("kms_key_id");
});

test.each<[string, Partial<S3State>]>([
  ["state.lockTable", { lockTable: "locks" }],
  ["state.lockTable", { lock: StateLock.DYNAMODB, lockTable: "arn:aws:dynamodb:eu-central-1:1:table/locks" }],
  ["state.lock", { lock: "consul" as StateLock }],
  ["state.encryptionKeyArn", { encryptionKeyArn: "alias/state" }],
  ["state.bucket", { bucket: "s3://my-state" }],
  ["state.region", { region: "Frankfurt" }],
  ["state.key", { key: "/state" }],
])("%s is refused with its remedy: %j", (field, state) => {
  expect(() => backendOf(state)).toThrow(`aws-dev: ${field} = `);
});
