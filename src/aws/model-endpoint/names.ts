import { Id } from "@cdktf/provider-random/lib/id";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { Tokens } from "../../core/tokens";
import type { AwsAccount } from "../account";

/** Longest beginning of a configuration's name, to which Terraform's provider adds 26 characters. */
const MAX_NAME_PREFIX = 37;

/** ARN of an endpoint; SageMaker writes the name in lower case. */
export function endpointArn({ partition, region, accountId }: AwsAccount, endpointName: string): string {
  const name = Tokens.isUnresolved(endpointName) ? Fn.lower(endpointName) : endpointName.toLowerCase();
  return `arn:${partition}:sagemaker:${region}:${accountId}:endpoint/${name}`;
}

/** Beginning of the name of an endpoint's configurations. */
export function configurationPrefix(endpointName: string): string {
  return `${endpointName.slice(0, MAX_NAME_PREFIX - 1)}-`;
}

/** Log group of an endpoint's containers; SageMaker chooses the name. */
export function logGroupName(endpointName: string): string {
  return `/aws/sagemaker/Endpoints/${endpointName}`;
}

const SUFFIX_BYTES = 4;

/** End of a name that is another for other content, and again when a deploy goes back to former content, whose name may be in use. */
export function newSuffix(scope: Construct, id: string, keepers: Record<string, string>): string {
  return new Id(scope, id, { byteLength: SUFFIX_BYTES, keepers }).hex;
}
