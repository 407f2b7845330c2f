import type { CheckTable } from "../../core/checks";
import { integer, oneOf, pattern, secret, that } from "../../core/rules";
import { KEY_VAULT_SECRET_ID, resourceId } from "../rules";
import { resolveDatabase, type ResolvedDatabase } from "./defaults";
import type { BackendStoreAttributes, DatabaseSettings } from "./settings";

/** @see https://learn.microsoft.com/en-us/azure/postgresql/compute-storage/concepts-storage */
const STORAGE_GIB = [32, 64, 128, 256, 512, 1024, 2048, 4095, 4096, 8192, 16_384, 32_767];

/** Sizes by tier, as the provider has them. https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/internal/services/postgres/validate/flexible_server_sku_name.go */
const BURSTABLE_SIZES = "B((1|2|4|8|12|16|20)ms|2s)";
const GENERAL_SIZES = "D((2|4|8|16|32|48|64)(s_v3|ds_v4)|(2|4|8|16|32|48|64|96)(ds_v5|ads_v5))";
const MEMORY_SIZES =
  "E((2|4|8|16|20|32|48|64)s_v3|(2|4|6|8|16|20|32|48|64)ds_v4|(2|4|8|16|20|32|48|64|96)ds_v5|(2|4|8|16|32|48|64|96)ads_v5)";
const SKU = new RegExp(`^(B_Standard_${BURSTABLE_SIZES}|GP_Standard_${GENERAL_SIZES}|MO_Standard_${MEMORY_SIZES})$`);

const BURSTABLE = /^B_/;

/** Requirements on database settings. */
export const DATABASE: CheckTable<DatabaseSettings, ResolvedDatabase> = {
  resolve: resolveDatabase,
  rows: [
    {
      field: "skuName",
      rule: pattern(
        SKU,
        "be a SKU of PostgreSQL flexible servers, <tier>_Standard_<size> with the tier B, GP or MO",
        'Use for example "B_Standard_B1ms" or "GP_Standard_D2ds_v5"',
      ),
    },
    { field: "storageGib", rule: oneOf(STORAGE_GIB, "the sizes in GiB that Azure offers") },
    {
      field: "standby",
      rule: ({ skuName }) =>
        that(
          (standby) => standby !== true || !BURSTABLE.test(skuName),
          "be false with a burstable SKU: Azure offers a standby from general purpose on",
          "Set standby: false, or a skuName that begins with GP_ or MO_",
        ),
    },
    { field: "backupRetentionDays", rule: integer(7, 35, "days that Azure keeps automatic backups") },
    {
      field: "engineVersion",
      rule: pattern(
        /^1[3-7]$/,
        "be a PostgreSQL major version from 13 to 17: Azure chooses the minor version",
        'Use for example "16"',
      ),
    },
  ],
};

/** Requirements on the attributes of an existing database. */
export const BACKEND_STORE_ATTRIBUTES: CheckTable<BackendStoreAttributes> = {
  rows: [
    // What is not an ID may be the URI itself, with its password.
    { field: "uriKeyVaultSecretId", rule: secret(KEY_VAULT_SECRET_ID) },
    { field: "uriIdentityId", rule: resourceId("Microsoft.ManagedIdentity/userAssignedIdentities") },
  ],
};
