import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Testing, type TerraformStack } from "cdktf";
import { AwsMlopsStack } from "cdktf-snowflake-mlops/aws";
import { AzureMlopsStack } from "cdktf-snowflake-mlops/azure";
import { GcpMlopsStack } from "cdktf-snowflake-mlops/gcp";
import { SynthesizedStack, type BlocksJson, type StackJson } from "../../src/inspect/stack";
import { awsDev } from "../../stacks/environments/aws-dev";
import { awsProd } from "../../stacks/environments/aws-prod";
import { azureDev } from "../../stacks/environments/azure-dev";
import { azureProd } from "../../stacks/environments/azure-prod";
import { gcpDev } from "../../stacks/environments/gcp-dev";
import { gcpProd } from "../../stacks/environments/gcp-prod";

const synthesized = new Map<string, StackJson>();

/** A synthesized environment of the repository, with the metadata that the real synthesis adds. */
function synthesizedJson(name: string, make: () => TerraformStack): StackJson {
  const known = synthesized.get(name);
  if (known !== undefined) return known;
  const folder = Testing.fullSynth(make());
  try {
    const json = JSON.parse(readFileSync(join(folder, "stacks", name, "cdk.tf.json"), "utf8")) as StackJson;
    synthesized.set(name, json);
    return json;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The JSON of aws-dev. */
export const awsDevJson = () => synthesizedJson(awsDev.name, () => new AwsMlopsStack(Testing.app(), awsDev));

/** The synthesized aws-dev. */
export const awsDevStack = () => new SynthesizedStack(awsDevJson());

/** The synthesized aws-prod. */
export const awsProdStack = () =>
  new SynthesizedStack(synthesizedJson(awsProd.name, () => new AwsMlopsStack(Testing.app(), awsProd)));

/** The synthesized azure-dev. */
export const azureDevStack = () =>
  new SynthesizedStack(synthesizedJson(azureDev.name, () => new AzureMlopsStack(Testing.app(), azureDev)));

/** The synthesized azure-prod. */
export const azureProdStack = () =>
  new SynthesizedStack(synthesizedJson(azureProd.name, () => new AzureMlopsStack(Testing.app(), azureProd)));

/** The synthesized gcp-dev. */
export const gcpDevStack = () =>
  new SynthesizedStack(synthesizedJson(gcpDev.name, () => new GcpMlopsStack(Testing.app(), gcpDev)));

/** The synthesized gcp-prod. */
export const gcpProdStack = () =>
  new SynthesizedStack(synthesizedJson(gcpProd.name, () => new GcpMlopsStack(Testing.app(), gcpProd)));

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
