import type { CheckTable, Row } from "../../core/checks";
import { named, omitted, that, unique, type Rule } from "../../core/rules";
import { ARTIFACT_PREFIX } from "../../platform/component-rules";
import { AzureNameRules } from "../names";
import type { INetwork } from "../network/interface";
import { BLOB_RETENTION_DAYS, resourceId } from "../rules";
import type { ArtifactSettings, ArtifactStoreAttributes } from "./settings";

const PREFIX_ROW: Row<{ readonly artifactPrefix?: string }> = { field: "artifactPrefix", rule: ARTIFACT_PREFIX };

/** Rules of a storage account. https://learn.microsoft.com/en-us/azure/storage/common/storage-network-security */
const MAX_RULES = 200;
/** Those of the servers, and of a public UI. */
const OWN_SUBNETS = 2;
const MAX_SUBNETS = MAX_RULES - OWN_SUBNETS;

/** Requirements on artifact settings. */
export const ARTIFACTS: CheckTable<ArtifactSettings> = {
  rows: [
    PREFIX_ROW,
    { field: "noncurrentVersionDays", rule: BLOB_RETENTION_DAYS },
    {
      field: "snowflakeSubnetIds",
      rule: that(
        (ids) => Array.isArray(ids) && ids.length >= 1 && ids.length <= MAX_SUBNETS,
        `have 1 to ${MAX_SUBNETS} subnet IDs: a storage account takes ${MAX_RULES}, with the servers' own, and with none Snowflake cannot connect`,
        "Use the IDs that SYSTEM$GET_SNOWFLAKE_PLATFORM_INFO() returns, or remove snowflakeSubnetIds",
      ),
      synthesis: "items",
    },
    { field: "snowflakeSubnetIds", each: true, rule: resourceId("Microsoft.Network/virtualNetworks/subnets") },
    { field: "snowflakeSubnetIds", each: true, rule: unique() },
  ],
};

/** Why a storage account of a platform without a virtual network cannot be closed. */
export const NEEDS_NETWORK: Rule = omitted(
  "it closes the storage account to every other network, and servers without a virtual network have no subnet to let in",
  "Remove snowflakeSubnetIds, or set network: { access: NetworkAccess.PRIVATE }",
);

/** Requirements on the props of the artifact store when it is used alone. */
export const ARTIFACT_STORE: CheckTable<ArtifactSettings & { readonly network?: INetwork }> = {
  rows: [
    ...ARTIFACTS.rows,
    { field: "snowflakeSubnetIds", rule: NEEDS_NETWORK, when: ({ network }) => network === undefined },
  ],
};

/** Requirements on the attributes of an existing storage account and container. */
export const ARTIFACT_STORE_ATTRIBUTES: CheckTable<ArtifactStoreAttributes> = {
  rows: [
    { field: "storageAccountName", rule: named(AzureNameRules.STORAGE_ACCOUNT) },
    { field: "storageAccountId", rule: resourceId("Microsoft.Storage/storageAccounts") },
    { field: "storageAccountId", rule: ({ storageAccountName }) => idOf(storageAccountName) },
    { field: "containerName", rule: named(AzureNameRules.STORAGE_CONTAINER) },
    PREFIX_ROW,
  ],
};

/** The ID belongs to the account of that name. */
export function idOf(storageAccountName: string): Rule {
  return that(
    (id) => String(id).endsWith(`/${storageAccountName}`),
    "be the ID of storageAccountName",
    "Correct one of the two",
  );
}
