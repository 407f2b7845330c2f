import type { StackGraph } from "../stack";
import type { PlatformComponent, ResourceGroup } from "./components";
import type { PictureEdge } from "./picture";

const FUNCTIONS = ["snowflake_external_function"];
const INTEGRATION = ["snowflake_api_integration"];

/** Types that a SQL call passes on each cloud, in this order; the last hop is the database and the bucket. */
const PATHS: readonly (readonly (readonly string[])[])[] = [
  [
    FUNCTIONS,
    INTEGRATION,
    ["aws_api_gateway_rest_api"],
    ["aws_apigatewayv2_vpc_link"],
    ["aws_lb"],
    ["aws_ecs_service"],
    ["aws_db_instance", "aws_rds_cluster", "aws_s3_bucket"],
  ],
  [
    FUNCTIONS,
    INTEGRATION,
    ["azurerm_api_management"],
    ["azurerm_container_app"],
    ["azurerm_postgresql_flexible_server", "azurerm_storage_account"],
  ],
  [
    FUNCTIONS,
    INTEGRATION,
    ["google_api_gateway_gateway"],
    ["google_cloud_run_v2_service"],
    ["google_sql_database_instance", "google_storage_bucket"],
  ],
];

const LABELS: Readonly<Record<string, string>> = {
  snowflake_api_integration: "translated call",
  aws_api_gateway_rest_api: "HTTPS POST, signed",
  aws_apigatewayv2_vpc_link: "private",
  aws_lb: "HTTP",
  aws_ecs_service: "method proxy",
  aws_db_instance: "runs, metrics",
  aws_rds_cluster: "runs, metrics",
  aws_s3_bucket: "artifacts",
  azurerm_api_management: "HTTPS POST, token",
  azurerm_container_app: "method proxy, key",
  azurerm_postgresql_flexible_server: "runs, metrics",
  azurerm_storage_account: "artifacts",
  google_api_gateway_gateway: "HTTPS POST, token",
  google_cloud_run_v2_service: "method proxy, token",
  google_sql_database_instance: "runs, metrics",
  google_storage_bucket: "artifacts",
};

/** Identities: what one hop calls the next one as. */
const IDENTITY = /^google_service_account\./;

/** The arrows of a SQL call, from hop to hop, where the stack's own dependencies connect the two. */
export function callPath(components: readonly PlatformComponent[], graph: StackGraph): PictureEdge[] {
  const edges = PATHS.flatMap((path) => edgesOf(path, components, graph));
  // All paths begin alike.
  return [...new Map(edges.map((edge) => [`${edge.from} ${edge.to}`, edge])).values()];
}

function edgesOf(
  path: readonly (readonly string[])[],
  components: readonly PlatformComponent[],
  graph: StackGraph,
): PictureEdge[] {
  const groups = components.flatMap((component) => component.groups);
  const hops = path.map((types) => groups.filter((group) => group.kind.types.some((type) => types.includes(type))));
  const passed = new Set(hops.flat().flatMap((group) => [...addresses(group)]));
  return hops.flatMap((hop, index) =>
    hop.flatMap((from) =>
      (hops[index + 1] ?? [])
        .filter((to) => areConnected(from, to, passed, graph))
        .map((to) => ({ from: from.id, to: to.id, label: LABELS[to.blocks[0]?.type ?? ""], isMarked: true })),
    ),
  );
}

/**
 * One depends on the other, without another hop between them, or a resource of a hop refers to both: to each itself, or to the identity as
 * which it calls.
 */
function areConnected(one: ResourceGroup, other: ResourceGroup, hops: ReadonlySet<string>, graph: StackGraph): boolean {
  const near = addresses(one);
  const far = addresses(other);
  if (reaches(near, far, hops, graph) || reaches(far, near, hops, graph)) return true;
  const nearest = new Set([...near, ...identities(near, graph)]);
  return [...hops].some((address) => {
    const needs = graph.dependencies(address);
    return needs.some((need) => nearest.has(need)) && needs.some((need) => far.has(need));
  });
}

const addresses = (group: ResourceGroup) =>
  new Set([...group.blocks, ...group.completing].map((block) => block.address));

const identities = (from: ReadonlySet<string>, graph: StackGraph) =>
  [...from].flatMap((address) => graph.dependencies(address).filter((need) => IDENTITY.test(need)));

function reaches(
  from: ReadonlySet<string>,
  to: ReadonlySet<string>,
  hops: ReadonlySet<string>,
  graph: StackGraph,
): boolean {
  const seen = new Set<string>();
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (to.has(at)) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    if (from.has(at) || !hops.has(at)) open.push(...graph.dependencies(at));
  }
  return false;
}
