/** An existing resource group; its resources get its location. */
export interface ResourceGroupAttributes {
  readonly resourceGroupName: string;
  /** Location of the resources, for instance `westeurope`. */
  readonly location: string;
}

/** Settings of a new resource group. */
export interface ResourceGroupSettings {
  /** Location of the resources, for instance `westeurope`. A change recreates everything in the group. */
  readonly location: string;
}
