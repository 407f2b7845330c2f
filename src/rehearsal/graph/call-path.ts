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
  const stations = STATIONS.map((types) =>
    things.filter((thing) => thing.kind.types.some((type) => types.includes(type))),
  );
  const passed = new Set(stations.flat().flatMap((thing) => [...addresses(thing)]));
  return stations.flatMap((station, index) =>
    station.flatMap((from) =>
      (stations[index + 1] ?? [])
        .filter((to) => areConnected(from, to, passed, graph))
        .map((to) => ({ from: from.id, to: to.id, label: WORDS[to.blocks[0]?.type ?? ""], isMarked: true })),
    ),
  );
}

/** One depends on the other, not by way of another station, or a station's own resource joins the two. */
function areConnected(one: Thing, other: Thing, stations: ReadonlySet<string>, graph: StackGraph): boolean {
  const near = addresses(one);
  const far = addresses(other);
  if (reaches(near, far, stations, graph) || reaches(far, near, stations, graph)) return true;
  return [...stations].some((address) => {
    const needs = graph.dependencies(address);
    return needs.some((need) => near.has(need)) && needs.some((need) => far.has(need));
  });
}

const addresses = (thing: Thing) => new Set([...thing.blocks, ...thing.completing].map((block) => block.address));

function reaches(
  from: ReadonlySet<string>,
  to: ReadonlySet<string>,
  stations: ReadonlySet<string>,
  graph: StackGraph,
): boolean {
  const seen = new Set<string>();
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (to.has(at)) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    if (from.has(at) || !stations.has(at)) open.push(...graph.dependencies(at));
  }
  return false;
}
