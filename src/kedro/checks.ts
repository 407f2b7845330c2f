import type { Problems } from "../core";
import { checkOneOf } from "../core/one-of";
import type { CopySchedule } from "./copy-schedule";
import { ModelStage } from "./model-stage";

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

/** Notes what is wrong in where models are put and when they are copied from there. */
export function checkModelStage(problems: Problems, modelStage?: ModelStage, copySchedule?: CopySchedule): void {
  checkOneOf(problems, "modelStage", modelStage, ModelStage, "a model stage is one of", "Write one of ModelStage");
  if (copySchedule === undefined) return;
  checkSchedule(problems, "copySchedule", copySchedule);
  problems.check(
    modelStage !== ModelStage.EXTERNAL,
    "copySchedule",
    "set",
    "with an external model stage nothing is copied",
    "Leave it out, or choose ModelStage.INTERNAL",
  );
}

/** Notes users that no role can be granted to. */
export function checkUsers(problems: Problems, users: string[]): void {
  users.forEach((user, index) => {
    problems.check(
      user !== "" && !user.includes('"') && users.indexOf(user) === index,
      `users.${index}`,
      user,
      "a user's name is not empty, holds no quotes and is said once",
      "Write it as SHOW USERS shows it",
    );
  });
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
