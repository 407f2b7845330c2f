import { Environments, type Problems } from "../core";
import { checkSettings, type CheckTable } from "../core/checks";
import type { PlatformEnvironmentProps } from "../platform";
import { checkPlatformSettings } from "../platform/checks";
import { checkAwsAttributes, checkAwsSettings } from "./checks";
import { checkPrefix } from "./component-checks";
import { TOPIC_ARN, topicIn } from "./observability/checks";
import { PARTITION_AWS, PROVIDER, REGION } from "./rules";
import type { AwsPlatformSettings, ExistingAwsAttributes } from "./settings";
import { S3_STATE } from "./state-backend/checks";
import type { S3State } from "./state-backend/settings";
import { VPC_LINK_REGION } from "./vpc-links";

/** An environment on AWS: one stack, written in one file. Only `name` and `size` are required. */
export interface AwsEnvironmentProps extends PlatformEnvironmentProps, AwsPlatformSettings {
  /** Region, for instance `eu-central-1`. @default - the region of the credentials in use (AWS_REGION or the profile's) */
  readonly region?: string;
  /** Refuses to deploy into any other account; twelve digits. @default - the account of the credentials in use */
  readonly accountId?: string;
  /** Where Terraform's state is kept. @default - a local file, which no other person or pipeline can read */
  readonly state?: S3State;
  /** Existing components. @default - all components are made */
  readonly existing?: ExistingAwsAttributes;
}

/** What depends on the region where it is written in the file; Terraform checks it otherwise. */
const REGIONAL: CheckTable<AwsEnvironmentProps> = {
  rows: [
    {
      field: "region",
      rule: VPC_LINK_REGION,
      when: ({ region }) => REGION.holds(region) && PARTITION_AWS.holds(region),
    },
    {
      field: "observability.topicArn",
      rule: ({ region = "" }) => topicIn(region),
      when: ({ region, observability }) => region !== undefined && TOPIC_ARN.holds(observability?.topicArn),
    },
  ],
};

/** Checks of environments on AWS. */
export class AwsEnvironments {
  /** Notes every problem of an environment, all components included. */
  public static check(problems: Problems, props: AwsEnvironmentProps): void {
    Environments.check(problems, props);
    checkPrefix(problems, Environments.prefix(props));
    checkSettings(problems, PROVIDER, props);
    checkSettings(problems, REGIONAL, props);
    if (props.state !== undefined) checkSettings(problems, S3_STATE, props.state, undefined, "state.");
    checkAwsAttributes(problems, props.existing ?? {});
    checkAwsSettings(problems, props, props.size, props.existing);
    checkPlatformSettings(problems, Environments.prefix(props), props, props.existing);
  }
}
