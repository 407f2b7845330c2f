import type { Problems } from "../core";
import type { CopySchedule } from "./copy-schedule";

const FIELD = "([\\d*,/L#-]|[A-Z]{3})+";
const CRON = new RegExp(`^${FIELD}( ${FIELD}){4} [A-Za-z]+(/[A-Za-z_+-]+)*$`);

/** Notes a problem when Snowflake would not take the schedule. */
export function checkSchedule(problems: Problems, field: string, { minutes, cronExpression }: CopySchedule): void {
  if (minutes !== undefined)
    problems.check(
      Number.isInteger(minutes) && minutes >= 1 && minutes <= 11520,
      field,
      minutes,
      "a task runs every 1 to 11520 minutes",
      "Write a whole number in that range, or a cron expression",
    );
  if (cronExpression !== undefined)
    problems.check(
      CRON.test(cronExpression),
      field,
      cronExpression,
      "a cron expression has five fields and a time zone",
      'Write for example "0 6 * * * UTC"',
    );
}

/** Notes a problem when kedro-snowflake could not write the experiment's name into its SQL. */
export function checkExperimentName(problems: Problems, name: string): void {
  problems.check(
    name !== "" && !/['\n]/.test(name),
    "experimentName",
    name,
    "kedro-snowflake writes the experiment's name between single quotes in SQL",
    "Choose a name without ' and line breaks",
  );
}
