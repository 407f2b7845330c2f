import { SNOWFLAKE_AUDIENCE, SNOWFLAKE_ROLE } from "../commands";
import type { PipelineEnvironment } from "../environment";
import { googleCredentials } from "../google";

interface SignIn {
  /** Tokens of the job, by the variable that has them. https://docs.gitlab.com/ci/secrets/id_token_authentication/ */
  readonly tokens: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** Lines before the first step that reaches the cloud. */
  readonly script: readonly string[];
}

const SNOWFLAKE = { SNOWFLAKE_ROLE, SNOWFLAKE_AUTHENTICATOR: "WORKLOAD_IDENTITY" };
const SNOWFLAKE_TOKEN = { SNOWFLAKE_TOKEN: SNOWFLAKE_AUDIENCE };

const CLOUDS: Readonly<Record<string, SignIn>> = {
  aws: {
    tokens: { AWS_ID_TOKEN: "sts.amazonaws.com" },
    variables: { AWS_ROLE_SESSION_NAME: "gitlab", ...SNOWFLAKE, SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "AWS" },
    script: [
      "umask 077",
      "export AWS_WEB_IDENTITY_TOKEN_FILE=/tmp/aws-token",
      'printf %s "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"',
    ],
  },
  azure: {
    tokens: { ARM_OIDC_TOKEN: "api://AzureADTokenExchange", ...SNOWFLAKE_TOKEN },
    variables: { ARM_USE_OIDC: "true", ...SNOWFLAKE, SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "OIDC" },
    script: [],
  },
  gcp: {
    tokens: { GCP_ID_TOKEN: "https://iam.googleapis.com/$GCP_WORKLOAD_IDENTITY_PROVIDER", ...SNOWFLAKE_TOKEN },
    variables: { ...SNOWFLAKE, SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "OIDC" },
    script: googleCredentials("GCP_ID_TOKEN", "/tmp"),
  },
};

/** How a job signs in to the cloud of an environment and to Snowflake. */
export function signInOf({ cloud, name, region }: PipelineEnvironment): SignIn {
  const found = CLOUDS[cloud ?? ""];
  if (found === undefined) throw new Error(`${name} is on no cloud`);
  // Otherwise the region is a variable of the environment.
  if (cloud !== "aws" || region === undefined) return found;
  return { ...found, variables: { AWS_REGION: region, ...found.variables } };
}
