import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Id } from "@cdktf/provider-random/lib/id";
import { Password } from "@cdktf/provider-random/lib/password";
import { Construct } from "constructs";
import { Sizes } from "../../core";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import type { AwsComponentProps } from "../component";
import { componentTable } from "../component-checks";
import type { INetwork } from "../network/interface";
import { SecurityGroup } from "../network/security-group";
import { ImportedBackendStore } from "./attributes";
import { auroraCluster } from "./aurora";
import { DATABASE } from "./checks";
import { rdsInstance } from "./instance";
import type { DatabaseMetrics, IBackendStore } from "./interface";
import { DEFAULT_PORT, resolveDatabase } from "./defaults";
import { DatabaseEngine, type BackendStoreAttributes, type DatabaseSettings } from "./settings";

export interface BackendStoreProps extends AwsComponentProps, DatabaseSettings {
  readonly network: INetwork;
  /** Deletion protection, a final snapshot and `prevent_destroy`. @default - false in dev, true in prod */
  readonly protection?: boolean;
}

const USER = "mlflow";
const DATABASE_NAME = "mlflow";
/** TLS, and no server that accepts no writes, as a former primary does after a failover. */
const CONNECTION = "sslmode=require&target_session_attrs=read-write";

/**
 * MLflow's database: PostgreSQL on RDS or Aurora, encrypted, reachable from the servers only; its URI requires TLS and a server that
 * accepts writes. The URI is one secret that reaches the container by reference; rotate the password by `terraform apply -replace=<address
 * of the random_password>`.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_PostgreSQL.html
 */
export class BackendStore extends Construct implements IBackendStore {
  /**
   * Uses an existing database.
   * @throws ValidationError for an ARN that is not a secret's, an invalid security group or port
   */
  public static fromBackendStoreAttributes(
    scope: Construct,
    id: string,
    attributes: BackendStoreAttributes,
  ): IBackendStore {
    return new ImportedBackendStore(scope, id, attributes);
  }

  public readonly uriSecretArn: string;
  public readonly uriSecretVersion?: string;
  public readonly port: number = DEFAULT_PORT;
  public readonly securityGroupId?: string;
  public readonly encryptionKeyArn?: string;
  public readonly metrics?: DatabaseMetrics;

  /** @throws ValidationError for an instance class, a storage size or a number of days that RDS would refuse */
  constructor(scope: Construct, id: string, props: BackendStoreProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(DATABASE), props.size);
    const settings = resolveDatabase(props, props.size);
    const { prefix, size, tags, network } = props;
    this.encryptionKeyArn = settings.encryptionKeyArn;

    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    // No special characters: the password is a part of a URI.
    const password = new Password(this, "Password", { length: 32, special: false });
    const { securityGroupId } = new SecurityGroup(this, "SecurityGroup", {
      name: `${prefix}-database`,
      description: "MLflow database: PostgreSQL from the servers only",
      vpcId: network.vpcId,
      tags,
    });
    this.securityGroupId = securityGroupId;
    const subnetGroup = new DbSubnetGroup(this, "SubnetGroup", {
      name: `${prefix}-db`,
      subnetIds: network.databaseSubnetIds,
      tags,
    });
    const make = settings.engine === DatabaseEngine.AURORA_SERVERLESS ? auroraCluster : rdsInstance;
    const { host, dependencies, metrics } = make(this, {
      ...{ prefix, size, tags, settings, securityGroupId },
      protection: props.protection ?? Sizes.defaults(size).protection,
      userName: USER,
      password: password.result,
      databaseName: DATABASE_NAME,
      port: this.port,
      subnetGroupName: subnetGroup.name,
      suffix: suffix.hex,
    });
    this.metrics = metrics;
    const secret = new SecretsmanagerSecret(this, "UriSecret", {
      name: `${prefix}-backend-store-uri-${suffix.hex}`,
      description: "MLFLOW_BACKEND_STORE_URI",
      kmsKeyId: settings.encryptionKeyArn,
      recoveryWindowInDays: settings.secretRecoveryDays,
      tags,
    });
    const version = new SecretsmanagerSecretVersion(this, "Uri", {
      secretId: secret.id,
      secretString: `postgresql+psycopg2://${USER}:${password.result}@${host}:${this.port}/${DATABASE_NAME}?${CONNECTION}`,
      dependsOn: dependenciesFor(this, dependencies),
    });
    this.uriSecretArn = secret.arn;
    this.uriSecretVersion = version.versionId;
  }
}
