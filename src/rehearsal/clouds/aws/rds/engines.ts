import engines from "./engines.json";

/**
 * First and last minor version that a new database may have, by engine and major: AWS closed the older ones in May 2026; newer ones than
 * the last are refused until they are added there. Engines without versions are known by name.
 */
const MINORS: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = engines.minors;

/**
 * How many releases the default minor version of RDS is behind the last one: 17.6 was the default when 17.9 was out.
 * @see https://github.com/terraform-aws-modules/terraform-aws-rds/issues/627
 */
const RELEASES_BEHIND = 3;

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
  const isDefault = engine === "postgres" && minor === undefined;
  if (isDefault) return { actual: `${major}.${Math.max(first, last - RELEASES_BEHIND)}` };
  const isOffered = minor === undefined || (Number(minor) >= first && Number(minor) <= last);
  return isOffered ? { actual: `${major}.${minor ?? last}` } : { problem: unknownVersion(engine, wanted) };
}

/**
 * Whether a version was released before another one. The last minor versions of all majors were released on one day, and so were those
 * before them.
 * @see https://www.postgresql.org/support/versioning/
 */
export function isOlderRelease(engine: string, version: string, than: string): boolean {
  const [behind, behindOther] = [version, than].map((each) => {
    const [major = "", minor = ""] = each.split(".");
    return (MINORS[engine]?.[major]?.[1] ?? Number(minor)) - Number(minor);
  });
  return (behind ?? 0) > (behindOther ?? 0);
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

/** Aurora has the classes for memory, and of the burstable ones the larger. */
export function isClusterClass(name: string): boolean {
  return isInstanceClass(name) && /^db\.([rx]\w+\.\w+|t\w+\.(medium|large))$/.test(name);
}

/** The parameter group family of a version: `postgres16`, `aurora-postgresql16`. */
export function familyOf(engine: string, actualVersion: string): string {
  return `${engine}${actualVersion.split(".")[0] ?? ""}`;
}
