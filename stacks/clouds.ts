import type { App } from "cdktf";
import type { EnvironmentProps, Problems } from "cdktf-snowflake-mlops";
import type { AwsEnvironmentProps } from "cdktf-snowflake-mlops/aws";
import type { AzureEnvironmentProps } from "cdktf-snowflake-mlops/azure";
import type { GcpEnvironmentProps } from "cdktf-snowflake-mlops/gcp";

/** The environments of this project, by cloud. */
export interface ProjectEnvironments {
  readonly aws?: readonly AwsEnvironmentProps[];
  readonly azure?: readonly AzureEnvironmentProps[];
  readonly gcp?: readonly GcpEnvironmentProps[];
}

/** What environments of all clouds have in common. */
interface CommonProps extends EnvironmentProps {
  readonly snowflakeAccount?: { readonly organizationName?: string; readonly accountName?: string };
}

/** One environment of any cloud. */
export interface Environment {
  readonly cloud: keyof ProjectEnvironments;
  readonly props: CommonProps;
  /** The cloud's account. @default - the account of the credentials in use */
  readonly account?: string;
  /** Notes what is wrong with its settings. */
  check(problems: Problems): void;
  /** Adds its stack to the app. */
  build(app: App): void;
}

/** What a cloud's package does with its environments. */
interface Cloud<Props> {
  account(props: Props): string | undefined;
  /** Loads the package: only when an environment of the cloud is checked or built. */
  load(): { check(problems: Problems, props: Props): void; readonly Stack: new (app: App, props: Props) => unknown };
}

const aws: Cloud<AwsEnvironmentProps> = {
  account: ({ accountId }) => accountId,
  load: () => {
    const {
      AwsEnvironments,
      AwsMlopsStack,
    }: typeof import("cdktf-snowflake-mlops/aws") = require("cdktf-snowflake-mlops/aws");
    return {
      check: (problems, props) => AwsEnvironments.check(problems, props),
      Stack: AwsMlopsStack,
    };
  },
};

const azure: Cloud<AzureEnvironmentProps> = {
  account: ({ subscriptionId }) => subscriptionId,
  load: () => {
    const {
      AzureEnvironments,
      AzureMlopsStack,
    }: typeof import("cdktf-snowflake-mlops/azure") = require("cdktf-snowflake-mlops/azure");
    return {
      check: (problems, props) => AzureEnvironments.check(problems, props),
      Stack: AzureMlopsStack,
    };
  },
};

const gcp: Cloud<GcpEnvironmentProps> = {
  account: ({ projectId }) => projectId,
  load: () => {
    const {
      GcpEnvironments,
      GcpMlopsStack,
    }: typeof import("cdktf-snowflake-mlops/gcp") = require("cdktf-snowflake-mlops/gcp");
    return {
      check: (problems, props) => GcpEnvironments.check(problems, props),
      Stack: GcpMlopsStack,
    };
  },
};

function environmentsOf<Props extends CommonProps>(
  name: keyof ProjectEnvironments,
  cloud: Cloud<Props>,
  all: readonly Props[] = [],
  adjust: <Each extends CommonProps>(props: Each) => Each,
): Environment[] {
  return all.map(adjust).map((props) => ({
    cloud: name,
    props,
    account: cloud.account(props),
    check: (problems) => cloud.load().check(problems, props),
    build: (app) => void new (cloud.load().Stack)(app, props),
  }));
}

/** The environments of all clouds in one list, each as `adjust` returns it. */
export function environmentsOfAll(
  environments: ProjectEnvironments,
  adjust: <Props extends CommonProps>(props: Props) => Props,
): Environment[] {
  return [
    ...environmentsOf("aws", aws, environments.aws, adjust),
    ...environmentsOf("azure", azure, environments.azure, adjust),
    ...environmentsOf("gcp", gcp, environments.gcp, adjust),
  ];
}
