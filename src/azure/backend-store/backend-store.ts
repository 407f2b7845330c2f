import { PostgresqlFlexibleServer } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server";
import { PostgresqlFlexibleServerConfiguration } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server-configuration";
import { PostgresqlFlexibleServerDatabase } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server-database";
import { Id } from "@cdktf/provider-random/lib/id";
import { Password } from "@cdktf/provider-random/lib/password";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Sizes } from "../../core";
import { checkOnce } from "../../core/checks";
import { Tokens } from "../../core/tokens";
import type { AzureComponentProps } from "../component";
import { componentTable } from "../component-checks";
import type { INetwork } from "../network/interface";
import { allowAzureServices, privateAccess, type ServerAccess } from "./access";
import { ImportedBackendStore } from "./attributes";
import { DATABASE } from "./checks";
import { PORT, resolveDatabase, type ResolvedDatabase } from "./defaults";
import { fixSettings } from "./fixed-settings";
import type { DatabaseMetrics, IBackendStore } from "./interface";
import type { BackendStoreAttributes, DatabaseSettings } from "./settings";

export interface BackendStoreProps extends AzureComponentProps, DatabaseSettings {
  /**
   * The virtual network that the database is in. Without one it has a public address, and accepts connections from every Azure service, of
   * other tenants too, with its password and TLS.
   * @default - none
   */
  readonly network?: INetwork;
  /** Refuses to destroy the database. @default - false in dev, true in prod */
  readonly protection?: boolean;
}

const USER = "mlflow";
const DATABASE_NAME = "mlflow";
/** TLS, and no server that accepts no writes, as a former primary does after a failover. */
const CONNECTION = "sslmode=require&target_session_attrs=read-write";
const MIB_PER_GIB = 1024;

/**
 * MLflow's database: a PostgreSQL flexible server, encrypted; its URI requires TLS and a server that accepts writes. Rotate the password by
 * `terraform apply -replace=<address of the random_password>`.
 * @see https://learn.microsoft.com/en-us/azure/postgresql/overview
 */
export class BackendStore extends Construct implements IBackendStore {
  /**
   * Uses an existing database.
   * @throws ValidationError for an ID that is not a Key Vault secret's or an identity's
   */
  public static fromBackendStoreAttributes(
    scope: Construct,
    id: string,
    attributes: BackendStoreAttributes,
  ): IBackendStore {
    return new ImportedBackendStore(scope, id, attributes);
  }

  public readonly uri?: string;
  public readonly dependencies: ITerraformDependable[];
  public readonly metrics?: DatabaseMetrics;

  /** @throws ValidationError for a SKU, a storage size or a number of days that Azure would refuse */
  constructor(scope: Construct, id: string, props: BackendStoreProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(DATABASE), props.size);
    const settings = resolveDatabase(props, props.size);
    const { network } = props;

    // No special characters: the password is a part of a URI. Azure demands three kinds of characters.
    const password = new Password(this, "Password", {
      length: 32,
      special: false,
      minLower: 1,
      minUpper: 1,
      minNumeric: 1,
    });
    const access: ServerAccess =
      network === undefined ? { publicNetworkAccessEnabled: true } : privateAccess(this, props, network);
    const server = this.server(props, settings, access, password.result);
    fixSettings(this, settings, network);
    const database = new PostgresqlFlexibleServerDatabase(this, "Database", {
      name: DATABASE_NAME,
      serverId: server.id,
      charset: "UTF8",
      collation: "en_US.utf8",
    });
    // Azure's default; written so that a change by hand is reverted.
    const tls = new PostgresqlFlexibleServerConfiguration(this, "Tls", {
      name: "require_secure_transport",
      serverId: server.id,
      value: "on",
    });
    this.uri = `postgresql+psycopg2://${USER}:${password.result}@${server.fqdn}:${PORT}/${DATABASE_NAME}?${CONNECTION}`;
    this.dependencies = [database, tls, ...(network === undefined ? [allowAzureServices(this, server)] : [])];
    this.metrics = { serverId: server.id };
  }

  private server(
    props: BackendStoreProps,
    settings: ResolvedDatabase,
    access: ServerAccess,
    administratorPassword: string,
  ): PostgresqlFlexibleServer {
    const { prefix, resourceGroup, size, tags } = props;
    const protection = props.protection ?? Sizes.defaults(size).protection;
    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    return new PostgresqlFlexibleServer(this, "Resource", {
      name: `${prefix}-db-${suffix.hex}`,
      resourceGroupName: resourceGroup.resourceGroupName,
      location: resourceGroup.location,
      version: settings.engineVersion,
      skuName: settings.skuName,
      storageMb: Tokens.times(settings.storageGib, MIB_PER_GIB),
      autoGrowEnabled: true,
      backupRetentionDays: settings.backupRetentionDays,
      geoRedundantBackupEnabled: settings.geoRedundantBackup,
      highAvailability: settings.standby ? { mode: "ZoneRedundant" } : undefined,
      authentication: { passwordAuthEnabled: true, activeDirectoryAuthEnabled: false },
      administratorLogin: USER,
      administratorPassword,
      ...access,
      tags,
      lifecycle: {
        preventDestroy: protection ? true : undefined,
        ignoreChanges: [
          // Azure chooses both zones, and exchanges them in a failover.
          "zone",
          ...(settings.standby ? ["high_availability[0].standby_availability_zone"] : []),
          // It grows by itself; going back to the size of the first deploy would recreate the database.
          "storage_mb",
          "storage_tier",
        ],
      },
    });
  }
}
