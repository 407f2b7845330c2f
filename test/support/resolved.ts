import { TerraformOutput, type TerraformStack } from "cdktf";
import { Synthesized } from "./synthesized";

/** Texts as they are in the JSON of a stack, with references in place of tokens. */
export function resolved(stack: TerraformStack, texts: readonly (string | undefined)[]): string[] {
  new TerraformOutput(stack, "Resolved", { value: texts }).overrideLogicalId("resolved");
  const { output } = Synthesized.of(stack).json as { output: { resolved: { value: string[] } } };
  return output.resolved.value;
}
