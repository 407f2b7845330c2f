import { uuid } from "../../simulator/ids";
import { blocks, entries, isKnown, text, texts } from "../../simulator/readers";
import type { Rows } from "../../simulator/rows";
import type { CreateContext, Lifecycle, RuleContext, Values } from "../../simulator/rule";
import { renderText } from "../../simulator/template";
import { refuse } from "../../simulator/writers";
import { findById, isForeign, isSame, nameIn, parentId, within } from "./ids";
import locations from "./locations.json";
import { needRegistered } from "./provider";
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
export function commonOf(rows: Rows): Lifecycle {
  return {
    validate: ({ config, error }) => {
      const location = text(config, "location");
      if (location !== undefined && !LOCATIONS.has(normalLocation(location)))
        error(`"${location}" was not found in the list of supported Azure Locations`, "location");
      const tags = entries(config, "tags");
      if (tags.length > 50) error("a maximum of 50 tags can be applied to each ARM resource", "tags");
      for (const [key, value] of tags) {
        if (key.length > 512) error(`the maximum length for a tag key is 512: "${key}" has ${key.length}`, "tags");
        if (value.length > 256)
          error(`the maximum length for a tag value is 256: the value for "${key}" has ${value.length}`, "tags");
      }
    },
    plan: ({ planned }) => settleLocation(planned),
    create: (context) => {
      settleLocation(context.values);
      const id = idOf(rows, context);
      if (id !== undefined) {
        const isNew = findByType(context, id) === undefined;
        if (!isNew && !ALWAYS_THERE.includes(context.type)) refuseExisting(context.type, id);
        const namespace = typeIn(id).split("/")[0] ?? "";
        if (id.includes("/providers/")) needRegistered(context, namespace);
        needParent(context, id);
        context.values.id = id;
      }
      settleIdentity(context);
    },
    update: settleIdentity,
  };
}

/** @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs */
function refuseExisting(type: string, id: string): never {
  refuse(
    `a resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "${type}" for more information.`,
  );
}

function findByType({ account, type }: RuleContext, id: string): unknown {
  return account.list(type).find((held) => isSame(held.id, id));
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
function idOf(rows: Rows, context: CreateContext): string | undefined {
  const template = rows[context.type]?.id;
  if (template === undefined || /\{\$(?!subscription\})/.test(template)) return undefined;
  const missing = [...template.matchAll(/\{([a-z_]+)\}/g)].some(
    ([, name = ""]) => text(context.values, name) === undefined,
  );
  if (missing) return undefined;
  return renderText(template, {
    context,
    variable: (name) => (name === "subscription" ? subscriptionId(context) : undefined),
    attribute: (name) => context.values[name],
  });
}

function needParent(context: RuleContext, id: string): void {
  const parent = parentId(id);
  if (parent === undefined || /^\/subscriptions(\/[^/]+)?$/.test(parent) || isForeign(context, parent)) return;
  const [, group = ""] = /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)/i.exec(parent) ?? [];
  if (findById(context.account, group)?.type !== "azurerm_resource_group")
    refuse(
      `ResourceGroupNotFound: Resource group '${nameIn(group, "resourceGroups") ?? ""}' could not be found.`,
      "resource_group_name",
    );
  if (findById(context.account, parent) === undefined)
    refuse(
      `ParentResourceNotFound: Failed to perform 'write' on resource(s) of type '${typeIn(id)}', because the parent resource '${parent}' could not be found.`,
    );
}

/** `Microsoft.Network/virtualNetworks/subnets`. */
function typeIn(id: string): string {
  const [namespace = "", ...rest] = id.slice(id.lastIndexOf("/providers/") + "/providers/".length).split("/");
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
}

/**
 * The service sets the ids of a system identity; identities that are listed must exist.
 * @see https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/overview
 */
function settleIdentity(context: CreateContext): void {
  const { account, type, values } = context;
  for (const identity of blocks(values, "identity")) {
    const kind = text(identity, "type") ?? "";
    const ids = texts(identity, "identity_ids");
    if (ids.length > 0 && kind === "SystemAssigned")
      refuse(
        '`identity_ids` can only be specified when `type` is set to "SystemAssigned, UserAssigned" or "UserAssigned"',
        "identity",
      );
    if (ids.length === 0 && kind === "UserAssigned" && isKnown(identity.identity_ids))
      refuse("InvalidIdentityValues: Invalid value for the identities: UserAssigned needs identity_ids", "identity");
    const missing = ids.find(
      (id) => !isForeign(context, id) && findById(account, id)?.type !== "azurerm_user_assigned_identity",
    );
    if (missing !== undefined) refuse(`FailedIdentityOperation: Resource '${missing}' was not found`, "identity");
    const isSystem = kind.includes("SystemAssigned");
    // A principal that was there before stays.
    identity.principal_id = isSystem ? (text(identity, "principal_id") ?? uuid(account, type)) : "";
    identity.tenant_id = isSystem ? tenantId(account) : "";
  }
}
