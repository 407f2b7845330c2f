/** How big a platform is, and how well it is protected: two sizes of one topology. */
export enum Size {
  /** For development: the cheapest that works, without deletion protection. */
  DEV = "dev",
  /** For production: two servers, a database standby, backups, deletion protection. */
  PROD = "prod",
}

/** The defaults of a size. */
export interface SizeDefaults {
  /** MLflow servers that run at once. */
  readonly replicas: number;
  /** vCPU of one server. */
  readonly vcpu: number;
  /** Memory of one server in MiB. */
  readonly memoryMib: number;
  /** Uvicorn workers of one MLflow server; each takes about 250 MB. */
  readonly workers: number;
  /** Seconds that a starting server may take before a failed health check counts. */
  readonly startupGraceSeconds: number;
  /** A standby of the database in a second zone. */
  readonly databaseStandby: boolean;
  /** Storage of the database in GiB. */
  readonly databaseStorageGib: number;
  /** Days that database backups are kept. */
  readonly backupRetentionDays: number;
  /** Days that logs are kept. */
  readonly logRetentionDays: number;
  /** Servers in private subnets that reach out through NAT; otherwise in public subnets without public ingress. */
  readonly privateServers: boolean;
  /** Requests per second that the gateway accepts on average. */
  readonly requestsPerSecond: number;
  /** Concurrent requests that the gateway accepts. */
  readonly requestBurst: number;
  /** Deletion protection, final snapshots and `prevent_destroy` on what holds data. */
  readonly protection: boolean;
}

/** The table of defaults by size; the README shows it. */
export class Sizes {
  /** The defaults of a size. */
  public static defaults(size: Size): SizeDefaults {
    return Sizes.TABLE[size];
  }

  private static readonly TABLE: Record<Size, SizeDefaults> = {
    [Size.DEV]: {
      replicas: 1,
      vcpu: 0.25,
      memoryMib: 1024,
      workers: 1,
      startupGraceSeconds: 300,
      databaseStandby: false,
      databaseStorageGib: 20,
      backupRetentionDays: 1,
      logRetentionDays: 14,
      privateServers: false,
      requestsPerSecond: 20,
      requestBurst: 50,
      protection: false,
    },
    [Size.PROD]: {
      replicas: 2,
      vcpu: 1,
      memoryMib: 4096,
      workers: 2,
      startupGraceSeconds: 300,
      databaseStandby: true,
      databaseStorageGib: 50,
      backupRetentionDays: 14,
      logRetentionDays: 90,
      privateServers: true,
      requestsPerSecond: 200,
      requestBurst: 400,
      protection: true,
    },
  };
}
