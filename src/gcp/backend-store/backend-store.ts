import { SecretManagerSecret } from "@cdktf/provider-google/lib/secret-manager-secret";
import { SecretManagerSecretVersion } from "@cdktf/provider-google/lib/secret-manager-secret-version";
import { SqlDatabase } from "@cdktf/provider-google/lib/sql-database";
import { SqlDatabaseInstance } from "@cdktf/provider-google/lib/sql-database-instance";
import { SqlUser } from "@cdktf/provider-google/lib/sql-user";
import { Id } from "@cdktf/provider-random/lib/id";
import { Password } from "@cdktf/provider-random/lib/password";
import { Fn, Token, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Sizes } from "../../core";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import { Tokens } from "../../core/tokens";
import type { GcpComponentProps } from "../component";
import { componentTable } from "../component-checks";
import type { INetwork } from "../network/interface";
import { GcpProject } from "../project";
import { connectorTarget, endpointTarget, instanceAccess, socketCondition } from "./access";
import { ImportedBackendStore } from "./attributes";
import { BACKEND_STORE } from "./checks";
import { connectionLimitOf, maxConnectionsOf, resolveDatabase, type ResolvedDatabase } from "./defaults";
import { instanceDependencies } from "./encryption";
import { fixSettings } from "./fixed-settings";
import type { DatabaseMetrics, IBackendStore } from "./interface";
import { DatabaseAccess, type BackendStoreAttributes, type DatabaseSettings } from "./settings";

export interface BackendStoreProps extends GcpComponentProps, DatabaseSettings {
  /** The VPC network of the database's endpoint, which `DatabaseAccess.PSC` needs. @default - none */
  readonly network?: INetwork;
  /** Refuses to destroy the database. @default - false in dev, true in prod */
  readonly protection?: boolean;
}

/** What PostgreSQL's log tells about connections and waits; never statements, which hold values of runs. */
const LOGGED = ["log_checkpoints", "log_connections", "log_disconnections", "log_lock_waits"];
const USER = "mlflow";
const DATABASE_NAME = "mlflow";
/** Hexadecimal digits at the end of the instance's name. */
const SUFFIX_LENGTH = 8;
/** Most days of transaction logs in the edition Enterprise. */
const MAX_LOG_DAYS = 7;

/**
 * MLflow's database: a PostgreSQL instance of Cloud SQL, encrypted; its URI requires TLS or Cloud SQL's connector, and a server that
 * accepts writes. The URI is one secret that reaches the container by reference. Rotate the password by
 * `terraform apply -replace=<address of the random_password>`.
 * @see https://cloud.google.com/sql/docs/postgres/introduction
 */
export class BackendStore extends Construct implements IBackendStore {
  /**
   * Uses an existing database.
   * @throws ValidationError for an ID that is not a secret's, an invalid version or connection name
   */
  public static fromBackendStoreAttributes(
    scope: Construct,
    id: string,
    attributes: BackendStoreAttributes,
  ): IBackendStore {
    return new ImportedBackendStore(scope, id, attributes);
  }

  public readonly uriSecretId: string;
  public readonly uriSecretVersion: string;
  public readonly connectionName?: string;
  public readonly maxConnections: number;
  public readonly dependencies: ITerraformDependable[];
  public readonly metrics?: DatabaseMetrics;

  /** @throws ValidationError for a machine type, a storage size or a number of days that Cloud SQL would refuse */
  constructor(scope: Construct, id: string, props: BackendStoreProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(BACKEND_STORE), props.size);
    const settings = resolveDatabase(props, props.size);
    const { network } = props;

