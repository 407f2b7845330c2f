import type { PlatformEnvironmentProps } from "../platform";
import type { ExistingGcpAttributes, GcpPlatformSettings } from "./settings";
import type { GcpState } from "./state-backend/settings";

/** An environment on Google Cloud: one stack, written in one file. Only `name` and `size` are required. */
export interface GcpEnvironmentProps extends PlatformEnvironmentProps, GcpPlatformSettings {
  /** Region of all resources, for instance `us-central1`. @default - "europe-west1" */
  readonly region?: string;
  /** ID of the project. @default - GOOGLE_PROJECT */
  readonly projectId?: string;
  /** Where Terraform's state is kept. @default - a local file, which no other person or pipeline can read */
  readonly state?: GcpState;
  /** Existing components. @default - all components are created */
  readonly existing?: ExistingGcpAttributes;
}
