import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { isObject } from "../core/json";
import { CLOUD_PRICES, idleCostOf } from "../inspect/cost";
import {
  driftMarkdown,
  isDrift,
  judge,
  NotAPlan,
  parsePlan,
  planMarkdown,
  readPlan,
  type PlanCost,
  type TerraformPlan,
} from "../inspect/plan";
import { EXIT, type Console } from "./output";

export interface PlanSummaryOptions {
  /** Addresses that may be replaced or destroyed though they hold data. */
  readonly allow?: readonly string[];
  /** Adds the difference of the monthly cost. */
  readonly costs?: boolean;
  /** Words for a nightly plan: drift is a failure. */
  readonly drift?: boolean;
  /** The heading. */
  readonly title?: string;
  /** The file to write as well. */
  readonly markdown?: string;
}

/** `mlops plan-summary`. Returns the exit status: 1 for a plan that must not be applied, and for drift. */
export function planSummary(file: string, options: PlanSummaryOptions, console: Console): number {
  let plan: TerraformPlan;
  try {
    plan = readPlan(parsePlan(readFileSync(file), basename(file)));
  } catch (error) {
    const message = messageOf(error, file);
    if (message === undefined) throw error;
    console.err(message);
    return EXIT.usage;
  }
  const verdict = judge(plan, options.allow);
  if (options.drift === true) {
    // A night's plan is not applied: what it would replace is drift, not a decision.
    const unreliable = verdict.refusals.filter(({ address }) => address === undefined);
    write(driftMarkdown(options.title ?? "Drift", plan, unreliable), options, console);
    return isDrift(plan) || unreliable.length > 0 ? EXIT.failed : EXIT.ok;
  }
  const costs = options.costs === true ? costsOf(plan) : undefined;
  write(planMarkdown(options.title ?? "Plan", plan, verdict, costs), options, console);
  for (const { address, reason } of verdict.refusals)
    console.err(`refused: ${address === undefined ? "" : `${address}: `}${reason}`);
  for (const address of verdict.unneeded) console.err(`--allow ${address} has no effect: the plan keeps it`);
  return verdict.refusals.length > 0 ? EXIT.failed : EXIT.ok;
}

function write(markdown: string, options: PlanSummaryOptions, console: Console): void {
  console.out(markdown.trimEnd());
  if (options.markdown === undefined) return;
  mkdirSync(dirname(resolve(options.markdown)), { recursive: true });
  writeFileSync(options.markdown, markdown);
  console.err(`wrote ${options.markdown}`);
}

const CLOUDS: Readonly<Record<keyof typeof CLOUD_PRICES, string>> = { aws: "AWS", azure: "Azure", gcp: "Google Cloud" };

function costsOf({ before, after }: TerraformPlan): PlanCost[] {
  const types = [...before.keys(), ...after.keys()];
  return (["aws", "azure", "gcp"] as const)
    .filter((cloud) => types.some((type) => type.startsWith(CLOUD_PRICES[cloud].prefix)))
    .map((cloud) => {
      const prices = CLOUD_PRICES[cloud];
      const [was, becomes] = [idleCostOf(prices, before), idleCostOf(prices, after)];
      return {
        cloud: CLOUDS[cloud],
        before: was.total,
        after: becomes.total,
        prices: `${prices.region}, ${prices.date}`,
        unpriced: [...new Set([...was.unpriced, ...becomes.unpriced])],
      };
    });
}

function messageOf(error: unknown, file: string): string | undefined {
  if (error instanceof NotAPlan) return error.message;
  if (!isObject(error)) return undefined;
  if (error.code === "ENOENT") return `There is no file ${file}. Run: terraform show -json plan.tfplan > plan.json`;
  return error.code === "EISDIR" ? `${file} is a folder. Name the file with the JSON of the plan` : undefined;
}
