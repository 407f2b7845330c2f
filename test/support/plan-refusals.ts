import { readFileSync } from "node:fs";
import { judge, readPlan, type Refusal } from "../../src/inspect/plan";
import type { JsonObject } from "../../src/core/json";
import { SavedPlans } from "./saved-plan";
import type { TerraformFolder } from "./terraform";

/** Why a pipeline would stop at the plan of a stack. */
export async function planRefusals(terraform: TerraformFolder, stack: object): Promise<readonly Refusal[]> {
  const plans = new SavedPlans();
  try {
    const { json } = await plans.save(terraform, stack);
    return judge(readPlan(JSON.parse(readFileSync(json, "utf8")) as JsonObject)).refusals;
  } finally {
    plans.remove();
  }
}
