import { Purpose } from "../purpose";
import type { AwsStack } from "./aws-stack";
import type { Grant } from "./grants";

/**
 * What Terraform needs in the bucket of its state. A plan takes no lock (`-lock=false`), so that it only reads.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
 */
export function stateGrants(stack: AwsStack, purpose: Purpose): Grant[] {
  const { backend } = stack;
  if (backend === undefined) return [];
  const { bucket, key, region, dynamodb_table: table, kms_key_id: encryptionKey } = backend;
  const state = `arn:aws:s3:::${String(bucket)}/${String(key)}`;
  const deploys = purpose === Purpose.DEPLOY;
  const use = deploys ? ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"];
  return [
    { sid: "StateBucket", actions: ["s3:ListBucket"], on: [`arn:aws:s3:::${String(bucket)}`] },
    { sid: "State", actions: deploys ? ["s3:GetObject", "s3:PutObject"] : ["s3:GetObject"], on: [state] },
    ...(deploys && backend.use_lockfile === true
      ? [{ sid: "StateLock", actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], on: [`${state}.tflock`] }]
      : []),
    ...(deploys && typeof table === "string"
      ? [
          {
            sid: "StateLock",
            actions: ["dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"],
            on: [`arn:aws:dynamodb:${String(region)}:${stack.account ?? "*"}:table/${table}`],
          },
        ]
      : []),
    ...(typeof encryptionKey === "string" ? [{ sid: "StateKey", actions: use, on: [encryptionKey] }] : []),
  ];
}
