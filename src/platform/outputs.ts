import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";

/** Adds an output with an exact name: `gateway_url`. */
export function addOutput(scope: Construct, name: string, value: unknown, description: string): void {
  const id = name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
  new TerraformOutput(scope, id, { value, description }).overrideLogicalId(name);
}
