import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Testing } from "cdktf";
import { AwsMlopsStack, type AwsEnvironmentProps } from "cdktf-snowflake-mlops/aws";
import { SynthesizedStack, type BlocksJson, type StackJson } from "../../src/inspect/stack";
import { awsDev } from "../../stacks/environments/aws-dev";
import { awsProd } from "../../stacks/environments/aws-prod";

const synthesized = new Map<string, StackJson>();

/** A synthesized environment of the repository, with the metadata that the real synthesis adds. */
export function synthesizedJson(environment: AwsEnvironmentProps): StackJson {
  const known = synthesized.get(environment.name);
  if (known !== undefined) return known;
  const folder = Testing.fullSynth(new AwsMlopsStack(Testing.app(), environment));
  try {
    const json = JSON.parse(readFileSync(join(folder, "stacks", environment.name, "cdk.tf.json"), "utf8")) as StackJson;
    synthesized.set(environment.name, json);
    return json;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The JSON of aws-dev. */
export const awsDevJson = () => synthesizedJson(awsDev);

/** The synthesized aws-dev. */
export const awsDevStack = () => new SynthesizedStack(awsDevJson());

/** The synthesized aws-prod. */
export const awsProdStack = () => new SynthesizedStack(synthesizedJson(awsProd));

/** A stack of resources, by address; `at` is the construct path without the stack. */
export function stackOf(
  resources: Record<string, Record<string, unknown> & { readonly at?: string }>,
  more: Partial<StackJson> = {},
): SynthesizedStack {
  const json: Record<"resource" | "data", BlocksJson> = { resource: {}, data: {} };
  for (const [address, { at, ...values }] of Object.entries(resources)) {
    const [name = "", type = ""] = address.split(".").reverse();
    const blocks = json[address.startsWith("data.") ? "data" : "resource"];
    const path = `test/${at ?? name}`;
    blocks[type] = { ...blocks[type], [name]: { ...values, "//": { metadata: { path, uniqueId: name } } } };
  }
  return new SynthesizedStack({ "//": { metadata: { stackName: "test" } }, ...json, ...more });
}
