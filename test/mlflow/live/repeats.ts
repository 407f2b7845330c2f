import { RetrySafety } from "../../../src/mlflow/catalogue/types";
import type { Live } from "../support/live";

/** What says when and how often something was written: a repeated request may move it. */
const TOUCHED = [
  "last_update_time",
  "last_updated_time",
  "last_updated_timestamp",
  "last_updated_timestamp_ms",
  "deleted_time",
  "db_payload_generation",
  // MLflow makes the digest of an evaluation dataset from the time of its last change.
  "digest",
];

let everyTable: Promise<string> | undefined;

/** A query that gives a digest of each table of MLflow's database. */
async function tables(live: Live): Promise<string> {
  const postgres = await live.servers.postgres();
  const names = await postgres.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", "mlflow");
  const row = TOUCHED.reduce((text, name) => `${text} - '${name}'`, "to_jsonb(t)");
  return names
    .map(
      ({ tablename }) =>
        `SELECT '${String(tablename)}' AS name, MD5(STRING_AGG(line, '' ORDER BY line)) AS digest
         FROM (SELECT (${row})::TEXT AS line FROM "${String(tablename)}" t) lines`,
    )
    .join(" UNION ALL ");
}

/** A line a table. */
async function state(live: Live): Promise<string[]> {
  everyTable ??= tables(live);
  const postgres = await live.servers.postgres();
  return (await postgres.query(`${await everyTable} ORDER BY 1`, "mlflow")).map((table) => JSON.stringify(table));
}

/**
 * Sends the same request once more, as Snowflake does when an answer got lost, and tells by the answer and by MLflow's database
 * what it did: nothing, another object, or nothing but an error.
 */
export async function repeated(live: Live, name: string, args: readonly unknown[]): Promise<RetrySafety> {
  const before = await state(live);
  const { error } = await live.statement(name, ...args);
  const changed = (await state(live)).filter((table, index) => table !== before[index]);
  if (changed.length === 0) return error === undefined ? RetrySafety.SAFE : RetrySafety.REPEAT_FAILS;
  if (error === undefined) return RetrySafety.NEW_OBJECT;
  throw new Error(`${name}, repeated, failed and changed something all the same: ${error} ${changed.join()}`);
}
