import { spawn } from "node:child_process";
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

/**
 * What the SQL text hands to MLFLOW_RUNS_LOG_BATCH for each of several sets of rows, one list of arguments a call. An engine for
 * Snowflake's dialect runs it.
 */
export async function loggingCalls(rows: readonly string[]): Promise<unknown[][][]> {
  const { python } = await pythonEnvironment({ requirements: join(PYTHON_FOLDER, "requirements-test.txt") });
  const columns = "run_id VARCHAR, key VARCHAR, value FLOAT, step NUMBER, measured_at TIMESTAMP_NTZ";
  const texts = rows.map((each) => ({
    setup: [`CREATE OR REPLACE TABLE training_metrics (${columns})`, `INSERT INTO training_metrics ${each}`],
    sql: loggingSql(),
  }));
  const lines = (await output(python, [join(__dirname, "snowflake_sql.py")], JSON.stringify(texts))).trim().split("\n");
  return lines.map((line) =>
    (JSON.parse(line) as [string, number, string][]).map(([, , call]) => JSON.parse(call) as unknown[]),
  );
}

/** Runs a program beside whatever else is going on. @throws Error with the end of what it says when it fails */
function output(program: string, args: string[], input: string): Promise<string> {
  const child = spawn(program, args);
  const chunks: Buffer[] = [];
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) =>
      status === 0 ? resolve(Buffer.concat(chunks).toString()) : reject(new Error(errors)),
    );
  });
}
