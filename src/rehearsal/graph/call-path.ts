import type { PictureEdge } from "./picture";
import type { Part, Thing } from "./parts";
import type { StackGraph } from "./stack-graph";

/** Types that a SQL call passes, in this order; the last ones lie side by side. */
const STATIONS: readonly (readonly string[])[] = [
  ["snowflake_external_function"],
  ["snowflake_api_integration"],
  ["aws_api_gateway_rest_api"],
  ["aws_apigatewayv2_vpc_link"],
  ["aws_lb"],
  ["aws_ecs_service"],
  ["aws_db_instance", "aws_rds_cluster", "aws_s3_bucket"],
];

const WORDS: Readonly<Record<string, string>> = {
  snowflake_api_integration: "translated call",
  aws_api_gateway_rest_api: "HTTPS POST, signed",
  aws_apigatewayv2_vpc_link: "private",
  aws_lb: "HTTP",
  aws_ecs_service: "method proxy",
  aws_db_instance: "runs, metrics",
  aws_rds_cluster: "runs, metrics",
  aws_s3_bucket: "artifacts",
};

/** The arrows that a SQL call follows, from station to station, where the stack's own dependencies connect the two. */
export function callPath(parts: readonly Part[], graph: StackGraph): PictureEdge[] {
  const things = parts.flatMap((part) => part.things);
  const at = (station: readonly string[]) =>
    things.filter((thing) => thing.kind.types.some((type) => station.includes(type)));
  const edges: PictureEdge[] = [];
  for (const [index, station] of STATIONS.entries()) {
    for (const from of at(station)) {
      for (const to of at(STATIONS[index + 1] ?? [])) {
        if (!areConnected(from, to, graph)) continue;
        const type = to.blocks[0]?.type ?? "";
        edges.push({ from: from.id, to: to.id, label: WORDS[type], isMarked: true });
      }
    }
  }
  return edges;
}

/** One depends on the other, over whatever resources, or a third one joins the two. */
function areConnected(one: Thing, other: Thing, graph: StackGraph): boolean {
  const near = addresses(one);
  const far = addresses(other);
  if (reachesAny(near, far, graph) || reachesAny(far, near, graph)) return true;
  return graph.blocks.some(({ address }) => {
    const needs = graph.dependencies(address);
    return needs.some((need) => near.has(need)) && needs.some((need) => far.has(need));
  });
}

const addresses = (thing: Thing) => new Set([...thing.blocks, ...thing.completing].map((block) => block.address));

function reachesAny(from: ReadonlySet<string>, to: ReadonlySet<string>, graph: StackGraph): boolean {
  const seen = new Set<string>();
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (to.has(at)) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...graph.dependencies(at));
  }
  return false;
}
