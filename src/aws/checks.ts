import { NameRules, type Problems } from "../../core";
import type { AwsPlatformSettings, ExistingAwsAttributes, ExistingAwsParts } from "../platform-settings";
import { checkPublicSubnets } from "./check-people";

/** Parts that exist, as constructs or as plain data: the rules below are about which are there, not about what they are. */
type Existing = ExistingAwsParts | ExistingAwsAttributes;

interface Unused {
  /** What exists; where several are named, all of them. */
  readonly beside: readonly string[];
  /** Settings that nothing would read then. */
  readonly unused: readonly string[];
  readonly why: string;
}

const DATABASE_THRESHOLDS = ["databaseCpuPercent", "databaseConnections", "databaseFreeStorageGib"].map(
  (name) => `observability.thresholds.${name}`,
);

/** A setting beside a part that exists would say something that does not happen, so it is refused. */
const UNUSED: readonly Unused[] = [
  { beside: ["network"], unused: ["network"], why: "a VPC that exists keeps its own layout" },
  {
    beside: ["artifactStore"],
    unused: ["artifacts"],
    why: "a bucket that exists keeps its own settings, and existing.artifactStore tells its prefix and key",
  },
  { beside: ["backendStore"], unused: ["database"], why: "a database that exists keeps its own settings" },
  {
    beside: ["trackingServer"],
    unused: ["server", "people", "database", "existing.backendStore", ...DATABASE_THRESHOLDS],
    why: "a server that exists has its own settings, sign-in and database",
  },
  {
    beside: ["artifactStore", "trackingServer"],
    unused: ["accessLogs"],
    why: "a bucket and a load balancer that exist write their access logs where they already do",
  },
  {
    beside: ["workspace"],
    unused: [
      "snowflake.databaseName",
      "snowflake.schemaName",
      "snowflake.warehouseName",
      "snowflake.warehouseSize",
      "existing.snowflake.databaseName",
      "existing.snowflake.schemaName",
      "existing.snowflake.warehouseName",
    ],
    why: "a workspace that exists has its own database, schema and warehouse",
  },
  {
    beside: ["snowflake.databaseName"],
    unused: ["snowflake.databaseName"],
    why: "a database that exists has its name already",
  },
  {
    beside: ["snowflake.schemaName"],
    unused: ["snowflake.schemaName"],
    why: "a schema that exists has its name already",
  },
  {
    beside: ["snowflake.warehouseName"],
    unused: ["snowflake.warehouseName", "snowflake.warehouseSize"],
    why: "a warehouse that exists has its name and size already",
  },
  {
    beside: ["snowflake.kedroRoleName"],
    unused: ["kedro.roleName"],
    why: "a role that exists has its name already",
  },
];

/** Notes settings that parts which exist leave unused, and parts that need others. */
export function checkExisting(problems: Problems, settings: AwsPlatformSettings, existing: Existing = {}): void {
  for (const { beside, unused, why } of UNUSED)
    if (beside.every((part) => valueAt(existing, part) !== undefined))
      refuse(problems, { ...settings, existing }, beside, unused, why);
  const { backendStore } = existing;
  // A database of another platform in the same program can be watched, one that is known by its secret alone cannot.
  const isWatched = backendStore !== undefined && "watched" in backendStore && backendStore.watched !== undefined;
  if (backendStore !== undefined && !isWatched && existing.trackingServer === undefined)
    refuse(
      problems,
      settings,
      ["backendStore"],
      DATABASE_THRESHOLDS,
      "a database that is not made here is not watched",
    );
  checkNeeds(problems, settings, existing);
  for (const [field, name] of Object.entries(existing.snowflake ?? {}) as [string, string | undefined][])
    if (name !== undefined)
      NameRules.check(problems, `existing.snowflake.${field}`, name, NameRules.SNOWFLAKE_IDENTIFIER);
}

function refuse(
  problems: Problems,
  settings: object,
  beside: readonly string[],
  unused: readonly string[],
  why: string,
): void {
  const parts = beside.map((part) => `existing.${part}`).join(" and ");
  for (const field of unused) {
    const value = valueAt(settings, field);
    problems.check(
      value === undefined,
      field,
      typeof value === "object" ? "set" : value,
      `beside ${parts} nothing reads it: ${why}`,
      `Leave out ${field}, or ${parts}`,
    );
  }
}

function checkNeeds(problems: Problems, settings: AwsPlatformSettings, existing: Existing): void {
  const { network, artifactStore, trackingServer, snowflake } = existing;
  problems.check(
    trackingServer === undefined || (network !== undefined && artifactStore !== undefined),
    "existing.trackingServer",
    "set",
    "a server that exists is reached in its own VPC and keeps its own artifacts",
    "Give existing.network and existing.artifactStore too",
  );
  problems.check(
    snowflake?.schemaName === undefined || snowflake.databaseName !== undefined,
    "existing.snowflake.schemaName",
    snowflake?.schemaName,
    "a schema that exists is in a database that exists",
    "Give existing.snowflake.databaseName too",
  );
  if (settings.people !== undefined && network !== undefined && trackingServer === undefined)
    checkPublicSubnets(problems, network, "existing.network.publicSubnetIds");
}

function valueAt(settings: object, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], settings);
}
