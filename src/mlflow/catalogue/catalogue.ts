import datasets from "./data/datasets.json";
import leftOut from "./data/left-out.json";
import loggedModels from "./data/logged-models.json";
import messages from "./data/messages.json";
import registry from "./data/registry.json";
import traces from "./data/traces.json";
import tracking from "./data/tracking.json";
import { OperationGroup, type HttpVerb, type LeftOut, type Message, type Operation } from "./types";

// TypeScript reads the strings of a JSON file as `string`, not as members of an enum; the catalogue's tests check every value.
const DATA: Record<string, unknown> = {
  [OperationGroup.TRACKING]: tracking,
  [OperationGroup.REGISTRY]: registry,
  [OperationGroup.LOGGED_MODELS]: loggedModels,
  [OperationGroup.TRACES]: traces,
  [OperationGroup.DATASETS]: datasets,
};
const MESSAGES: unknown = messages;
/** The operations of each RPC. */
const ROUTES = new Map<string, Operation[]>();
for (const operation of Object.values(DATA).flat() as Operation[])
  ROUTES.set(operation.rpc, [...(ROUTES.get(operation.rpc) ?? []), operation]);

/**
 * MLflow's REST API as data: the SQL functions are generated from it, and the method proxy allows its operations only.
 *
 * The data comes from a description of that API, with a reviewed table of limits and corrections.
 * @see https://mlflow.org/docs/latest/api_reference/rest-api.html
 */
export class Catalogue {
  /** The groups that functions have by default, and that the proxy allows by default. */
  public static defaultGroups(): OperationGroup[] {
    return [OperationGroup.TRACKING, OperationGroup.REGISTRY, OperationGroup.LOGGED_MODELS];
  }

  /** All groups. */
  public static allGroups(): OperationGroup[] {
    return Object.values(OperationGroup);
  }

  /** The operations of some groups. @param groups the groups, all of them when left out */
  public static operations(groups?: OperationGroup[]): Operation[] {
    return [...new Set(groups ?? Catalogue.allGroups())].flatMap((group) => DATA[group] as Operation[]);
  }

  /**
   * One operation.
   * @param rpc its name in MLflow's protos, for instance `createRun`
   * @param verb which route of an RPC that has two; the POST route when left out
   * @throws Error when the catalogue has no such operation
   */
  public static operation(rpc: string, verb?: HttpVerb): Operation {
    const routes = (ROUTES.get(rpc) ?? []).filter((o) => verb === undefined || o.verb === verb);
    const found = routes.find((o) => o.verb === "POST") ?? routes[0];
    if (found === undefined)
      throw new Error(`MLflow's catalogue has no operation ${rpc}${verb ? ` with ${verb}` : ""}`);
    return found;
  }

  /**
   * An object inside requests.
   * @throws Error when the catalogue has no such message
   */
  public static message(name: string): Message {
    const found = (MESSAGES as Message[]).find((m) => m.name === name);
    if (found === undefined) throw new Error(`MLflow's catalogue has no message ${name}`);
    return found;
  }

  /** The operations that are never offered, with the reason. */
  public static leftOut(): LeftOut[] {
    return [...leftOut];
  }
}
