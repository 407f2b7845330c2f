import type { NameRule } from "../core";

/** Hexadecimal digits that make a name unique in the world. */
const SUFFIX_LENGTH = 8;

/**
 * Name of a storage account: `<prefix><what><suffix>`, the prefix without hyphens and cut to what Azure leaves for it.
 * @param suffix 8 hexadecimal digits; may be a token
 */
export function storageAccountName(prefix: string, what: string, suffix: string): string {
  const room = AzureNameRules.STORAGE_ACCOUNT.max - what.length - SUFFIX_LENGTH;
  return `${prefix.replace(/-/g, "").slice(0, room)}${what}${suffix}`;
}

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

  /** @see https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/resource-name-rules#microsoftmachinelearningservices */
  public static readonly MODEL_WORKSPACE: NameRule = {
    what: "workspace name",
    min: 3,
    max: 33,
    pattern: "^[a-zA-Z0-9][\\w-]*$",
    words: "letters, digits, underscores and hyphens, beginning with a letter or digit",
  };

  /**
   * A deployment of an endpoint. Azure allows 32 characters; the name of the template deployment that makes it, with the endpoint's
   * name in it, has 64 at most.
   * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-manage-quotas#azure-machine-learning-online-endpoints-and-batch-endpoints
   */
  public static readonly MODEL_DEPLOYMENT: NameRule = {
    what: "name of a deployment",
    min: 3,
    max: 31,
    pattern: "^[a-zA-Z]([a-zA-Z0-9]|-(?=[a-zA-Z0-9]))*$",
    words: "letters, digits and single hyphens, beginning with a letter",
  };
}
