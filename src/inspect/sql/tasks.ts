import type { Reader } from "./reader";
import { comment, plain, statement, text, type Renderer } from "./statement";
import { literal, quoted, requoted } from "./text";

function schedule(reader: Reader): string | undefined {
  const block = reader.block("schedule");
  if (block === undefined) return undefined;
  const cron = block.text("using_cron");
  if (cron !== undefined) return `SCHEDULE = ${literal(`USING CRON ${cron}`)}`;
  const unit = ["seconds", "minutes", "hours"].find((name) => block.text(name) !== undefined);
  if (unit === undefined) return reader.refuse("the schedule is empty");
  return `SCHEDULE = ${literal(`${block.required(unit)} ${unit.slice(0, -1).toUpperCase()}`)}`;
}

/** https://docs.snowflake.com/en/sql-reference/sql/create-task: a new task is suspended. */
const task: Renderer = (reader) => {
  const name = reader.schemaObject();
  const warehouse = reader.text("warehouse");
  const after = reader.list("after");
  const when = reader.text("when");
  const create = statement(`CREATE TASK ${name}`, [
    warehouse === undefined ? undefined : `WAREHOUSE = ${quoted(warehouse)}`,
    text(reader, "user_task_managed_initial_warehouse_size"),
    schedule(reader),
    plain(reader, "allow_overlapping_execution"),
    plain(reader, "user_task_timeout_ms"),
    plain(reader, "suspend_task_after_num_failures"),
    comment(reader),
    plain(reader, "task_auto_retry_attempts"),
    after.length === 0 ? undefined : `AFTER ${after.map(requoted).join(", ")}`,
    when === undefined ? undefined : `WHEN ${when}`,
    `AS ${reader.required("sql_statement")}`,
  ]);
  return reader.flag("started") ? [create, `ALTER TASK ${name} RESUME`] : [create];
};

const asComment = (words: string, sql: string) => `${words} ${sql}`.replace(/^/gm, "-- ");

/** The configured statements; those that run on destroy are comments. */
const execute: Renderer = (reader) => {
  const revert = reader.required("revert");
  const query = reader.text("query");
  return [
    [
      asComment("when it is destroyed:", revert),
      ...(query === undefined ? [] : [asComment("read after it:", query)]),
      reader.required("execute").trim().replace(/;$/, ""),
    ].join("\n"),
  ];
};

export const taskRenderers: Readonly<Record<string, Renderer>> = {
  snowflake_task: task,
  snowflake_execute: execute,
};
