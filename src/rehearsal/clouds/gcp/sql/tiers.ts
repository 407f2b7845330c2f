/** What Cloud SQL offers in an edition. */
export type Edition = "ENTERPRISE" | "ENTERPRISE_PLUS";

const MIB_PER_GIB = 1024;

/**
 * The edition of an instance that names none.
 * @see https://cloud.google.com/sql/docs/postgres/editions-intro
 */
export function defaultEdition(databaseVersion: string): Edition {
  const [, major = "0"] = /^POSTGRES_(\d+)/.exec(databaseVersion) ?? [];
  return Number(major) >= 16 ? "ENTERPRISE_PLUS" : "ENTERPRISE";
}

/**
 * Why an edition has no such tier; undefined when it has.
 * @see https://cloud.google.com/sql/docs/postgres/create-instance#machine-types
 */
export function tierProblem(tier: string, edition: Edition): string | undefined {
  const invalid = `Invalid Tier (${tier}) for (${edition}) Edition. Use a predefined Tier like`;
  if (edition === "ENTERPRISE_PLUS")
    return /^db-(perf-optimized-N|c4a-highmem)-\d+$/.test(tier)
      ? undefined
      : `${invalid} db-perf-optimized-N-* instead.`;
  if (/^db-(f1-micro|g1-small)$/.test(tier)) return undefined;
  const [, cpus, memory] = /^db-custom-(\d+)-(\d+)$/.exec(tier) ?? [];
  if (cpus === undefined || memory === undefined) return `${invalid} db-custom-1-3840 instead.`;
  const [cores, mib] = [Number(cpus), Number(memory)];
  const perCore = mib / MIB_PER_GIB / cores;
  const isOffered =
    (cores === 1 || (cores % 2 === 0 && cores <= 96)) &&
    mib % 256 === 0 &&
    mib >= 3.75 * MIB_PER_GIB &&
    perCore >= 0.9 &&
    perCore <= 6.5;
  return isOffered
    ? undefined
    : `Invalid custom machine type ${tier}: 1 or an even number of vCPUs up to 96, and 0.9 to 6.5 GiB for each of them in steps of 256 MiB, at least 3840 MiB.`;
}
