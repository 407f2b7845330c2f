import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Whether the environment holds what a provider needs to sign in. */
export interface CredentialCheck {
  readonly provider: string;
  /** What was found, without values. */
  readonly found: string[];
  /** What is missing, each with its remedy. */
  readonly missing: string[];
}

/** The arguments of a provider's block in the synthesized JSON. */
type Block = Readonly<Record<string, unknown>>;
type Check = (env: NodeJS.ProcessEnv, home: string, block: Block) => CredentialCheck;

const isSet = (env: NodeJS.ProcessEnv, name: string) => (env[name] ?? "") !== "";

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration */
const aws: Check = (env, home, block) => {
  const found = [
    ...(isSet(env, "AWS_ACCESS_KEY_ID") && isSet(env, "AWS_SECRET_ACCESS_KEY")
      ? ["AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"]
      : []),
    ...(isSet(env, "AWS_WEB_IDENTITY_TOKEN_FILE") && isSet(env, "AWS_ROLE_ARN")
      ? ["AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN"]
      : []),
    ...(isSet(env, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") || isSet(env, "AWS_CONTAINER_CREDENTIALS_FULL_URI")
      ? ["container credentials"]
      : []),
    ...(isSet(env, "AWS_PROFILE") ? ["AWS_PROFILE"] : []),
    ...["credentials", "config"].filter((file) => existsSync(join(home, ".aws", file))).map((file) => `~/.aws/${file}`),
  ];
  const config = env.AWS_CONFIG_FILE ?? join(home, ".aws", "config");
  const hasRegion =
    block.region !== undefined ||
    isSet(env, "AWS_REGION") ||
    isSet(env, "AWS_DEFAULT_REGION") ||
    (existsSync(config) && /^\s*region\s*=/m.test(readFileSync(config, "utf8")));
  return {
    provider: "aws",
    found,
    missing: [
      ...(found.length > 0 ? [] : ["AWS credentials: run `aws configure sso` or set AWS_PROFILE"]),
      ...(hasRegion ? [] : ["a region: export AWS_REGION=..., or set region in the environment file"]),
    ],
  };
};

/** https://registry.terraform.io/providers/snowflakedb/snowflake/latest/docs */
const snowflake: Check = (env, home, block) => {
  const hasProfile = existsSync(join(home, ".snowflake", "config"));
  // What the environment file sets needs no variable.
  const names = Object.entries({
    organization_name: "SNOWFLAKE_ORGANIZATION_NAME",
    account_name: "SNOWFLAKE_ACCOUNT_NAME",
    user: "SNOWFLAKE_USER",
  }).flatMap(([argument, name]) => (block[argument] === undefined ? [name] : []));
  const secrets = ["SNOWFLAKE_PRIVATE_KEY", "SNOWFLAKE_TOKEN", "SNOWFLAKE_PASSWORD", "SNOWFLAKE_OAUTH_CLIENT_SECRET"];
  const secret = secrets.find((name) => isSet(env, name));
  const signsInByItself = ["WORKLOAD_IDENTITY", "EXTERNALBROWSER"].includes(
    (env.SNOWFLAKE_AUTHENTICATOR ?? "").toUpperCase(),
  );
  const missing = hasProfile
    ? []
    : [
        ...names.filter((name) => !isSet(env, name)).map((name) => `${name}: export ${name}=...`),
        ...(secret === undefined && !signsInByItself
          ? [
              "a key or token: set SNOWFLAKE_AUTHENTICATOR=SNOWFLAKE_JWT with SNOWFLAKE_PRIVATE_KEY, or " +
                "PROGRAMMATIC_ACCESS_TOKEN with SNOWFLAKE_TOKEN",
            ]
          : []),
      ];
  const found = [
    ...names.filter((name) => isSet(env, name)),
    ...(secret === undefined ? [] : [secret]),
    ...(signsInByItself ? ["SNOWFLAKE_AUTHENTICATOR"] : []),
    ...(hasProfile ? ["~/.snowflake/config"] : []),
  ];
  return { provider: "snowflake", found, missing };
};

/** With which a service principal proves who it is, besides its client ID. */
const PRINCIPAL_PROOFS = [
  "ARM_CLIENT_SECRET",
  "ARM_CLIENT_SECRET_FILE_PATH",
  "ARM_CLIENT_CERTIFICATE",
  "ARM_CLIENT_CERTIFICATE_PATH",
  "ARM_USE_OIDC",
  "ARM_USE_AKS_WORKLOAD_IDENTITY",
];

/**
 * The sign-in that azurerm and azuread share. A service principal or a managed identity has no tenant of its own to start from; the Azure
 * CLI has.
 */
function azureSignIn(env: NodeJS.ProcessEnv, home: string, block: Block): { found: string[]; missing: string[] } {
  const proof = PRINCIPAL_PROOFS.find((name) => isSet(env, name));
  const principal = isSet(env, "ARM_CLIENT_ID") && proof !== undefined ? [`ARM_CLIENT_ID and ${proof}`] : [];
  const own = [...principal, ...(isSet(env, "ARM_USE_MSI") ? ["ARM_USE_MSI"] : [])];
  if (own.length === 0) {
    const folder = isSet(env, "AZURE_CONFIG_DIR") ? "AZURE_CONFIG_DIR" : "~/.azure";
    if (existsSync(env.AZURE_CONFIG_DIR || join(home, ".azure"))) return { found: [folder], missing: [] };
    const advice = `run \`az login\`, or set ARM_CLIENT_ID and one of ${PRINCIPAL_PROOFS.join(", ")}`;
    return { found: [], missing: [`a sign-in: ${advice}`] };
  }
  const hasTenant = block.tenant_id !== undefined || isSet(env, "ARM_TENANT_ID");
  const missing = hasTenant ? [] : ["ARM_TENANT_ID: export ARM_TENANT_ID=..., or set tenantId in the environment file"];
  return { found: own, missing };
}

/** https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#authenticating-to-azure */
const azurerm: Check = (env, home, block) => {
  const signIn = azureSignIn(env, home, block);
  const isNamed = block.subscription_id !== undefined;
  const hasVariable = isSet(env, "ARM_SUBSCRIPTION_ID");
  return {
    provider: "azurerm",
    found: [
      ...signIn.found,
      ...(isNamed ? ["subscriptionId of the environment file"] : hasVariable ? ["ARM_SUBSCRIPTION_ID"] : []),
    ],
    missing: [
      ...signIn.missing,
      ...(isNamed || hasVariable
        ? []
        : ["ARM_SUBSCRIPTION_ID: export ARM_SUBSCRIPTION_ID=..., or set subscriptionId in the environment file"]),
    ],
  };
};

/** https://registry.terraform.io/providers/hashicorp/azuread/latest/docs#authenticating-to-azure-active-directory */
const azuread: Check = (env, home, block) => ({ provider: "azuread", ...azureSignIn(env, home, block) });

/** With which Terraform signs in, in the order of the provider; values are a file or its content. */
const GOOGLE_CREDENTIALS = [
  "GOOGLE_CREDENTIALS",
  "GOOGLE_CLOUD_KEYFILE_JSON",
  "GCLOUD_KEYFILE_JSON",
  "GOOGLE_OAUTH_ACCESS_TOKEN",
  "GOOGLE_APPLICATION_CREDENTIALS",
];

const GOOGLE_PROJECTS = ["GOOGLE_PROJECT", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"];

const googleProjectVariable = (env: NodeJS.ProcessEnv) => GOOGLE_PROJECTS.find((name) => isSet(env, name));

/** ID of the project that a provider's block, or else the environment, names. */
export function googleProject(block: Block, env: NodeJS.ProcessEnv): string | undefined {
  if (typeof block.project === "string") return block.project;
  const name = googleProjectVariable(env);
  return name === undefined ? undefined : env[name];
}

/** https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/provider_reference */
const google =
  (provider: string): Check =>
  (env, home, block) => {
    const credentials = GOOGLE_CREDENTIALS.find((name) => isSet(env, name));
    const folder = env.CLOUDSDK_CONFIG || join(home, ".config", "gcloud");
    const hasDefault = existsSync(join(folder, "application_default_credentials.json"));
    const signIn = credentials ?? (hasDefault ? "application default credentials" : undefined);
    const project = block.project === undefined ? googleProjectVariable(env) : "projectId of the environment file";
    return {
      provider,
      found: [signIn, project].filter((each) => each !== undefined),
      missing: [
        ...(signIn === undefined
          ? [
              "application default credentials: run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS",
            ]
          : []),
        ...(project === undefined
          ? ["GOOGLE_PROJECT: export GOOGLE_PROJECT=..., or set projectId in the environment file"]
          : []),
      ],
    };
  };

const CHECKS: Record<string, Check> = {
  aws,
  snowflake,
  azurerm,
  azuread,
  google: google("google"),
  "google-beta": google("google-beta"),
};

/** Checks the credentials of each provider block that a stack has; providers that need none are left out. */
export function checkCredentials(
  providers: Readonly<Record<string, readonly unknown[]>>,
  env: NodeJS.ProcessEnv,
  home = env.HOME ?? homedir(),
): CredentialCheck[] {
  return Object.entries(providers).flatMap(
    ([provider, [block]]) => CHECKS[provider]?.(env, home, (block ?? {}) as Block) ?? [],
  );
}
