import { blocks, number, text } from "../../../simulator/readers";
import type { CreateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { findById } from "../ids";
import { hasProfiles } from "./environment";

/** The containers of a template, those that run first included. */
export function containersOf(template: Values | undefined): Values[] {
  return [...blocks(template, "init_container"), ...blocks(template, "container")];
}

/**
 * The containers of an app share one of the allowed pairs of CPU and memory.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/containers#allocations
 */
export function checkSize({ account, values }: CreateContext, template: Values): void {
  const environment = findById(account, String(values.container_app_environment_id))?.values;
  const profile = text(values, "workload_profile_name");
  const known = blocks(environment, "workload_profile").find((each) => each.name === profile);
  if (profile !== undefined && profile !== "Consumption" && known === undefined)
    refuse(
      `WorkloadProfileNotFound: The workload profile ${profile} is not a profile of the environment.`,
      "workload_profile_name",
    );
  if (known !== undefined && known.workload_profile_type !== "Consumption") return;
  const containers = blocks(template, "container");
  const cpu = containers.reduce((sum, container) => sum + (number(container, "cpu") ?? 0), 0);
  const memory = containers.reduce((sum, container) => sum + parseFloat(text(container, "memory") ?? "0"), 0);
  const most = hasProfiles(environment) ? 4 : 2;
  const isStep = Number.isInteger(Math.round(cpu * 1000) / 250);
  if (!isStep || cpu < 0.25 || cpu > most || Math.abs(memory - 2 * cpu) > 1e-6)
    refuse(
      `ContainerAppInvalidResourceTotal: The total requested CPU and memory resources for this application (CPU: ${cpu}, memory: ${memory}) is invalid. Total CPU and memory for all containers defined in a Container App must add up to one of the following CPU - Memory combinations: [cpu: 0.25, memory: 0.5Gi]; [cpu: 0.5, memory: 1.0Gi]; ... up to [cpu: ${most}.0, memory: ${most * 2}.0Gi].`,
      "template",
    );
}
