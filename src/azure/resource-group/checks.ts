import type { CheckTable } from "../../core/checks";
import { named } from "../../core/rules";
import { COMPONENT_ROWS } from "../component-checks";
import { AzureNameRules } from "../names";
import { LOCATION } from "../rules";
import type { ResourceGroupAttributes, ResourceGroupSettings } from "./settings";

/** Requirements on the props of a new resource group. */
export const RESOURCE_GROUP: CheckTable<ResourceGroupSettings> = {
  rows: [...COMPONENT_ROWS, { field: "location", rule: LOCATION }],
};

/** Requirements on the attributes of an existing resource group. */
export const RESOURCE_GROUP_ATTRIBUTES: CheckTable<ResourceGroupAttributes> = {
  rows: [
    { field: "resourceGroupName", rule: named(AzureNameRules.RESOURCE_GROUP) },
    { field: "location", rule: LOCATION },
  ],
};
