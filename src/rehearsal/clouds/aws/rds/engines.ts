import engines from "./engines.json";

/**
 * First and last minor version that a new database may have, by engine and major: AWS closed the older ones in May 2026; newer ones than
 * the last are refused until they are added there. Engines without versions are known by name.
 */
const MINORS: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = engines.minors;

/** Sizes by instance family. */
const CLASSES: Readonly<Record<string, string>> = engines.instanceClasses;

/** The full version that RDS runs for `16` or `16.4`, or why there is none. */
export interface EngineVersion {
  readonly actual?: string;
  readonly problem?: string;
}

/**
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-versions.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/AuroraPostgreSQL.Updates.html
 */
export function engineVersion(engine: string, wanted: string | undefined): EngineVersion {
  const table = MINORS[engine];
  if (!table) return { actual: wanted ?? "8.0.42" };
  const [major = "17", minor] = (wanted ?? "17").split(".");
  const minors = table[major];
  if (minors === undefined || !/^\d+(\.\d+)?$/.test(wanted ?? "17")) return { problem: unknownVersion(engine, wanted) };
  const [first = 0, last = 0] = minors;
  const isOffered = minor === undefined || (Number(minor) >= first && Number(minor) <= last);
  return isOffered ? { actual: `${major}.${minor ?? last}` } : { problem: unknownVersion(engine, wanted) };
}

function unknownVersion(engine: string, wanted: string | undefined): string {
  return `InvalidParameterCombination: Cannot find version ${wanted ?? ""} for ${engine}`;
}

export function isInstanceEngine(engine: string): boolean {
  return engines.instanceEngines.includes(engine);
}

export function isClusterEngine(engine: string): boolean {
  return engines.clusterEngines.includes(engine);
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html */
export function isInstanceClass(name: string): boolean {
  const [, family = "", size = ""] = /^db\.([a-z0-9]+)\.([a-z0-9]+)$/.exec(name) ?? [];
  return CLASSES[family]?.split(" ").includes(size) === true;
}

/** The parameter group family of a version: `postgres16`, `aurora-postgresql16`. */
export function familyOf(engine: string, actualVersion: string): string {
  return `${engine}${actualVersion.split(".")[0] ?? ""}`;
}
