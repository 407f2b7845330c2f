import type { CheckTable, Row } from "../../core/checks";
import { ENVIRONMENT_ROWS } from "../../core/environment-rows";
import { different, named, pattern, unique } from "../../core/rules";
import { COMPONENT_ROWS } from "../component-checks";
import { AzureNameRules } from "../names";
import { BLOB_RETENTION_DAYS, LOCATION, OBJECT_ID, PROVIDER_ROWS } from "../rules";
import type { AzureState, StateBackendSettings } from "./settings";

/** Requirements on the location of a state. */
export const AZURE_STATE: CheckTable<AzureState> = {
  rows: [
    { field: "resourceGroupName", rule: named(AzureNameRules.RESOURCE_GROUP), synthesis: true },
    { field: "storageAccountName", rule: named(AzureNameRules.STORAGE_ACCOUNT), synthesis: true },
    { field: "containerName", rule: named(AzureNameRules.STORAGE_CONTAINER), synthesis: true },
    {
      field: "key",
      rule: pattern(
        /^[^/\s][^\s]*$/,
        "be a blob name without blanks and without a slash at its beginning",
        'Use for example "azure-dev.tfstate"',
      ),
      synthesis: true,
    },
  ],
};

const SETTINGS: readonly Row<StateBackendSettings>[] = [
  { field: "noncurrentVersionDays", rule: BLOB_RETENTION_DAYS },
  { field: "writerPrincipalIds", rule: different(1, "without a writer nobody can deploy"), synthesis: true },
  { field: "writerPrincipalIds", each: true, rule: OBJECT_ID },
  { field: "writerPrincipalIds", each: true, rule: unique() },
];

/** Requirements on the props of the states' storage account. */
export const STATE_BACKEND: CheckTable<StateBackendSettings> = {
  rows: [...COMPONENT_ROWS, { field: "location", rule: LOCATION }, ...SETTINGS],
};

type StackProps = StateBackendSettings & {
  readonly name: string;
  readonly prefix: string;
  readonly state?: AzureState;
};

/** Requirements on the props of the stack of the states' storage account. Protection of the states does not depend on a size. */
export const STATE_STACK: CheckTable<StackProps> = {
  rows: [
    ...ENVIRONMENT_ROWS.filter(({ field }) => field !== "size"),
    ...PROVIDER_ROWS,
    ...SETTINGS,
    { field: "state", table: AZURE_STATE, optional: true },
  ],
};
