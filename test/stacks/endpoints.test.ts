import { Testing, type TerraformStack } from "cdktf";
import { criticalPath } from "../../src/inspect/pictures";
import { StackGraph, SynthesizedStack, type BlocksJson, type StackJson } from "../../src/inspect/stack";
import { ENDPOINT_STACKS, PLAIN_STACKS } from "../support/stacks";

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

const PLATFORM = /^(snowflake_external_function|aws_ecs_service|azurerm_container_app|google_cloud_run_v2_service)\./;

/** The longest chain to the server and to MLflow's functions: what they need, and nothing else of the stack. */
function secondsUntilReady(make: () => TerraformStack): number {
  const json = JSON.parse(Testing.synth(make())) as StackJson;
  const stack = new SynthesizedStack(json);
  const graph = StackGraph.of(stack);
  const needed = new Set<string>();
  const need = (address: string): void => {
    if (needed.has(address)) return;
    needed.add(address);
    graph.dependencies(address).forEach(need);
  };
  const ready = stack.resources.filter(({ address }) => PLATFORM.test(address) && !OF_ENDPOINTS.test(address));
  ready.forEach(({ address }) => need(address));
  const kept = (blocks: BlocksJson = {}, before = ""): BlocksJson =>
    Object.fromEntries(
      Object.entries(blocks).map(([type, byName]) => [
        type,
        Object.fromEntries(Object.entries(byName).filter(([name]) => needed.has(`${before}${type}.${name}`))),
      ]),
    );
  return criticalPath(new SynthesizedStack({ ...json, resource: kept(json.resource), data: kept(json.data, "data.") }))
    .seconds;
}

test.each(ENDPOINT_STACKS)(
  "in %s the server and MLflow's functions are ready as soon as without endpoints",
  (name, make) => {
    const plain = PLAIN_STACKS.get(name);
    if (plain === undefined) throw new Error(`there is no ${name} without endpoints`);
    const seconds = secondsUntilReady(plain);
    expect(seconds).toBeGreaterThan(300);
    expect(secondsUntilReady(make)).toBe(seconds);
  },
);
