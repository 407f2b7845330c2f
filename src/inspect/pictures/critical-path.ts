import { StackGraph, type Block, type SynthesizedStack } from "../stack";
import { creationSeconds, roleOf } from "./creation-times";

/** One resource of a chain. */
export interface ChainStep {
  readonly address: string;
  /** Ids of the constructs above and of its own, without the stack's. */
  readonly path: readonly string[];
  readonly type: string;
  /** Typical seconds that creating it takes. */
  readonly seconds: number;
  /** Seconds after the apply began. */
  readonly starts: number;
}

/** Resources that wait for one another. */
export interface Chain {
  readonly seconds: number;
  readonly steps: readonly ChainStep[];
}

/** The critical path of a deploy, by typical creation times and without a limit on parallel calls. */
export interface CriticalPath extends Chain {
  /**
   * The unavoidable part: the database, then the tracking server until it is healthy. Empty for a stack that has
   * neither.
   */
  readonly unavoidable: Chain;
}

/**
 * The longest chain of a stack's dependency graph: the minimum time of its deploy.
 * @throws Error for a stack with modules, or whose resources depend on each other
 */
export function criticalPath(stack: SynthesizedStack): CriticalPath {
  const graph = StackGraph.of(stack);
  const unavoidable = longestChain(graph, (block) => (roleOf(block) === "other" ? 0 : creationSeconds(block, graph)));
  return {
    ...longestChain(graph, (block) => creationSeconds(block, graph)),
    unavoidable: { ...unavoidable, steps: unavoidable.steps.filter((step) => step.seconds > 0) },
  };
}

const byAddress = (a: Block, b: Block) => (a.address < b.address ? -1 : 1);

function longestChain(graph: StackGraph, secondsOf: (block: Block) => number): Chain {
  const finish = new Map<string, number>();
  const before = new Map<string, string>();
  const seconds = new Map(graph.stack.blocks.map((block) => [block.address, secondsOf(block)]));
  let last: string | undefined;
  for (const { address } of graph.ordered(byAddress)) {
    const slowest = latest(graph.dependencies(address), finish);
    if (slowest !== undefined) before.set(address, slowest);
    const starts = slowest === undefined ? 0 : (finish.get(slowest) ?? 0);
    finish.set(address, starts + (seconds.get(address) ?? 0));
    if (last === undefined || (finish.get(address) ?? 0) > (finish.get(last) ?? 0)) last = address;
  }
  const steps: ChainStep[] = [];
  for (let address = last; address !== undefined; address = before.get(address)) {
    const block = graph.stack.block(address);
    const takes = seconds.get(address) ?? 0;
    if (block === undefined || block.mode === "data") continue;
    const { path, type } = block;
    steps.unshift({ address, path, type, seconds: takes, starts: (finish.get(address) ?? 0) - takes });
  }
  return { seconds: last === undefined ? 0 : (finish.get(last) ?? 0), steps };
}

function latest(addresses: readonly string[], finish: ReadonlyMap<string, number>): string | undefined {
  return addresses.reduce<string | undefined>(
    (found, address) =>
      found === undefined || (finish.get(address) ?? 0) > (finish.get(found) ?? 0) ? address : found,
    undefined,
  );
}
