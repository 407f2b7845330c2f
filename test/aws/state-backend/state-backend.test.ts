import { Testing } from "cdktf";
import { AwsStateStack, StateLock, type AwsStateStackProps } from "../../../src/aws";
import { rules as aws } from "../../../src/rehearsal/clouds/aws";
import { rules as random } from "../../../src/rehearsal/clouds/random";
import { countObjects } from "../../../src/rehearsal/existing";
import { runTrap, type TerraformConfig } from "../../rehearsal/traps/trap";
import { Synthesized, type Block } from "../synthesized";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/abc";
const make = (props: Partial<AwsStateStackProps> = {}) =>
  new AwsStateStack(Testing.app(), { name: "aws-state", region: "eu-central-1", ...props });
const config = (props: Partial<AwsStateStackProps> = {}) =>
  JSON.parse(Testing.synth(make(props), true)) as TerraformConfig;
const rules = [aws, random];

const linesOf = (stack: Synthesized): string =>
  String((stack.json.output as Record<string, Block>).environment_lines?.value);

test("the bucket of states is versioned, encrypted, closed to the public, TLS only, and never emptied", () => {
  const stack = Synthesized.of(make());
  expect(stack.one("aws_s3_bucket")).toMatchObject({
    bucket: expect.stringMatching(/^mlops-tfstate-\$\{random_id/) as string,
    lifecycle: { prevent_destroy: true },
    tags: { platform: "mlops", "managed-by": "cdktf-snowflake-mlops" },
  });
  expect(stack.one("aws_s3_bucket")).not.toHaveProperty("force_destroy");
  expect(stack.one("aws_s3_bucket_versioning")).toMatchObject({ versioning_configuration: { status: "Enabled" } });
  expect(stack.one("aws_s3_bucket_public_access_block")).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(JSON.stringify(stack.one("aws_s3_bucket_server_side_encryption_configuration"))).toContain("AES256");
  expect(stack.one("aws_s3_bucket_policy").policy).toContain('"aws:SecureTransport":"false"');
  expect(JSON.stringify(stack.one("aws_s3_bucket_lifecycle_configuration"))).toContain('"noncurrent_days":90');
  expect(stack.all("aws_dynamodb_table")).toEqual({});
});

test("a KMS key encrypts the states, and the lines to paste name it: Terraform would ask for S3's own key", () => {
  const stack = Synthesized.of(make({ encryptionKeyArn: KEY }));
  expect(JSON.stringify(stack.one("aws_s3_bucket_server_side_encryption_configuration"))).toContain(KEY);
  expect(linesOf(stack)).toContain(`encryptionKeyArn: "${KEY}"`);
});

test("the lock is an object of S3's own, or a table that is named like the bucket", () => {
  expect(linesOf(Synthesized.of(make()))).not.toContain("lock");
  const stack = Synthesized.of(make({ lock: StateLock.DYNAMODB }));
  expect(stack.one("aws_dynamodb_table")).toMatchObject({
    name: `\${${stack.address("aws_s3_bucket")}.bucket}`,
    hash_key: "LockID",
    attribute: [{ name: "LockID", type: "S" }],
    billing_mode: "PAY_PER_REQUEST",
  });
  expect(linesOf(stack)).toContain("lock: StateLock.DYNAMODB,");
});

test("the stack's own state moves into the bucket when the lines are pasted into its own file", () => {
  const stack = Synthesized.of(make({ state: { bucket: "mlops-tfstate-0a1b2c3d", region: "eu-central-1" } }));
  expect((stack.json.terraform as Block).backend).toEqual({
    s3: {
      bucket: "mlops-tfstate-0a1b2c3d",
      region: "eu-central-1",
      key: "aws-state.tfstate",
      encrypt: true,
      use_lockfile: true,
    },
  });
});

test("all mistakes are named at once", () => {
  const wrong = () =>
    make({ name: "A", prefix: "NO", region: "Frankfurt", accountId: "1", state: { bucket: "s3://x", region: "x" } });
  expect(wrong).toThrow(/^6 problems:/);
});

test("a key that is no ARN and days that are none are refused", () => {
  expect(() => make({ encryptionKeyArn: "alias/state", noncurrentVersionDays: 0 })).toThrow(/^2 problems:/);
});

describe.each([StateLock.FILE, StateLock.DYNAMODB])("with the lock %s", (lock) => {
  jest.setTimeout(120_000);

  test("it applies, plans empty, and refuses to be destroyed; without protection it goes and leaves nothing", async () => {
    const refused = await runTrap({ config: config({ lock }), rules, destroy: true });
    expect(refused.errors.join()).toMatch(/Instance cannot be destroyed.*aws_s3_bucket/s);

    const kept = await runTrap({ config: config({ lock }), rules });
    expect([kept.errors, kept.changes]).toEqual([[], {}]);
    const bucket = String(kept.state.one("aws_s3_bucket").attributes.bucket);
    expect(bucket).toMatch(/^mlops-tfstate-[0-9a-f]{8}$/);
    expect(kept.state.outputs.environment_lines).toContain(`bucket: "${bucket}",`);

    const lifted = config({ lock, protection: false });
    const gone = await runTrap({ config: config({ lock }), then: [lifted], rules, destroy: true });
    expect([gone.errors, gone.state.resources]).toEqual([[], []]);
    expect(countObjects(gone.accounts)).toBe(0);
  });
});
