import type { Row } from "../core/checks";
import { integer, pattern, type Rule } from "../core/rules";

const UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

/** The object ID of a user, group or service principal in Entra, or the ID of a tenant, subscription or application. */
export const OBJECT_ID: Rule = pattern(
  new RegExp(`^${UUID}$`),
  "be a UUID: an object ID, neither a name nor an address",
  "Use for example 00000000-0000-0000-0000-000000000000",
);

/** The ID of an Azure resource of a type: `Microsoft.Network/virtualNetworks/subnets`. */
export function resourceId(type: string): Rule {
  const [provider = "", ...kinds] = type.split("/");
  const path = kinds.map((kind) => `/${kind}/[^/\\s]+`).join("");
  return pattern(
    new RegExp(`^/subscriptions/${UUID}/resourceGroups/[^/\\s]+/providers/${provider.replace(".", "\\.")}${path}$`),
    `be the resource ID of a ${type}, with its letter case`,
    `Use /subscriptions/<id>/resourceGroups/<name>/providers/${provider}${kinds.map((kind) => `/${kind}/<name>`).join("")}`,
  );
}

/** The ID of a Key Vault secret. */
export const KEY_VAULT_SECRET_ID: Rule = pattern(
  /^https:\/\/[a-zA-Z0-9-]+\.vault\.azure\.net\/secrets\/[a-zA-Z0-9-]+$/,
  "be the ID of a Key Vault secret without a version, never the secret itself",
  "Use https://<vault>.vault.azure.net/secrets/<name>",
);

/** @see https://learn.microsoft.com/en-us/azure/reliability/regions-list */
export const LOCATION: Rule = pattern(
  /^[a-z]+[a-z0-9]*$/,
  "be the name of an Azure location in lower case without blanks",
  "Use for example westeurope",
);

/** Days of the soft delete of Azure Blob Storage. */
export const BLOB_RETENTION_DAYS: Rule = integer(1, 365, "the days that Azure Blob Storage can keep what was deleted");

/** Requirements on location, subscription and tenant. */
export const PROVIDER_ROWS: readonly Row<object>[] = [
  { field: "location", rule: LOCATION },
  { field: "subscriptionId", rule: OBJECT_ID },
  { field: "tenantId", rule: OBJECT_ID },
];
