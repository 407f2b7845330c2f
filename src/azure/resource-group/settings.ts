/** An existing resource group; its resources get its location. */
export interface ResourceGroupAttributes {
  readonly resourceGroupName: string;
  /** Location of the resources, for instance `westeurope`. */
  readonly location: string;
}