    const suffix = new Id(this, "Suffix", { byteLength: SUFFIX_LENGTH / 2 });
    // No special characters: the password is a part of a URI.
    const password = new Password(this, "Password", { length: 32, special: false });
    const instance = this.instance(props, settings, suffix.hex);
    fixSettings(this, settings, props);
    // MLflow's user owns tables, so that Cloud SQL refuses to delete it. Both end with the instance.
    const database = new SqlDatabase(this, "Database", {
      name: DATABASE_NAME,
      instance: instance.name,
      deletionPolicy: "ABANDON",
    });
    const user = new SqlUser(this, "User", {
      name: USER,
      instance: instance.name,
      password: password.result,
      deletionPolicy: "ABANDON",
    });
    const viaConnector = settings.access === DatabaseAccess.CONNECTOR || network === undefined;
    const { host, parameters, dependencies } = viaConnector
      ? connectorTarget(instance)
      : endpointTarget(this, props, network, instance);
    const uri = `postgresql+psycopg2://${USER}:${password.result}@${host}/${DATABASE_NAME}?${parameters}`;
    const { id: secretId, version } = this.secret(props, suffix.hex, uri);
    this.uriSecretId = secretId;
    this.uriSecretVersion = version.version;
    this.connectionName = viaConnector ? instance.connectionName : undefined;
    this.maxConnections = maxConnectionsOf(settings.tier);
    this.dependencies = [database, user, version, ...dependencies];
    this.metrics = {
      databaseId: `${GcpProject.of(this).projectId}:${instance.name}`,
      connectionLimit: connectionLimitOf(settings.tier),
    };
  }

  private instance(props: BackendStoreProps, settings: ResolvedDatabase, suffix: string): SqlDatabaseInstance {
    const { prefix, region, size, tags } = props;
    const { backupRetentionDays } = settings;
    const protection = props.protection ?? Sizes.defaults(size).protection;
    return new SqlDatabaseInstance(this, "Resource", {
      name: `${prefix}-db-${suffix}`,
      region,
      databaseVersion: `POSTGRES_${settings.engineVersion}`,
      encryptionKeyName: settings.encryptionKeyId,
      deletionProtection: protection,
      settings: {
        // Cloud SQL takes Enterprise Plus if it is not written, which has none of the small machine types.
        edition: "ENTERPRISE",
        tier: settings.tier,
        availabilityType: settings.standby ? "REGIONAL" : "ZONAL",
        diskType: "PD_SSD",
        diskSize: settings.storageGib,
        diskAutoresize: true,
        deletionProtectionEnabled: protection,
        databaseFlags: LOGGED.map((name) => ({ name, value: "on" })),
        backupConfiguration: {
          enabled: true,
          pointInTimeRecoveryEnabled: true,
          transactionLogRetentionDays: atMost(MAX_LOG_DAYS, backupRetentionDays),
          backupRetentionSettings: { retainedBackups: backupRetentionDays, retentionUnit: "COUNT" },
        },
        ...instanceAccess(this, settings.access),
        userLabels: tags,
      },
      dependsOn: instanceDependencies(this, props),
      lifecycle: {
        preventDestroy: protection ? true : undefined,
        // It grows by itself; going back to the size of the first deploy would recreate the database.
        ignoreChanges: ["settings[0].disk_size"],
        precondition:
          settings.access === DatabaseAccess.CONNECTOR
            ? [socketCondition(this, region, `${prefix}-db-${"0".repeat(SUFFIX_LENGTH)}`)]
            : undefined,
      },
    });
  }

  /** The URI as a secret, which is kept in the region alone. */
  private secret({ prefix, region, tags, services }: BackendStoreProps, suffix: string, uri: string) {
    const secret = new SecretManagerSecret(this, "UriSecret", {
      secretId: `${prefix}-backend-store-uri-${suffix}`,
      replication: { userManaged: { replicas: [{ location: region }] } },
      labels: tags,
      dependsOn: dependenciesFor(this, services?.dependencies),
    });
    const version = new SecretManagerSecretVersion(this, "Uri", {
      secret: secret.id,
      secretData: uri,
      // A new password is a new version; the former one stays until the servers have the new one.
      lifecycle: { createBeforeDestroy: true },
    });
    return { id: secret.id, version };
  }
}

/** The smaller number. A number that only Terraform knows is compared by Terraform. */
function atMost(max: number, value: number): number {
  return Tokens.isUnresolved(value) ? Token.asNumber(Fn.min([max, value])) : Math.min(max, value);
}
