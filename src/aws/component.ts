import type { Size } from "../core";

/** What every component of the platform takes. */
export interface AwsComponentProps {
  /** Beginning of the names of all resources: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
  /** The size, from which every default that depends on it is taken. */
  readonly size: Size;
  /** Tags of every resource that can carry them. @default - none */
  readonly tags?: Record<string, string>;
}
