import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pythonEnvironment } from "../../../src/rehearsal/servers";
import { PYTHON_FOLDER } from "../../../src/rehearsal/servers/python";

const PAGE = readFileSync(join(__dirname, "..", "..", "..", "docs", "functions.md"), "utf8");

/** The SQL text of the page that turns a query's rows into calls, as it stands there. */
export function loggingSql(): string {
  const blocks = [...PAGE.matchAll(/^```sql\n([^]*?)^```/gm)].map((match) => match[1] ?? "");
  const found = blocks.filter((block) => block.startsWith("WITH points AS"));
  if (found.length !== 1) throw new Error(`docs/functions.md has ${found.length} SQL texts that begin with points`);
  return found[0]?.trim().replace(/;$/, "") ?? "";
}

/** What the SQL text hands to MLFLOW_RUNS_LOG_BATCH, one list of arguments a call. An engine for Snowflake's dialect runs it. */
export async function loggingCalls(rows: string): Promise<unknown[][]> {
  const { python } = await pythonEnvironment({ requirements: join(PYTHON_FOLDER, "requirements-test.txt") });
  const setup = [
    "CREATE TABLE training_metrics (run_id VARCHAR, key VARCHAR, value FLOAT, step NUMBER, measured_at TIMESTAMP_NTZ)",
    `INSERT INTO training_metrics ${rows}`,
  ];
  const { status, stdout, stderr } = spawnSync(python, [join(__dirname, "snowflake_sql.py")], {
    input: JSON.stringify({ setup, sql: loggingSql() }),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr.slice(-2000));
  const lines = stdout
    .trim()
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) => {
    const [, , call] = JSON.parse(line) as [string, number, string];
    return JSON.parse(call) as unknown[];
  });
}
