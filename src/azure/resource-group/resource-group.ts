import { ResourceGroup as AzurermResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { ImportedResourceGroup } from "./attributes";
import { RESOURCE_GROUP } from "./checks";
import type { IResourceGroup } from "./interface";
import type { ResourceGroupAttributes, ResourceGroupSettings } from "./settings";

export interface ResourceGroupProps extends ResourceGroupSettings {
  /** Name of the group: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
  /** Tags of the group; its resources do not inherit them. @default - none */
  readonly tags?: Record<string, string>;
}

/**
 * The resource group of the platform. It is named like the prefix. `AzureProviders` decides whether it is deleted with what others created in it.
 * @see https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/manage-resource-groups-portal
 */
export class ResourceGroup extends Construct implements IResourceGroup {
  /**
   * Uses an existing resource group of the subscription.
   * @throws ValidationError for a name or location that Azure would reject
   */
  public static fromResourceGroupAttributes(
    scope: Construct,
    id: string,
    attributes: ResourceGroupAttributes,
  ): IResourceGroup {
    return new ImportedResourceGroup(scope, id, attributes);
  }

  public readonly resourceGroupName: string;
  public readonly resourceGroupId: string;
  public readonly location: string;

  /** @throws ValidationError for a prefix, location or tag that Azure would reject */
  constructor(scope: Construct, id: string, props: ResourceGroupProps) {
    super(scope, id);
    checkOnce(this, props, RESOURCE_GROUP);
    const { prefix: name, location, tags } = props;
    const group = new AzurermResourceGroup(this, "Resource", { name, location, tags });
    this.resourceGroupName = group.name;
    this.resourceGroupId = group.id;
    this.location = location;
  }
}
