import { uuid } from "../../simulator/ids";
import { blocks, entries, text, texts } from "../../simulator/readers";
import { holds } from "../../simulator/row-matching";
import type { Facted, Facts } from "../../simulator/row-facts";
import { rowRules, type Acts, type Dialect } from "../../simulator/row-rule";
import type { Rows } from "../../simulator/rows";
import type { CreateContext, Lifecycle, RuleContext, Values } from "../../simulator/rule";
import common from "./common.json";
import { findById, isForeign, nameIn, parentId, select, within } from "./ids";
import locations from "./locations.json";
import namespaces from "./namespaces.json";
import { isRegistered } from "./provider";
import { subscriptionId, tenantId } from "./session";

/** Types whose creation is an update of what is there already. */
const ALWAYS_THERE = ["azurerm_postgresql_flexible_server_configuration"];

const LOCATIONS = new Set<string>(locations);

/** `West Europe` is `westeurope`. */
function normalLocation(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

/**
 * What every azurerm resource does: locations have one form, an object must not exist yet and what it lies in must, tags and identities
 * keep to Azure's rules.
 * @see https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/tag-resources
 */
export function commonOf(rows: Rows, dialect: Dialect): Lifecycle | undefined {
  const facts: Facts = {
    unknown_location: (_, values) => {
      const location = text(values, "location") ?? "";
      return LOCATIONS.has(normalLocation(location)) ? "" : location;
    },
    has_many_tags: (_, values) => entries(values, "tags").length > 50,
    long_tag: (_, values) =>
      entries(values, "tags")
        .filter(([key, value]) => key.length > 512 || value.length > 256)
        .map(([key, value]) =>
          key.length > 512
            ? `key is 512: "${key}" has ${key.length}`
            : `value is 256: the value for "${key}" has ${value.length}`,
        )[0],
    existing: (context) => {
      const id = idOf(rows, context);
      const isNew = ALWAYS_THERE.includes(context.type) || select(context.account, context.type, { id }).length === 0;
      return isNew ? "" : id;
    },
    missing_group: (context) => {
      const [group = ""] =
        /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+(?=\/)/i.exec(idOf(rows, context) ?? "") ?? [];
      return isThere(context, group, "azurerm_resource_group") ? "" : nameIn(group, "resourceGroups");
    },
    missing_parent: (context) => {
      const parent = parentId(idOf(rows, context) ?? "") ?? "";
      return isThere(context, parent) ? "" : parent;
    },
    type: ({ type }) => type,
    kind: (context) => typeIn(idOf(rows, context) ?? ""),
    unregistered: (context, values) => {
      const own = /\/providers\/([^/]+)(?!.*\/providers\/)/.exec(idOf(rows, context) ?? "")?.[1] ?? [];
      const more = namespaces.filter(({ type, where }) => type === context.type && holds(where, values));
      return [own, ...more.map(({ needs }) => needs)].flat().find((each) => !isRegistered(context, each));
    },
    missing_identity: (context, identity) =>
      texts(identity, "identity_ids").find((id) => !isThere(context, id, "azurerm_user_assigned_identity")),
  };
  const acts: Acts = {
    facts,
    plan: ({ planned }) => settleLocation(planned),
    create: (context) => {
      settleLocation(context.values);
      const id = idOf(rows, context);
      if (id !== undefined) context.values.id = id;
      settleIdentity(context);
    },
    update: settleIdentity,
  };
  return rowRules(common, dialect, { "*": acts })[0];
}

/** Whether an id, a subscription's own or one that the account cannot see, is one that something has. */
function isThere(context: RuleContext, id: string, type?: string): boolean {
  if (/^(\/subscriptions(\/[^/]+)?)?$/.test(id) || isForeign(context, id)) return true;
  const found = findById(context.account, id)?.type;
  return found !== undefined && found === (type ?? found);
}

/** Deletes what lies in an object together with it, as Resource Manager does. */
export function removeWithin(context: RuleContext, id: string): void {
  for (const { type, id: inner } of within(context.account, id)) context.account.remove(type, inner);
}

function settleLocation(values: Values): void {
  const location = text(values, "location");
  if (location !== undefined) values.location = normalLocation(location);
}

/** The id by the row, where it is made of attributes alone. */
function idOf(rows: Rows, context: Facted): string | undefined {
  const template = rows[context.type]?.id?.replace("{$subscription}", subscriptionId(context)) ?? "{}";
  const id = template.replace(/\{([a-z_]+)\}/g, (open, name: string) => text(context.values, name) ?? open);
  return id.includes("{") ? undefined : id;
}

/** `Microsoft.Network/virtualNetworks/subnets`. */
function typeIn(id: string): string {
  const [namespace = "", ...rest] = id.slice(id.lastIndexOf("/providers/") + "/providers/".length).split("/");
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
}

/**
 * The service sets the ids of a system identity.
 * @see https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/overview
 */
function settleIdentity({ account, type, values }: CreateContext): void {
  for (const identity of blocks(values, "identity")) {
    const isSystem = text(identity, "type")?.includes("SystemAssigned") === true;
    // A principal that was there before stays.
    identity.principal_id = isSystem ? (text(identity, "principal_id") ?? uuid(account, type)) : "";
    identity.tenant_id = isSystem ? tenantId(account) : "";
  }
}
