/** First and last minor version of a major. */
type Minors = readonly [number, number];

/**
 * Minor versions that new databases may have: AWS closed the older ones in May 2026; newer ones than the last are refused
 * until they are added here.
 */
const POSTGRES: Readonly<Record<string, Minors>> = {
  "14": [18, 22],
  "15": [13, 17],
  "16": [9, 13],
  "17": [5, 9],
  "18": [1, 3],
};
const AURORA_POSTGRES: Readonly<Record<string, Minors>> = {
  "14": [13, 22],
  "15": [8, 17],
  "16": [4, 13],
  "17": [4, 9],
};

/** Engines of `aws_db_instance` besides PostgreSQL: known by name, their versions are not looked into. */
const OTHER_INSTANCE_ENGINES = [
  "mysql",
  "mariadb",
  "oracle-ee",
  "oracle-ee-cdb",
  "oracle-se2",
  "oracle-se2-cdb",
  "sqlserver-ee",
  "sqlserver-se",
  "sqlserver-ex",
  "sqlserver-web",
  "db2-se",
  "db2-ae",
];
const CLUSTER_ENGINES = ["aurora-mysql", "aurora-postgresql", "mysql", "postgres"];

const FAMILIES: Readonly<Record<string, string>> = {
  t3: "micro small medium large xlarge 2xlarge",
  t4g: "micro small medium large xlarge 2xlarge",
  m5: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge",
  m5d: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge",
  m6g: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  m6gd: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  m6i: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  m7g: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  m7i: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  m8g: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  r5: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge",
  r6g: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  r6gd: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  r6i: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  r7g: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  r7i: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  r8g: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
};

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
  const table = engine === "postgres" ? POSTGRES : engine === "aurora-postgresql" ? AURORA_POSTGRES : undefined;
  if (!table) return { actual: wanted ?? "8.0.42" };
  const [major = "17", minor] = (wanted ?? "17").split(".");
  const minors = table[major];
  if (minors === undefined || !/^\d+(\.\d+)?$/.test(wanted ?? "17")) return { problem: unknownVersion(engine, wanted) };
  const [first, last] = minors;
  const isOffered = minor === undefined || (Number(minor) >= first && Number(minor) <= last);
  return isOffered ? { actual: `${major}.${minor ?? last}` } : { problem: unknownVersion(engine, wanted) };
}

function unknownVersion(engine: string, wanted: string | undefined): string {
  return `InvalidParameterCombination: Cannot find version ${wanted ?? ""} for ${engine}`;
}

export function isInstanceEngine(engine: string): boolean {
  return engine === "postgres" || OTHER_INSTANCE_ENGINES.includes(engine);
}

export function isClusterEngine(engine: string): boolean {
  return CLUSTER_ENGINES.includes(engine);
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html */
export function isInstanceClass(name: string): boolean {
  const [, family = "", size = ""] = /^db\.([a-z0-9]+)\.([a-z0-9]+)$/.exec(name) ?? [];
  return FAMILIES[family]?.split(" ").includes(size) === true;
}

/** The parameter group family of a version: `postgres16`, `aurora-postgresql16`. */
export function familyOf(engine: string, actualVersion: string): string {
  return `${engine}${actualVersion.split(".")[0] ?? ""}`;
}
