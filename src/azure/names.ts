import type { NameRule } from "../core";

/** Names that Azure allows; internal to the package. */
export class AzureNameRules {
  /** @see https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/resource-name-rules#microsoftstorage */
  public static readonly STORAGE_ACCOUNT: NameRule = {
    what: "storage account name",
    min: 3,
    max: 24,
    pattern: "^[a-z0-9]+$",
    words: "lower-case letters and digits",
  };

  /** @see https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/resource-name-rules#microsoftstorage */
  public static readonly STORAGE_CONTAINER: NameRule = {
    what: "container name",
    min: 3,
    max: 63,
    pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
    words: "lower-case letters, digits and single hyphens, with no hyphen at either end",
  };

  /** @see https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/resource-name-rules#microsoftresources */
  public static readonly RESOURCE_GROUP: NameRule = {
    what: "resource group name",
    max: 90,
    pattern: "^[-\\w._()]*[-\\w_()]$",
    words: "letters, digits, underscores, hyphens, parentheses and periods, with no period at the end",
  };
}
