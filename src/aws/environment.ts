import { Environments, Problems, Size, type EnvironmentProps, type Problem } from "../core";
import type { AwsPlatformSettings, ExistingAwsAttributes } from "./platform-settings";
import { checkExistingAttributes } from "./private/check-attributes";
import { checkExisting } from "./private/check-existing";
import { checkSettings } from "./private/check-settings";
import { checkAccountId, checkRegion } from "./private/place";
import { checkState } from "./private/state";
import type { S3State } from "./state";

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
  /** Parts that exist already. @default - all parts are made */
  readonly existing?: ExistingAwsAttributes;
}

/** Checks of environments on AWS. */
export class AwsEnvironments {
  /** Notes every problem of an environment, all parts included. */
  public static check(problems: Problems, props: AwsEnvironmentProps): void {
    Environments.check(problems, props);
    if (props.region !== undefined) {
      checkRegion(problems, "region", props.region);
      problems.check(
        !/^(us-gov|us-iso[a-z]?|cn)-/.test(props.region),
        "region",
        props.region,
        "Snowflake reaches GovCloud and China by other kinds of integration than the ones made here",
        "Choose a region of the partition aws",
      );
    }
    checkAccountId(problems, "accountId", props.accountId);
    if (props.state !== undefined) checkState(problems, props.name, props.state);
    checkExisting(problems, props, props.existing);
    checkExistingAttributes(problems, props.existing ?? {});
    const sizes: string[] = Object.values(Size);
    if (sizes.includes(props.size)) checkSettings(problems, Environments.prefix(props), props.size, props);
    else problems.include(wrongInEverySize(props));
  }
}

/** Without a size no default is known: what is wrong then is what is wrong by all defaults. */
function wrongInEverySize(props: AwsEnvironmentProps): Problem[] {
  const [first = [], ...others] = Object.values(Size).map((size) => {
    const problems = new Problems(props.name);
    checkSettings(problems, Environments.prefix({ ...props, size }), size, props);
    return problems.all;
  });
  return first.filter(({ field }) => others.every((found) => found.some((problem) => problem.field === field)));
}
