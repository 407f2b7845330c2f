import { Testing } from "cdktf";
import { StackGraph, SynthesizedStack, type StackJson } from "../../src/inspect/stack";
import { ENDPOINT_STACKS } from "../support/stacks";

/** What takes minutes to create: an endpoint itself, and what a cloud makes for it. */
const SLOW =
  /^(aws_sagemaker_endpoint|azurerm_resource_group_template_deployment|azurerm_machine_learning_workspace|google_cloud_run_v2_service|google_vertex_ai_endpoint|time_sleep)\./;
/** An endpoint, and the gateway's own permission on it. */
const OF_ENDPOINTS = /_(Endpoints|ModelWorkspace)_|_Gateway_(Score|InvokeEndpoint)-/;

/** Addresses that wait for one of `slow`, directly or through others. */
function waiting(graph: StackGraph, addresses: readonly string[], slow: ReadonlySet<string>): string[] {
  const known = new Map<string, boolean>();
  const waits = (address: string): boolean => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const found = graph.dependencies(address).some((need) => slow.has(need) || waits(need));
    known.set(address, found);
    return found;
  };
  return addresses.filter(waits);
}

test.each(ENDPOINT_STACKS)(
  "in %s nothing of the platform, nor a scoring function, waits for an endpoint",
  (_name, make) => {
    const stack = new SynthesizedStack(JSON.parse(Testing.synth(make())) as StackJson);
    const addresses = stack.resources.map(({ address }) => address);
    const slow = new Set(addresses.filter((address) => SLOW.test(address) && OF_ENDPOINTS.test(address)));
    expect(slow.size).toBeGreaterThan(0);
    const others = addresses.filter((address) => !OF_ENDPOINTS.test(address) || address.startsWith("snowflake_"));
    expect(waiting(StackGraph.of(stack), others, slow)).toEqual([]);
  },
);
