import { S3Backend, type TerraformStack } from "cdktf";
import { StateLock, type S3State } from "./settings";

/** Writes the stack's backend block; returns the address of its state. */
export function keepStateInS3(stack: TerraformStack, state: S3State, name: string): string {
  const { bucket, region, lock = StateLock.FILE, encryptionKeyArn: kmsKeyId } = state;
  const key = state.key ?? `${name}.tfstate`;
  const dynamodbTable = lock === StateLock.DYNAMODB ? (state.lockTable ?? bucket) : undefined;
  new S3Backend(stack, { bucket, region, key, encrypt: true, kmsKeyId, dynamodbTable });
  // cdktf 0.21 has no argument for the lock that S3 keeps itself.
  if (lock === StateLock.FILE) stack.addOverride("terraform.backend.s3.use_lockfile", true);
  return `s3://${bucket}/${key}`;
}
