export { driftMarkdown, isDrift } from "./drift";
export { planMarkdown, type PlanCost } from "./markdown";
export { ChangeKind, readPlan, type TerraformPlan } from "./plan";
export { NotAPlan, parsePlan } from "./read";
export { judge, type Refusal, type Verdict } from "./refusals";
export { isStateful, REPLACEABLE_TYPES, STATEFUL_TYPES } from "./stateful-types";
