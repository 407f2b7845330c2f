import type { Binds, Connection, ConnectionOptions } from "snowflake-sdk";
import { MissingTool } from "../../rehearsal/deploy/project";
import { loadOptional } from "../../core/optional-packages";
import { StatementError, type Row, type SqlSession } from "./session";

type Sdk = typeof import("snowflake-sdk");

const KEYS = "SNOWFLAKE_PRIVATE_KEY with SNOWFLAKE_AUTHENTICATOR=SNOWFLAKE_JWT";
const TOKENS = "SNOWFLAKE_TOKEN with SNOWFLAKE_AUTHENTICATOR=PROGRAMMATIC_ACCESS_TOKEN or OAUTH";

/**
 * How to sign in, from the variables that the Terraform provider reads.
 * @throws MissingTool naming the variable that is missing
 * @see https://registry.terraform.io/providers/snowflakedb/snowflake/latest/docs
 * @see https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver-options
 */
export function connectionOptions(env: NodeJS.ProcessEnv): ConnectionOptions {
  const value = (name: string) => (env[name] === "" ? undefined : env[name]);
  const need = (name: string): string => {
    const found = value(name);
    if (found === undefined) throw new MissingTool(`${name} is not set`, `Run: export ${name}=...`);
    return found;
  };
  const authenticator = (value("SNOWFLAKE_AUTHENTICATOR") ?? "SNOWFLAKE").toUpperCase();
  const host = value("SNOWFLAKE_HOST");
  const port = value("SNOWFLAKE_PORT");
  return {
    account: `${need("SNOWFLAKE_ORGANIZATION_NAME")}-${need("SNOWFLAKE_ACCOUNT_NAME")}`,
    username: need("SNOWFLAKE_USER"),
    authenticator,
    ...secret(authenticator, value),
    role: value("SNOWFLAKE_ROLE"),
    warehouse: value("SNOWFLAKE_WAREHOUSE"),
    application: "cdktf-snowflake-mlops",
    ...(host === undefined
      ? {}
      : { accessUrl: `${value("SNOWFLAKE_PROTOCOL") ?? "https"}://${host}${port === undefined ? "" : `:${port}`}` }),
  };
}

function secret(authenticator: string, value: (name: string) => string | undefined): Partial<ConnectionOptions> {
  const need = (name: string, together: string): string => {
    const found = value(name);
    if (found === undefined) throw new MissingTool(`${name} is not set`, `Set ${together}, or ${TOKENS}.`);
    return found;
  };
  switch (authenticator) {
    case "SNOWFLAKE_JWT":
      return {
        privateKey: need("SNOWFLAKE_PRIVATE_KEY", KEYS),
        privateKeyPass: value("SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"),
      };
    case "PROGRAMMATIC_ACCESS_TOKEN":
    case "OAUTH":
      return { token: need("SNOWFLAKE_TOKEN", KEYS) };
    case "WORKLOAD_IDENTITY":
      return workloadIdentity(value);
    case "EXTERNALBROWSER":
      return {};
    case "SNOWFLAKE":
    case "USERNAME_PASSWORD_MFA":
      return { password: need("SNOWFLAKE_PASSWORD", KEYS) };
    default:
      throw new MissingTool(
        `mlops check does not support the authenticator ${authenticator}`,
        `Set ${KEYS}, or ${TOKENS}, or SNOWFLAKE_AUTHENTICATOR=EXTERNALBROWSER.`,
      );
  }
}

const WORKLOADS = ["AWS", "AZURE", "GCP", "OIDC"];

/** https://docs.snowflake.com/en/user-guide/workload-identity-federation */
function workloadIdentity(value: (name: string) => string | undefined): Partial<ConnectionOptions> {
  const provider = value("SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER")?.toUpperCase();
  if (provider === undefined || !WORKLOADS.includes(provider))
    throw new MissingTool(
      `SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER must be one of ${WORKLOADS.join(", ")}`,
      "Set the one that the Snowflake user has.",
    );
  const token = value("SNOWFLAKE_TOKEN");
  if (provider === "OIDC" && token === undefined)
    throw new MissingTool("SNOWFLAKE_TOKEN is not set", "Set it to a token of the pipeline for Snowflake.");
  return { workloadIdentityProvider: provider as ConnectionOptions["workloadIdentityProvider"], token };
}

/** A session in the real Snowflake, by Snowflake's own driver. */
export class SnowflakeSession implements SqlSession {
  /**
   * Signs in.
   * @throws StatementError with Snowflake's message when it rejects the sign-in
   * @throws MissingPackages when the driver is not installed
   */
  public static async open(options: ConnectionOptions): Promise<SnowflakeSession> {
    const sdk = loadOptional<Sdk>("snowflake-sdk");
    sdk.configure({ logLevel: "OFF", additionalLogToConsole: false });
    const connection = sdk.createConnection(options);
    await new Promise<void>((resolve, reject) => {
      const refuse = (error: Error): void => reject(new StatementError(error.message));
      // The driver reports an error to the callback only; its promise resolves in any case.
      connection.connectAsync((error) => (error ? refuse(error) : resolve())).catch(refuse);
    });
    return new SnowflakeSession(connection);
  }

  private constructor(private readonly connection: Connection) {}

  public execute(sql: string, binds: readonly (string | number)[] = []): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      this.connection.execute({
        sqlText: sql,
        binds: [...binds] as Binds,
        complete: (error, _statement, rows) => {
          if (error) reject(new StatementError(error.message));
          else resolve((rows ?? []) as Row[]);
        },
      });
    });
  }

  public close(): Promise<void> {
    // An error of the logout has no effect.
    return new Promise((resolve) => this.connection.destroy(() => resolve()));
  }
}
