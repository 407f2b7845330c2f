import { block, blocks, number, text } from "../../../simulator/readers";
import type { Facted, Facts } from "../../../simulator/row-facts";
import { environmentOf, hasProfiles } from "./environment";

/** What all containers of an app ask for together. */
function total({ values }: Facted, name: "cpu" | "memory"): number {
  const containers = blocks(block(values, "template"), "container");
  return containers.reduce((sum, each) => sum + (number(each, name) ?? parseFloat(text(each, name) ?? "0")), 0);
}

function most(context: Facted): number {
  return hasProfiles(environmentOf(context.account, context.values)) ? 4 : 2;
}

/**
 * The containers of an app share one of the allowed pairs of CPU and memory.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/containers#allocations
 */
export const sizeFacts: Facts = {
  cpu: (context) => total(context, "cpu"),
  memory: (context) => total(context, "memory"),
  most_cpu: most,
  most_memory: (context) => most(context) * 2,
  is_size: (context) => {
    const [cpu, memory] = [total(context, "cpu"), total(context, "memory")];
    const isStep = Number.isInteger(Math.round(cpu * 1000) / 250);
    return isStep && cpu >= 0.25 && cpu <= most(context) && Math.abs(memory - 2 * cpu) <= 1e-6;
  },
  /** The type of the workload profile that an app runs on. */
  profile: (context) => {
    const name = text(context.values, "workload_profile_name") ?? "Consumption";
    const found = blocks(environmentOf(context.account, context.values), "workload_profile").find(
      (each) => each.name === name,
    );
    return text(found, "workload_profile_type") ?? (name === "Consumption" ? name : "");
  },
};
