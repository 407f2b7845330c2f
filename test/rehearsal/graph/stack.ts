import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Testing } from "cdktf";
import { AwsMlopsStack } from "cdktf-snowflake-mlops/aws";
import type { StackJson } from "../../../src/rehearsal/graph";
import { awsDev } from "../../../stacks/environments/aws-dev";

let synthesized: StackJson | undefined;

/** The synthesized aws-dev, with the metadata that the real synthesis adds. */
export function awsDevJson(): StackJson {
  if (synthesized !== undefined) return synthesized;
  const folder = Testing.fullSynth(new AwsMlopsStack(Testing.app(), awsDev));
  try {
    synthesized = JSON.parse(readFileSync(join(folder, "stacks", "aws-dev", "cdk.tf.json"), "utf8")) as StackJson;
    return synthesized;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A stack of resources, by address; `at` is the construct path without the stack. */
export function stackOf(
  resources: Record<string, Record<string, unknown> & { readonly at?: string }>,
  more: Partial<StackJson> = {},
): StackJson {
  const json: Record<"resource" | "data", Record<string, Record<string, Record<string, unknown>>>> = {
    resource: {},
    data: {},
  };
  for (const [address, { at, ...values }] of Object.entries(resources)) {
    const [name = "", type = ""] = address.split(".").reverse();
    const blocks = json[address.startsWith("data.") ? "data" : "resource"];
    const path = `test/${at ?? name}`;
    blocks[type] = { ...blocks[type], [name]: { ...values, "//": { metadata: { path, uniqueId: name } } } };
  }
  return { "//": { metadata: { stackName: "test" } }, ...json, ...more };
}
