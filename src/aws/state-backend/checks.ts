import { S3Backend, type TerraformStack } from "cdktf";
import type { Problems } from "../../core";
import { checkOneOf } from "../../core/one-of";
import { StateLock, type S3State } from "../state";
import { checkKey } from "./checks";
import { checkRegion } from "./place";

/** Notes what is wrong in the place of a state. */
export function checkState(problems: Problems, name: string, state: S3State): void {
  problems.check(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(state.bucket),
    "state.bucket",
    state.bucket,
    "a bucket name has 3 to 63 lower-case letters, digits, hyphens and dots",
    "Write the name of the bucket alone, without s3://",
  );
  checkRegion(problems, "state.region", state.region);
  problems.check(
    state.key === undefined || /^[^/\s][^\s]*$/.test(state.key),
    "state.key",
    state.key,
    "the key of the state begins with no slash and holds no blank",
    `Write for example "${name}.tfstate"`,
  );
  checkLock(problems, "state.lock", state.lock);
  if (state.lockTable !== undefined) {
    problems.check(
      state.lock === StateLock.DYNAMODB,
      "state.lockTable",
      state.lockTable,
      "only StateLock.DYNAMODB locks in a table",
      "Leave it out, or set lock: StateLock.DYNAMODB",
    );
    problems.check(
      /^[A-Za-z0-9_.-]{3,255}$/.test(state.lockTable),
      "state.lockTable",
      state.lockTable,
      "a table name has 3 to 255 letters, digits, _ . and -",
      "Write the name of the table, not its ARN",
    );
  }
  checkKey(problems, state.encryptionKeyArn, "state.encryptionKeyArn");
}

/** Notes a lock that is none. */
export function checkLock(problems: Problems, field: string, lock: StateLock | undefined): void {
  checkOneOf(problems, field, lock, StateLock, "a lock is one of", "Write StateLock.FILE or StateLock.DYNAMODB");
}

/** Writes the stack's backend block; returns the address of its state. */
export function keepStateInS3(stack: TerraformStack, state: S3State, name: string): string {
  const { bucket, region, lock = StateLock.FILE, encryptionKeyArn: kmsKeyId } = state;
  const key = state.key ?? `${name}.tfstate`;
  const dynamodbTable = lock === StateLock.DYNAMODB ? (state.lockTable ?? bucket) : undefined;
  new S3Backend(stack, { bucket, region, key, encrypt: true, kmsKeyId, dynamodbTable });
  // cdktf 0.21 does not know the lock that S3 keeps itself.
  if (lock === StateLock.FILE) stack.addOverride("terraform.backend.s3.use_lockfile", true);
  return `s3://${bucket}/${key}`;
}
