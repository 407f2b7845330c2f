import type { ServerImages } from "../../mlflow";

/** Settings of the MLflow servers. */
export interface ServerSettings {
  /**
   * Replicas that always run, 0 to 25. With 0 the app stops when it is idle: the first call after that waits for a start of about a
   * minute, which Snowflake bridges by repeating the call; see docs/azure.md for when to choose 1.
   * @default - 0 in dev, 2 in prod
   */
  readonly minReplicas?: number;
  /** Replicas that run at most, 1 to 25. @default - 1 in dev, 4 in prod */
  readonly maxReplicas?: number;
  /**
   * vCPU of one replica, MLflow and proxy together: 0.5 to 4 in steps of 0.25; without a virtual network 0.5 to 2.
   * @default - 0.5 in dev, 1 in prod
   */
  readonly vcpu?: number;
  /** Memory of one replica in MiB: 2048 for each vCPU. @default - 2048 for each vCPU */
  readonly memoryMib?: number;
  /** Uvicorn workers of one replica, about 250 MiB each. @default - 1 in dev, 2 in prod */
  readonly workers?: number;
  /**
   * Replicas in several availability zones; only in a virtual network, and in a location with zones. A change recreates the servers.
   * @default - false in dev, true in prod
   */
  readonly zoneRedundant?: boolean;
  /** Seconds that a starting server may take, 240 to 600. @default - 300 */
  readonly startupGraceSeconds?: number;
  /** Days that the servers' logs are kept, 30 to 730. @default - 30 in dev, 90 in prod */
  readonly logRetentionDays?: number;
  /** Your own images for linux/amd64, each with a tag or digest. @default - the stock images of MLflow and Caddy */
  readonly images?: ServerImages;
  /**
   * Registry of the stock images, such as a cache of Azure Container Registry: `<name>.azurecr.io/<prefix>`. Set `registryIdentityId`
   * for one without anonymous pulls.
   * @default - the stock registries
   */
  readonly imageRegistry?: string;
  /** ID of a user-assigned identity with the role AcrPull on the registry of the images, in Azure Container Registry. @default - anonymous pulls */
  readonly registryIdentityId?: string;
  /**
   * Concurrent requests of one replica; further ones wait up to 20 s, then get 429, after which Snowflake slows down.
   * @default - 8 per worker
   */
  readonly maxRequests?: number;
}

/** An existing MLflow server behind the method proxy. */
export interface TrackingServerAttributes {
  /** `https://<host>`, without a path. The gateway must be able to reach it. */
  readonly url: string;
  /** ID of the Key Vault whose secret is the key that the proxy compares. Terraform reads it when it plans, so the state holds the key. */
  readonly gatewayKeyVaultId: string;
  /** Name of that secret. */
  readonly gatewayKeySecretName: string;
}
