import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { AzureSubscription } from "../subscription";
import { RESOURCE_GROUP_ATTRIBUTES } from "./checks";
import type { IResourceGroup } from "./interface";
import { resourceGroupId } from "./names";
import type { ResourceGroupAttributes } from "./settings";

/** An existing resource group of the subscription in use. */
export class ImportedResourceGroup extends Construct implements IResourceGroup {
  public readonly resourceGroupName: string;
  public readonly resourceGroupId: string;
  public readonly location: string;

  constructor(scope: Construct, id: string, attributes: ResourceGroupAttributes) {
    super(scope, id);
    checkOnce(this, attributes, RESOURCE_GROUP_ATTRIBUTES);
    const { subscriptionId } = AzureSubscription.of(this);
    this.resourceGroupName = attributes.resourceGroupName;
    this.resourceGroupId = resourceGroupId(subscriptionId, attributes.resourceGroupName);
    this.location = attributes.location;
  }
}
