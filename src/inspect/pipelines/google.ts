/**
 * Lines that write the credentials of a Google service account without a key: a token of the pipeline, and how it is exchanged.
 * https://google.aip.dev/auth/4117
 * @param token variable of the shell with the token
 * @param folder where the files go, outside the repository
 */
export const googleCredentials = (token: string, folder: string): readonly string[] => [
  "umask 077",
  `printf %s "$${token}" > "${folder}/gcp-token"`,
  `export GOOGLE_APPLICATION_CREDENTIALS="${folder}/gcp-credentials.json"`,
  'cat > "$GOOGLE_APPLICATION_CREDENTIALS" <<JSON',
  "{",
  '  "type": "external_account",',
  '  "audience": "//iam.googleapis.com/$GCP_WORKLOAD_IDENTITY_PROVIDER",',
  '  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",',
  '  "token_url": "https://sts.googleapis.com/v1/token",',
  '  "service_account_impersonation_url":',
  '    "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/$GCP_SERVICE_ACCOUNT:generateAccessToken",',
  `  "credential_source": { "file": "${folder}/gcp-token" }`,
  "}",
  "JSON",
];
