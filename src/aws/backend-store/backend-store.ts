import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Id } from "@cdktf/provider-random/lib/id";
import { Password } from "@cdktf/provider-random/lib/password";
import { Construct, type IConstruct } from "constructs";
import { NameRules, Problems } from "../core";
import { DatabaseEngine } from "./database-engine";
import type { INetwork } from "./network";
import type { WatchedDatabase } from "./observability";
import type { AwsPartProps } from "./part";
import { checkBackendStoreAttributes } from "./private/check-attributes";
import { checkDatabase } from "./private/check-database";
import { database } from "./private/database";
import { Firewall } from "./private/firewall";
import { AwsSizes } from "./sizes";

/** Where MLflow keeps experiments, runs and models: a PostgreSQL database whose URI is one secret. */
export interface IBackendStore extends IConstruct {
  /** ARN of the secret that holds the whole `MLFLOW_BACKEND_STORE_URI`. */
  readonly uriSecretArn: string;
  /** Version of the secret: known once the database can be reached, another one after a rotation, which then replaces the servers. */
  readonly uriSecretVersion?: string;
  /** Port of the database. */
  readonly port: number;
  /** Security group of the database; servers add a rule to it. */
  readonly securityGroupId?: string;
  /** KMS key of the secret, when it has one of its own. */
  readonly encryptionKeyArn?: string;
  /** How alarms find the database; undefined for one that is not watched. */
  readonly watched?: WatchedDatabase;
}

/** What a team may choose about the database. */
export interface DatabaseSettings {
  /** RDS or Aurora. Choose it for good: another engine is another, empty database. @default - DatabaseEngine.POSTGRES */
  readonly engine?: DatabaseEngine;
  /** Aurora: the smallest capacity in ACU (2 GiB of memory each), in steps of 0.5. @default - 0.5 */
  readonly minCapacityAcu?: number;
  /** Aurora: the largest capacity in ACU, in steps of 0.5. @default - 2 in dev, 8 in prod */
  readonly maxCapacityAcu?: number;
  /** RDS: instance class. @default - "db.t4g.micro" in dev, "db.t4g.small" in prod */
  readonly instanceClass?: string;
  /** RDS: storage in GiB, 20 or more. @default - 20 in dev, 50 in prod */
  readonly storageGib?: number;
  /** RDS: storage in GiB up to which it grows by itself. @default - 100 in dev, 500 in prod */
  readonly maxStorageGib?: number;
  /** A standby in a second zone; of Aurora a second instance. @default - false in dev, true in prod */
  readonly standby?: boolean;
  /** Days that automatic backups are kept, 1 to 35. @default - 1 in dev, 14 in prod */
  readonly backupRetentionDays?: number;
  /** Days that the deleted secret can be restored: 7 to 30, or 0 to free its name at once. @default - 0 in dev, 30 in prod */
  readonly secretRecoveryDays?: number;
  /** PostgreSQL version; minor versions follow by themselves. @default - "16" */
  readonly engineVersion?: string;
  /** Lets a deploy that changes `engineVersion` take the next major version, without a way back; leave it out otherwise. @default - false */
  readonly allowMajorVersionUpgrade?: boolean;
  /** ARN of a KMS key for storage and secret. @default - AWS's own keys */
  readonly encryptionKeyArn?: string;
}

export interface BackendStoreProps extends AwsPartProps, DatabaseSettings {
  readonly network: INetwork;
  /** Deletion protection, a final snapshot and `prevent_destroy`. @default - false in dev, true in prod */
  readonly protection?: boolean;
}

/** A database that exists already. */
export interface BackendStoreAttributes {
  /** ARN of a Secrets Manager secret whose whole text is `postgresql+psycopg2://user:password@host:port/database?sslmode=require`. */
  readonly uriSecretArn: string;
  /** Security group of the database, to which a rule for the servers is added. @default - you let the servers in yourself */
  readonly securityGroupId?: string;
  /** @default - 5432 */
  readonly port?: number;
  /** ARN of the secret's KMS key. @default - Secrets Manager's own key */
  readonly encryptionKeyArn?: string;
}

const PORT = 5432;
const USER = "mlflow";
const DATABASE = "mlflow";

/**
 * MLflow's database: PostgreSQL on RDS or Aurora, encrypted, reachable from the servers alone, its URI demands TLS. The URI is one secret
 * that reaches the container by reference; rotate the password by
 * `terraform apply -replace=<address of the random_password>`.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_PostgreSQL.html
 */
export class BackendStore extends Construct implements IBackendStore {
  /**
   * Brings your own database.
   * @throws ValidationError for an ARN that is not a secret's, a security group or a port that is none
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
  public readonly port: number = PORT;
  public readonly securityGroupId?: string;
  public readonly encryptionKeyArn?: string;
  public readonly watched?: WatchedDatabase;

  /** @throws ValidationError for an instance class, a storage size or a number of days that RDS would refuse */
  constructor(scope: Construct, id: string, props: BackendStoreProps) {
    super(scope, id);
    const problems = new Problems(this);
    NameRules.check(problems, "prefix", props.prefix, NameRules.PREFIX);
    checkDatabase(problems, props, props.size);
    problems.throwIfAny();
    this.encryptionKeyArn = props.encryptionKeyArn;

    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    // No special characters: the password stands in a URI.
    const password = new Password(this, "Password", { length: 32, special: false });
    const firewall = new Firewall(this, "Firewall", {
      name: `${props.prefix}-database`,
      description: "MLflow database: PostgreSQL from the servers alone",
      vpcId: props.network.vpcId,
      tags: props.tags,
    });
    this.securityGroupId = firewall.securityGroupId;
    const subnetGroup = new DbSubnetGroup(this, "SubnetGroup", {
      name: `${props.prefix}-db`,
      subnetIds: props.network.databaseSubnetIds,
      tags: props.tags,
    });
    const { host, answering, watched } = database(this, props, {
      userName: USER,
      password: password.result,
      databaseName: DATABASE,
      port: PORT,
      subnetGroupName: subnetGroup.name,
      securityGroupId: firewall.securityGroupId,
      suffix: suffix.hex,
    });
    this.watched = watched;
    const secret = new SecretsmanagerSecret(this, "UriSecret", {
      name: `${props.prefix}-backend-store-uri-${suffix.hex}`,
      description: "MLFLOW_BACKEND_STORE_URI",
      kmsKeyId: props.encryptionKeyArn,
      recoveryWindowInDays: props.secretRecoveryDays ?? AwsSizes.defaults(props.size).secretRecoveryDays,
      tags: props.tags,
    });
    const version = new SecretsmanagerSecretVersion(this, "Uri", {
      secretId: secret.id,
      secretString: `postgresql+psycopg2://${USER}:${password.result}@${host}:${PORT}/${DATABASE}?sslmode=require`,
      dependsOn: answering.length === 0 ? undefined : answering,
    });
    this.uriSecretArn = secret.arn;
    this.uriSecretVersion = version.versionId;
  }
}

class ImportedBackendStore extends Construct implements IBackendStore {
  public readonly uriSecretArn: string;
  public readonly port: number;
  public readonly securityGroupId?: string;
  public readonly encryptionKeyArn?: string;

  constructor(scope: Construct, id: string, attributes: BackendStoreAttributes) {
    super(scope, id);
    this.uriSecretArn = attributes.uriSecretArn;
    this.port = attributes.port ?? PORT;
    this.securityGroupId = attributes.securityGroupId;
    this.encryptionKeyArn = attributes.encryptionKeyArn;
    const problems = new Problems(this);
    checkBackendStoreAttributes(problems, attributes);
    problems.throwIfAny();
  }
}
