import type { AzureReadRole, GraphReadPermission } from "../../../core/ci-access/read-roles";
import type { Block, SynthesizedStack } from "../../stack";
import { Purpose } from "../purpose";
import { unknownTypesOf } from "../unknown-types";
import { gathered, type IdentityRoles, type Reason } from "../role";
import { AzureStack } from "./azure-stack";
import { onlyRolesOf } from "./condition";
import type { Row } from "./row";
import { DATA_SOURCES, RESOURCES } from "./table";

/** The scope of the application permissions of Microsoft Graph. */
export const GRAPH = "https://graph.microsoft.com";

const CONTRIBUTOR = "Contributor";
const READER: AzureReadRole = "Reader";
const ASSIGNS_ROLES = ["Role Based Access Control Administrator", "User Access Administrator"];

/**
 * The roles that Terraform needs for a synthesized stack on Azure.
 * @see https://learn.microsoft.com/en-us/azure/role-based-access-control/scope-overview
 */
export function azureRolesFor(synthesized: SynthesizedStack, purpose: Purpose): IdentityRoles {
  const stack = new AzureStack(synthesized);
  const unknownTypes = unknownTypesOf(synthesized, stack, { resources: RESOURCES, dataSources: DATA_SOURCES });
  const reasons = [
    ...stack.resources.flatMap((block) => {
      const row = RESOURCES[block.type];
      return row === undefined ? [] : ofResource(stack, block, row, purpose);
    }),
    ...stack.dataSources.flatMap((block) => ofDataSource(stack, block)),
    ...ofState(stack, purpose),
    ...ofSubscription(stack, purpose),
  ];
  return { roles: gathered(withoutCovered(reasons)), unknownTypes };
}

function ofResource(stack: AzureStack, block: Block, row: Row, purpose: Purpose): Reason[] {
  const { type: why } = block;
  if (why.startsWith("azuread_")) return ofEntra(why, row, purpose);
  const scope = stack.scopeOf(block);
  if (purpose === Purpose.PLAN) {
    const tier = stack.known(block, "sku_name") ?? "";
    const isRead = row.reads !== undefined && (row.readsOf ?? [""]).some((each) => tier.startsWith(each));
    const reads: Reason = { role: `${stack.name}-plan`, scope, why, actions: words(row.reads) };
    return [{ role: READER, scope, why }, ...(isRead ? [reads] : []), ...dataRole(row.data?.plan, scope, why)];
  }
  const condition = why === "azurerm_role_assignment" ? onlyRolesOf(stack.blocks) : undefined;
  const purge: Reason = {
    role: `${stack.name}-deploy`,
    scope: stack.subscription,
    why,
    actions: words(row.onSubscription),
  };
  return [
    { role: row.role, scope, why, ...(condition === undefined ? {} : { condition }) },
    ...(row.onSubscription === undefined ? [] : [purge]),
    ...dataRole(row.data?.deploy, scope, why),
    ...Object.entries(row.joins ?? {}).flatMap(([attribute, role]) => {
      const joined = stack.known(block, attribute);
      // A subnet's network as a whole: the provider reads it too.
      return joined === undefined ? [] : [{ role, scope: joined.replace(/\/subnets\/[^/]+$/, ""), why }];
    }),
  ];
}

function dataRole(role: string | undefined, scope: string, why: string): Reason[] {
  return role === undefined ? [] : [{ role, scope, why }];
}

function ofEntra(why: string, { role }: Row, purpose: Purpose): Reason[] {
  const reads: GraphReadPermission = "Application.Read.All";
  const read: Reason = { role: reads, scope: GRAPH, why };
  if (purpose === Purpose.PLAN) return [read];
  // The permission to write applications reads those that the identity owns, and an assignment is of principals of all kinds.
  return [{ role, scope: GRAPH, why }, ...(role === "AppRoleAssignment.ReadWrite.All" ? [read] : [])];
}

function ofDataSource(stack: AzureStack, block: Block): Reason[] {
  const { role, on, parent } = DATA_SOURCES[block.type] ?? {};
  if (role === undefined) return [];
  const why = `data.${block.type}`;
  if (block.type.startsWith("azuread_")) return [{ role, scope: GRAPH, why }];
  const known = on === undefined ? undefined : stack.known(block, on);
  const scope = known?.startsWith("/") === false ? `${stack.subscription}/resourceGroups/${known}` : known;
  const name = parent === undefined ? undefined : stack.known(block, parent.name);
  const within =
    parent === undefined || name === undefined ? scope : scope && `${scope}/providers/${parent.type}/${name}`;
  return [{ role, scope: within ?? stack.subscription, why }];
}

/**
 * The account of the states has no keys. A plan takes no lease (`-lock=false`), so that it only reads.
 * @see https://developer.hashicorp.com/terraform/language/backend/azurerm
 */
function ofState(stack: AzureStack, purpose: Purpose): Reason[] {
  const { backend } = stack;
  if (backend === undefined) return [];
  const group = `${stack.subscription}/resourceGroups/${String(backend.resource_group_name)}`;
  const account = `${group}/providers/Microsoft.Storage/storageAccounts/${String(backend.storage_account_name)}`;
  const scope = `${account}/blobServices/default/containers/${String(backend.container_name)}`;
  const reads: AzureReadRole = "Storage Blob Data Reader";
  return [{ role: purpose === Purpose.PLAN ? reads : "Storage Blob Data Contributor", scope, why: "the state" }];
}

/** The provider asks which resource providers are registered; without Contributor on the subscription they must be. */
function ofSubscription(stack: AzureStack, purpose: Purpose): Reason[] {
  const isUsed = stack.resources.some(({ type }) => type.startsWith("azurerm_"));
  return isUsed && purpose === Purpose.DEPLOY
    ? [{ role: READER, scope: stack.subscription, why: "resource providers" }]
    : [];
}

/** Contributor allows all but access, so that a role of management on its scope or below becomes a reason for it. */
function withoutCovered(reasons: readonly Reason[]): Reason[] {
  const contributors = reasons.filter(({ role }) => role === CONTRIBUTOR).map(({ scope }) => scope);
  const isManagement = ({ role, scope }: Reason) =>
    scope.startsWith("/") && !ASSIGNS_ROLES.includes(role) && !DATA_ROLES.test(role);
  return reasons.map((each) => {
    if (!isManagement(each)) return each;
    const around = contributors.filter((scope) => isWithin(each.scope, scope)).sort((a, b) => a.length - b.length)[0];
    return around === undefined ? each : { role: CONTRIBUTOR, scope: around, why: each.why };
  });
}

/** Roles that allow to use data, which Contributor does not. */
const DATA_ROLES = /^(Storage Blob Data|Key Vault) /;

function isWithin(scope: string, around: string): boolean {
  return `${scope.toLowerCase()}/`.startsWith(`${around.toLowerCase()}/`);
}

function words(list = ""): string[] {
  return list.split(/\s+/).filter((word) => word !== "");
}
