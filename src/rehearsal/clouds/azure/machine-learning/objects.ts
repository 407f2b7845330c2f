import { isObject, type JsonObject } from "../../../../core/json";
import type { Account, Held } from "../../../simulator/account";
import type { Values } from "../../../simulator/rule";
import { findById } from "../ids";

/** Namespace of what templates make in a workspace. */
export const NAMESPACE = "Microsoft.MachineLearningServices/";
export const ENDPOINT = `${NAMESPACE}workspaces/onlineEndpoints`;
export const DEPLOYMENT = `${ENDPOINT}/deployments`;

/** A resource of a template as Resource Manager got it, with its expressions evaluated. */
export interface SentResource extends JsonObject {
  readonly id: string;
  readonly type: string;
}

/** What a resource was sent as, from the account: it has no Terraform type. */
export function sentAs(values: Values | undefined): JsonObject {
  const json: unknown = typeof values?.sent === "string" ? JSON.parse(values.sent) : {};
  return isObject(json) ? json : {};
}

/** Keeps a resource. */
export function keep(account: Account, sent: SentResource): void {
  const id = findById(account, sent.id)?.id ?? sent.id;
  account.put(sent.type, id, { id, sent: JSON.stringify(sent) });
}

/** A member that is an object; an empty one for any other value. */
export function part(of: JsonObject, name: string): JsonObject {
  const value = of[name];
  return isObject(value) ? value : {};
}

/** A member that is text; empty for any other value. */
export function word(of: JsonObject, name: string): string {
  const value = of[name];
  return typeof value === "string" ? value : "";
}

/** The properties of the resource with an ID; undefined when there is none. */
export function propertiesOf(account: Account, id: string): JsonObject | undefined {
  const held = findById(account, id);
  return held?.type.startsWith(NAMESPACE) === true ? part(sentAs(held.values), "properties") : undefined;
}

/** The part of the calls of each deployment, in percent. */
export function trafficOf(endpoint: Held): [string, number][] {
  return Object.entries(part(part(sentAs(endpoint.values), "properties"), "traffic")).map(([name, percent]) => [
    name,
    Number(percent),
  ]);
}
