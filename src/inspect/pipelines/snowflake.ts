/** How the jobs of a pipeline sign in to Snowflake. */
export const SNOWFLAKE_AUTHS = ["workload-identity", "key-pair"] as const;

export type SnowflakeAuth = (typeof SNOWFLAKE_AUTHS)[number];

/** The workload identity that Snowflake knows: the cloud's, or a token of the pipeline. */
export type Workload = "AWS" | "OIDC";

/** Snowflake's role of the pipeline: docs/deploy-identities.md creates it. */
export const SNOWFLAKE_ROLE = "MLOPS_DEPLOY";

/** Audience of the pipeline's tokens for Snowflake. */
export const SNOWFLAKE_AUDIENCE = "snowflakecomputing.com";

/**
 * The entry of a system's secret store with the private key, encoded in base64: one line, as secret variables of Azure DevOps have one
 * line, and GitLab and GitHub mask single lines in logs.
 */
export const PRIVATE_KEY = "SNOWFLAKE_PRIVATE_KEY_BASE64";

/** Variables of Snowflake's sign-in. */
export const snowflakeEnv = (auth: SnowflakeAuth, workload: Workload): Record<string, string> => ({
  SNOWFLAKE_ROLE,
  ...(auth === "key-pair"
    ? { SNOWFLAKE_AUTHENTICATOR: "SNOWFLAKE_JWT" }
    : { SNOWFLAKE_AUTHENTICATOR: "WORKLOAD_IDENTITY", SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: workload }),
});

/**
 * Lines that decode the private key. The shell drops newlines at its end, which the provider may not accept.
 * @param encoded shell expression of the encoded key
 * @param where where a missing key is set; no apostrophes, which the shell would read as quotes
 */
export const decodePrivateKey = (encoded: string, where: string): readonly string[] => [
  `: "\${${PRIVATE_KEY}:?must be the private key in base64. Set it in ${where}}"`,
  `SNOWFLAKE_PRIVATE_KEY=$(${encoded} | base64 --decode)`,
  "export SNOWFLAKE_PRIVATE_KEY",
];
