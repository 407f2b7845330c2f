import type { IConstruct } from "constructs";

/** The resource group of the platform's resources, and their location. */
export interface IResourceGroup extends IConstruct {
  readonly resourceGroupName: string;
  /** `/subscriptions/<id>/resourceGroups/<name>`. */
  readonly resourceGroupId: string;
  /** Location of the resources, for instance `westeurope`. */
  readonly location: string;
}
