import type { PipelineEnvironment } from "../environment";
import { googleCredentials } from "../google";
import {
  decodePrivateKey,
  PRIVATE_KEY,
  SNOWFLAKE_AUDIENCE,
  snowflakeEnv,
  type SnowflakeAuth,
  type Workload,
} from "../snowflake";

export interface SignIn {
  /** Tokens of the job, by the variable that has them. https://docs.gitlab.com/ci/secrets/id_token_authentication/ */
  readonly tokens: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** Lines before the first step that reaches the cloud. */
  readonly script: readonly string[];
}

const CLOUDS: Readonly<Record<string, SignIn & { readonly workload: Workload }>> = {
  aws: {
    workload: "AWS",
    tokens: { AWS_ID_TOKEN: "sts.amazonaws.com" },
    variables: { AWS_ROLE_SESSION_NAME: "gitlab" },
    script: [
      "umask 077",
      "export AWS_WEB_IDENTITY_TOKEN_FILE=/tmp/aws-token",
      'printf %s "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"',
    ],
  },
  azure: {
    workload: "OIDC",
    tokens: { ARM_OIDC_TOKEN: "api://AzureADTokenExchange" },
    variables: { ARM_USE_OIDC: "true" },
    script: [],
  },
  gcp: {
    workload: "OIDC",
    tokens: { GCP_ID_TOKEN: "https://iam.googleapis.com/$GCP_WORKLOAD_IDENTITY_PROVIDER" },
    variables: {},
    script: googleCredentials("GCP_ID_TOKEN", "/tmp"),
  },
};

/** A variable of the type File is the path of its value. */
const FROM_FILE = decodePrivateKey(
  `cat "$${PRIVATE_KEY}"`,
  "a masked variable of the type File, for the environment of the job",
);

/** How a job signs in to the cloud of an environment and to Snowflake. */
export function signInOf({ cloud, name, region }: PipelineEnvironment, auth: SnowflakeAuth): SignIn {
  const found = CLOUDS[cloud ?? ""];
  if (found === undefined) throw new Error(`${name} is on no cloud`);
  const { workload, tokens, variables, script } = found;
  // Otherwise the region is a variable of the environment.
  const known: Record<string, string> = cloud === "aws" && region !== undefined ? { AWS_REGION: region } : {};
  const ofPipeline: Record<string, string> =
    auth === "workload-identity" && workload === "OIDC" ? { SNOWFLAKE_TOKEN: SNOWFLAKE_AUDIENCE } : {};
  return {
    tokens: { ...tokens, ...ofPipeline },
    variables: { ...known, ...variables, ...snowflakeEnv(auth, workload) },
    script: [...script, ...(auth === "key-pair" ? FROM_FILE : [])],
  };
}
