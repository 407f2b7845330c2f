import { NameRules } from "../core";
import type { CheckTable, Row } from "../core/checks";
import { integer, named, omitted, oneOf, pattern, that, unique, type Rule } from "../core/rules";
import type { CopySchedule } from "./copy-schedule";
import { resolveKedro, type ResolvedKedro } from "./defaults";
import { ModelStage, type KedroWorkspaceProps } from "./settings";

const FIELD = "([\\d*,/L#-]|[A-Z]{3})+";
const CRON = new RegExp(`^${FIELD}( ${FIELD}){4} [A-Za-z]+(/[A-Za-z_+-]+)*$`);
const IDENTIFIER = named(NameRules.SNOWFLAKE_IDENTIFIER);

/** @see https://docs.snowflake.com/en/sql-reference/sql/create-task */
const scheduleRows = <S extends object>(field: string): Row<S>[] => [
  { field: `${field}.minutes`, rule: integer(1, 11_520, "minutes between two runs of a task"), synthesis: true },
  {
    field: `${field}.cronExpression`,
    rule: pattern(CRON, "be a cron expression of five fields and a time zone", 'Use for example "0 6 * * * UTC"'),
    synthesis: true,
  },
];

/** The experiment's name in kedro-snowflake's SQL. */
const EXPERIMENT_NAME: Rule = pattern(
  /^[^'\n]+$/,
  "be a text without ' and line breaks: kedro-snowflake writes it between single quotes in SQL",
  "Use a name without them",
);

type KedroChoices = Pick<KedroWorkspaceProps, "users" | "modelStage" | "copySchedule" | "experimentName"> & {
  readonly roleName?: string;
};

const CHOICES: readonly Row<KedroChoices>[] = [
  { field: "roleName", rule: IDENTIFIER, synthesis: true },
  {
    field: "users",
    rule: pattern(/^[^"]+$/, "be a user's name without quotes", "Use the name that SHOW USERS shows"),
    each: true,
    synthesis: true,
  },
  { field: "users", rule: unique(), each: true },
  { field: "modelStage", rule: oneOf(ModelStage), synthesis: true },
  ...scheduleRows<KedroChoices>("copySchedule"),
  {
    field: "copySchedule",
    rule: omitted("an external model stage is not copied", "Remove it, or use ModelStage.INTERNAL"),
    when: ({ modelStage }) => modelStage === ModelStage.EXTERNAL,
  },
  { field: "experimentName", rule: EXPERIMENT_NAME, synthesis: true },
];

/** Requirements on a team's kedro settings. */
export const KEDRO: CheckTable<KedroChoices> = { rows: CHOICES };

/** Requirements on the props of a kedro workspace. */
export const KEDRO_WORKSPACE: CheckTable<KedroWorkspaceProps, ResolvedKedro> = {
  complete: resolveKedro,
  rows: [
    ...CHOICES,
    { field: "modelStageName", rule: IDENTIFIER, synthesis: true },
    {
      field: "modelStageName",
      rule: ({ artifactStage }) =>
        that(
          (name) => name !== artifactStage.stageName,
          "differ from the name of the stage over MLflow's artifacts",
          "Use another name for one of them",
        ),
    },
    {
      field: "parentRole",
      rule: omitted("which roles inherit an existing role is managed elsewhere", "Remove it, and grant the role there"),
      when: ({ roleExists }) => roleExists === true,
    },
    {
      field: "modelStage",
      rule: that(
        () => false,
        "be ModelStage.INTERNAL: the artifact stage does not know the URL and the integration that an external model stage needs",
        "Make the artifact stage here, or use ModelStage.INTERNAL",
      ),
      when: ({ modelStage, artifactStage: { url, integration } }) =>
        modelStage === ModelStage.EXTERNAL && (url === undefined || integration === undefined),
    },
  ],
};

/** Requirements on the experiment's name in the configuration. */
export const KEDRO_CONFIGURATION: CheckTable<{ readonly experimentName?: string }> = {
  rows: [{ field: "experimentName", rule: EXPERIMENT_NAME, synthesis: true }],
};

/** Requirements on the task that copies models. */
export const MODEL_COPY_TASK: CheckTable<{ readonly name?: string; readonly schedule?: CopySchedule }> = {
  rows: [{ field: "name", rule: IDENTIFIER }, ...scheduleRows<object>("schedule")],
};
