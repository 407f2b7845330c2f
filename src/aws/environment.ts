import { Environments, Size, type EnvironmentProps, type Problems } from "../core";
import type { AwsPlatformSettings } from "./platform-settings";
import { checkSettings } from "./private/check-settings";

/** An S3 bucket that keeps Terraform's state. */
export interface S3State {
  /** Name of the bucket; it exists already, versioned and encrypted. */
  readonly bucket: string;
  /** Region of the bucket. */
  readonly region: string;
  /** Object that holds the state. @default - "<environment's name>.tfstate" */
  readonly key?: string;
}

/** Which Snowflake account is deployed to, and as whom. Never a secret: passwords, keys and tokens come from the environment. */
export interface SnowflakeAccountSettings {
  /** @default - SNOWFLAKE_ORGANIZATION_NAME */
  readonly organizationName?: string;
  /** @default - SNOWFLAKE_ACCOUNT_NAME */
  readonly accountName?: string;
  /** @default - SNOWFLAKE_USER */
  readonly user?: string;
  /** Role that owns what is made. @default - SNOWFLAKE_ROLE, or the user's default role */
  readonly role?: string;
}

/** An environment on AWS: one stack, written in one file. Only `name` and `size` must be said. */
export interface AwsEnvironmentProps extends EnvironmentProps, AwsPlatformSettings {
  /** Region, for instance `eu-central-1`. @default - the region of the credentials in use (AWS_REGION or the profile's) */
  readonly region?: string;
  /** Refuses to deploy into any other account; twelve digits. @default - the account of the credentials in use */
  readonly accountId?: string;
  /** Snowflake account. @default - the one that the environment variables name */
  readonly snowflakeAccount?: SnowflakeAccountSettings;
  /** Where Terraform's state is kept. @default - a local file, which no colleague and no pipeline can see */
  readonly state?: S3State;
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** Checks of environments on AWS. */
export class AwsEnvironments {
  /** Notes every problem of an environment, all parts included. */
  public static check(problems: Problems, props: AwsEnvironmentProps): void {
    Environments.check(problems, props);
    const region = (field: string, value: string): void =>
      problems.check(
        REGION.test(value),
        field,
        value,
        "an AWS region is written like eu-central-1",
        "Write the region's code, not its name",
      );
    if (props.region !== undefined) {
      region("region", props.region);
      problems.check(
        !/^(us-gov|us-iso[a-z]?|cn)-/.test(props.region),
        "region",
        props.region,
        "Snowflake reaches GovCloud and China by other kinds of integration than the ones made here",
        "Choose a region of the partition aws",
      );
    }
    problems.check(
      props.accountId === undefined || /^\d{12}$/.test(props.accountId),
      "accountId",
      props.accountId,
      "an AWS account id has 12 digits",
      "Write it as a string, with leading zeros",
    );
    if (props.state !== undefined) {
      problems.check(
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(props.state.bucket),
        "state.bucket",
        props.state.bucket,
        "a bucket name has 3 to 63 lower-case letters, digits, hyphens and dots",
        "Write the name of the bucket alone, without s3://",
      );
      region("state.region", props.state.region);
      problems.check(
        props.state.key === undefined || /^[^/\s][^\s]*$/.test(props.state.key),
        "state.key",
        props.state.key,
        "the key of the state begins with no slash and holds no blank",
        `Write for example "${props.name}.tfstate"`,
      );
    }
    // Without a size no default is known; the shared checks have named the mistake.
    const sizes: string[] = Object.values(Size);
    if (sizes.includes(props.size)) checkSettings(problems, Environments.prefix(props), props.size, props);
  }
}
