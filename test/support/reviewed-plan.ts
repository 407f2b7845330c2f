import { readFileSync } from "node:fs";
import type { JsonObject } from "../../src/core/json";
import { judge, readPlan, type Refusal } from "../../src/inspect/plan";
import { SavedPlans } from "./saved-plan";
import type { TerraformFolder } from "./terraform";

/** Plans a stack. Gives what Terraform prints, in one line, and why a pipeline would stop at the plan. */
export async function reviewedPlan(
  terraform: TerraformFolder,
  stack: object,
): Promise<{ readonly output: string; readonly refusals: readonly Refusal[] }> {
  const plans = new SavedPlans();
  try {
    const { json, output } = await plans.save(terraform, stack);
    const { refusals } = judge(readPlan(JSON.parse(readFileSync(json, "utf8")) as JsonObject));
    return { output: output.replace(/[\s│]+/g, " "), refusals };
  } finally {
    plans.remove();
  }
}
