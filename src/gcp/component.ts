import type { Size } from "../core";
import type { IProjectServices } from "./project-services/interface";

/** What every component of the platform takes. */
export interface GcpComponentProps {
  /** Beginning of the names of all resources: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
  /** The size, from which every default that depends on it is taken. */
  readonly size: Size;
  /** Region of the component's resources, for instance `europe-west1`. */
  readonly region: string;
  /** The enabled services of the project. @default - they are enabled already */
  readonly services?: IProjectServices;
  /** Labels of every resource that can carry them. @default - none */
  readonly tags?: Record<string, string>;
}
