import type { AzureReadRole } from "../../../core/ci-access/read-roles";

/** The actions by which Terraform's providers handle one resource type, and the role that allows them. */
export interface Row {
  /** The smallest built-in role that allows `type` and `actions`; of Entra, an application permission of Microsoft Graph. */
  readonly role: string;
  /** Azure's name of the type, whose read, write and delete are called: `Microsoft.Storage/storageAccounts`. @default - one of Entra */
  readonly type?: string;
  /** Further actions of a deploy, separated by whitespace. */
  readonly actions?: string;
  /** Actions besides `read` without which the provider cannot refresh the resource; no built-in role that only reads has them. */
  readonly reads?: string;
  /** Tiers, as the beginning of `sku_name`, that need `reads`. @default - all */
  readonly readsOf?: readonly string[];
  /** Roles that use the data in which the resource lies, for a plan and for a deploy; Contributor does not include them. */
  readonly data?: { readonly plan: AzureReadRole; readonly deploy: string };
  /** Attribute with the resource that it lies in. @default - "resource_group_name" */
  readonly in?: string;
  /** Actions on the subscription, which an assignment on a resource group does not reach. */
  readonly onSubscription?: string;
  /** Attributes with the IDs of resources that it joins, and the role that an existing one needs. */
  readonly joins?: Readonly<Record<string, string>>;
}
