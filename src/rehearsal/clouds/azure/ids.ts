import { all, type Account, type Held } from "../../simulator/account";
import type { Attributes } from "../../simulator/readers";
import type { RuleContext, Values } from "../../simulator/rule";
import { subscriptionId } from "./session";

export { all };

/** Containers of a type that are there without being made: what lies in them belongs to the object above. */
const SINGLETONS = /\/(blobServices|fileServices|queueServices|tableServices)\/default$/i;

/** The objects of the account whose ids Azure takes as equal: letter case and an API's revision do not count. */
export function findById(account: Account, id: string): Held | undefined {
  const form = normalId(id);
  return account.all.find((held) => normalId(held.id) === form);
}

function normalId(id: string): string {
  return id.replace(/;rev=\d+$/, "").toLowerCase();
}

/** The id of the object that an object lies in: a group, a network, a service; undefined for a subscription's own. */
export function parentId(id: string): string | undefined {
  const [, above] = /^(\/subscriptions\/.+)\/[^/]+\/[^/]+$/.exec(id) ?? [];
  return above?.replace(/\/providers\/[^/]+$/i, "").replace(SINGLETONS, "");
}

/** The last part of an id, and the part before a given type: `nameIn(id, "resourceGroups")`. */
export function nameIn(id: string, type: string): string | undefined {
  const parts = id.split("/");
  const at = parts.findIndex((part) => part.toLowerCase() === type.toLowerCase());
  return at < 0 ? undefined : parts[at + 1];
}

/** Whether an id names an object of another subscription, which the account cannot see. */
export function isForeign(context: RuleContext, id: string): boolean {
  const subscription = nameIn(id, "subscriptions");
  return id.startsWith("/") && subscription !== undefined && subscription !== subscriptionId(context);
}

/** Everything that lies in an object, however deep. */
export function within(account: Account, id: string): Held[] {
  const prefix = `${normalId(id)}/`;
  return account.all.filter((held) => held.id.toLowerCase().startsWith(prefix));
}

/** The subnet of an id, which its association with a security group has too. */
export function subnetById(account: Account, id: string | undefined): Values | undefined {
  return select(account, "azurerm_subnet", { id })[0];
}

/** Whether two names are one to Azure. */
export function isSame(one: unknown, other: unknown): boolean {
  return String(one).toLowerCase() === String(other).toLowerCase();
}

/** The objects of a type with these attributes. */
export function select(account: Account, type: string, where: Attributes): Values[] {
  return all(account, type).filter((each) => Object.entries(where).every(([name, value]) => isSame(each[name], value)));
}

/** The object that a reference of any type names; a service inside a storage account is there without being made. */
export function find(account: Account, reference: string): Values | undefined {
  return findById(account, reference.replace(SINGLETONS, ""))?.values;
}
