import type { PlatformEnvironmentProps } from "../platform";
import type { AwsPlatformSettings, ExistingAwsAttributes } from "./settings";
import type { S3State } from "./state-backend/settings";

/** An environment on AWS: one stack, written in one file. Only `name` and `size` are required. */
export interface AwsEnvironmentProps extends PlatformEnvironmentProps, AwsPlatformSettings {
  /** Region, for instance `eu-central-1`. @default - the region of the credentials in use (AWS_REGION or the profile's) */
  readonly region?: string;
  /** Refuses to deploy into any other account; twelve digits. @default - the account of the credentials in use */
  readonly accountId?: string;
  /** Where Terraform's state is kept. @default - a local file, which no other person or pipeline can read */
  readonly state?: S3State;
  /** Existing components. @default - all components are created */
  readonly existing?: ExistingAwsAttributes;
}
