import type { Size } from "../core";
import type { IResourceGroup } from "./resource-group/interface";

/** What every component of the platform takes. */
export interface AzureComponentProps {
  /** Beginning of the names of all resources: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
  /** The size, from which every default that depends on it is taken. */
  readonly size: Size;
  /** The resource group that holds the component's resources. */
  readonly resourceGroup: IResourceGroup;
  /** Tags of every resource that can carry them. @default - none */
  readonly tags?: Record<string, string>;
}
