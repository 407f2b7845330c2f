import type { MlflowRoute } from "../servers/mlflow-routes";
import type { ExternalFunctionRuntime, HttpRequest, LocalAddress } from "../snowflake";
import { sendLocally } from "../snowflake/http";
import { AS_OWNER, type Trial } from "../snowflake/trials";
import { SqlError } from "../snowflake";

/** What is asked of the proxy: each of MLflow's routes, and those of them that the applied functions address. */
export interface OperationsAsked {
  readonly routes: readonly MlflowRoute[];
  /** A function that takes no row but one of MLflow's routes gets its trial here. */
  readonly trials: Trial[];
  readonly runtime: ExternalFunctionRuntime;
  /** The port to which the gateway hands requests on. */
  readonly proxy: LocalAddress;
  /** MLflow's own port. */
  readonly mlflow: LocalAddress;
}

const TIMEOUT_MS = 10_000;
const AT_ONCE = 8;

/** A path of MLflow with something in place of each parameter. */
function example(path: string): string {
  return path.replace(/<[^>]*>/g, "1");
}

function pattern(path: string): RegExp {
  const source = path
    .split(/<[^>]*>/)
    .map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^/]+");
  return new RegExp(`^${source}$`);
}

/** What a request names: `https://host/stage/get/api/2.0/...` is GET of `/api/2.0/...` behind `/stage`. */
function named({ url }: HttpRequest): { prefix: string; verb: string; path: string } | undefined {
  const [, prefix = "", verb = "", path = ""] =
    /^https:\/\/[^/]+(\/.*?)?\/(post|get|patch|delete|put)(\/[^?]*)/.exec(url) ?? [];
  return verb === "" ? undefined : { prefix, verb: verb.toUpperCase(), path };
}

/** The routes that the applied functions address, by the requests that their translators make. */
async function addressed({ routes, trials, runtime }: OperationsAsked): Promise<Set<MlflowRoute>> {
  const found = new Set<MlflowRoute>();
  for (const { taken } of trials) {
    const request = taken?.request && named(taken.request);
    if (request === undefined) continue;
    const fitting = routes.filter(({ verb, path }) => verb === request.verb && pattern(path).test(request.path));
    // A literal path is meant before one with parameters.
    const [route] = fitting.sort((a, b) => a.path.split("<").length - b.path.split("<").length);
    if (route !== undefined) found.add(route);
  }
  for (const { name, arguments: args } of runtime.definitions) {
    const at = ["METHOD", "PATH"].map((each) => args.findIndex((argument) => argument.name === each));
    if (at.includes(-1)) continue;
    for (const route of routes) {
      const row = args.map((_, index) => [route.verb, example(route.path)][at.indexOf(index)] ?? null);
      const request = await requestOf(runtime, name, row);
      if (request === undefined) continue;
      found.add(route);
      const own = trials.findIndex((trial) => trial.name === name && trial.taken === undefined);
      if (own >= 0) trials[own] = { name, taken: { row, request } };
    }
  }
  return found;
}

async function requestOf(
  runtime: ExternalFunctionRuntime,
  name: string,
  row: readonly unknown[],
): Promise<HttpRequest | undefined> {
  try {
    return (await runtime.translate(name, row, AS_OWNER)).request;
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

/** Who answered, by the header in which a server names itself. */
async function serverOf(address: LocalAddress, method: string, path: string, headers: Record<string, string>) {
  const body = method === "GET" ? undefined : "x";
  const answer = await sendLocally(address, { method, path, headers, body }, TIMEOUT_MS);
  return answer.headers.server;
}

/**
 * Asks the running proxy for every route of MLflow by its verb. Those that the functions address must reach MLflow, each other must not.
 * Nothing changes in MLflow: the requests have a content type that it refuses.
 * @returns sentences for the report
 * @throws Error that names each route that is lost or open
 */
export async function askOperations(asked: OperationsAsked): Promise<string[]> {
  const [example1] = asked.trials.flatMap(({ taken }) => taken?.request ?? []);
  const first = example1 && named(example1);
  if (example1 === undefined || first === undefined)
    return ["No function makes a request: no operation was asked of the proxy"];
  const own = await serverOf(asked.mlflow, "GET", "/health", {});
  const expected = await addressed(asked);
  const headers = Object.fromEntries(
    Object.entries(example1.headers).filter(([name]) => !/^(sf-custom-|content-type$)/i.test(name)),
  );
  const problems: string[] = [];
  const rest = [...asked.routes];
  const work = async (): Promise<void> => {
    for (let route = rest.shift(); route !== undefined; route = rest.shift()) {
      const path = `${first.prefix}/${route.verb.toLowerCase()}${example(route.path)}`;
      const server = await serverOf(asked.proxy, "POST", path, {
        ...headers,
        ...asked.runtime.addedHeaders,
        "Content-Type": "text/plain",
      });
      const reaches = server === own;
      if (reaches === expected.has(route)) continue;
      const what = `${route.verb} ${route.path}`;
      if (!reaches) problems.push(`${what} of a function does not reach MLflow`);
      else problems.push(`${what} reaches MLflow, and no function addresses it`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (problems.length > 0)
    throw new Error(`The proxy passes other operations than the functions address:\n${problems.sort().join("\n")}`);
  const others = asked.routes.length - expected.size;
  return [
    `The proxy passes the ${expected.size} operations of MLflow that the functions address, and refuses ${others} others`,
  ];
}
