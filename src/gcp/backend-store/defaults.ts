import { Sizes, type Size } from "../../core";
import { GcpSizes } from "../sizes";
import { DatabaseAccess, type DatabaseSettings } from "./settings";

/** Port of PostgreSQL; Cloud SQL has no other. */
export const PORT = 5432;

/**
 * Longest connection name: PostgreSQL's socket `/cloudsql/<connection name>/.s.PGSQL.5432` may have 107 characters.
 * @see https://cloud.google.com/sql/docs/postgres/connect-run
 */
export const MAX_CONNECTION_NAME = 83;

/** Concurrent connections of servers with a database of which nothing is known: those of the smallest. */
export const DEFAULT_MAX_CONNECTIONS = 20;

/** Database settings with every default; internal to the package. */
export interface ResolvedDatabase extends DatabaseSettings {
  readonly access: DatabaseAccess;
  readonly tier: string;
  readonly storageGib: number;
  readonly standby: boolean;
  readonly backupRetentionDays: number;
  readonly engineVersion: string;
}

export function resolveDatabase(given: DatabaseSettings, size: Size): ResolvedDatabase {
  const gcp = GcpSizes.defaults(size);
  return {
    ...given,
    access: given.access ?? DatabaseAccess.CONNECTOR,
    tier: given.tier ?? gcp.databaseTier,
    storageGib: given.storageGib ?? gcp.databaseStorageGib,
    standby: given.standby ?? Sizes.defaults(size).databaseStandby,
    backupRetentionDays: given.backupRetentionDays ?? gcp.backupRetentionDays,
    engineVersion: given.engineVersion ?? "16",
  };
}

/** vCPU and memory of a machine type with cores of its own. */
export interface CustomTier {
  readonly vcpu: number;
  readonly memoryMib: number;
}

/** Reads `db-custom-<vCPU>-<memory in MiB>`; undefined for another machine type. */
export function customTier(tier: string): CustomTier | undefined {
  const [, vcpu, memoryMib] = /^db-custom-(\d+)-(\d+)$/.exec(tier) ?? [];
  return vcpu === undefined ? undefined : { vcpu: Number(vcpu), memoryMib: Number(memoryMib) };
}

/** Machine types that share a core, by their limits of connections. */
const SHARED_CORE = new Map([
  ["db-f1-micro", 25],
  ["db-g1-small", 50],
]);

/** Whether a machine type shares a core. */
export function isSharedCore(tier: string): boolean {
  return SHARED_CORE.has(tier);
}

/** Limits of connections by the memory in GiB from which they apply. */
const LIMITS = [
  [120, 1000],
  [60, 800],
  [30, 600],
  [15, 500],
  [7.5, 400],
  [6, 200],
  [0, 100],
] as const;
const MIB_PER_GIB = 1024;
/** What stays free for administrators, backups and PostgreSQL itself. */
const USABLE = 0.8;

/**
 * Concurrent connections that an instance of a machine type takes.
 *
 * Not verified: the limits are those that Google documents as defaults of `max_connections`.
 * @see https://cloud.google.com/sql/docs/postgres/quotas#cloud-sql-for-postgresql-connection-limits
 */
export function connectionLimitOf(tier: string): number {
  const memoryGib = (customTier(tier)?.memoryMib ?? 0) / MIB_PER_GIB;
  return SHARED_CORE.get(tier) ?? LIMITS.find(([from]) => memoryGib >= from)?.[1] ?? 0;
}

/** Concurrent connections that servers may use with a machine type. */
export function maxConnectionsOf(tier: string): number {
  return Math.floor(connectionLimitOf(tier) * USABLE);
}
