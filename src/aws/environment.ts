import { Environments, type Problems } from "../core";
import { checkSettings } from "../core/checks";
import type { PlatformEnvironmentProps } from "../platform";
import { checkPlatformSettings } from "../platform/checks";
import { checkAwsAttributes, checkAwsSettings } from "./checks";
import { checkPrefix } from "./component-checks";
import { PROVIDER } from "./rules";
import type { AwsPlatformSettings, ExistingAwsAttributes } from "./settings";
import { S3_STATE } from "./state-backend/checks";
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

/** Checks of environments on AWS. */
export class AwsEnvironments {
  /** Notes every problem of an environment, all components included. */
  public static check(problems: Problems, props: AwsEnvironmentProps): void {
    Environments.check(problems, props);
    checkPrefix(problems, Environments.prefix(props));
    checkSettings(problems, PROVIDER, props);
    if (props.state !== undefined) checkSettings(problems, S3_STATE, props.state, undefined, "state.");
    checkAwsAttributes(problems, props.existing ?? {});
    checkAwsSettings(problems, props, props.size, props.existing);
    checkPlatformSettings(problems, Environments.prefix(props), props, props.existing);
  }
}
