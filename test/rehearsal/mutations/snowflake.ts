import { ALL, set, without, replaced, WORD, type Mutation } from "./mutation";

const FUNCTION = "snowflake_external_function";
const GRANT = "snowflake_grant_privileges_to_account_role";

/** Snowflake's side of aws-dev, and what Terraform makes by itself. */
export const SNOWFLAKE: readonly Mutation[] = [
  {
    type: "random_id",
    what: "another suffix",
    change: set("random_id", ALL, { hex: "00000000" }),
    green: "names that were made with it stay",
  },
  {
    type: "random_password",
    what: "stands in a tag",
    change: (copy) => {
      let password: unknown;
      copy.edit("random_password", ALL, (held) => void (password = held.result));
      set("aws_lb", ALL, { tags: { password } })(copy);
    },
    red: /secrets: aws_lb\.\w+: tags\.password shows the secret of/,
  },
  {
    type: "snowflake_account_role",
    what: "taken away",
    change: without("snowflake_account_role"),
    green:
      "the grants that name it decide; with the role they go in a real account, which their own rule checks at apply",
  },
  {
    type: "snowflake_api_integration",
    what: "another allowed prefix",
    change: set("snowflake_api_integration", ALL, { api_allowed_prefixes: ["https://other.example.com/"] }),
    red: /call: .*is not allowed by API integration/,
  },
  {
    type: "snowflake_database",
    what: "taken away",
    change: without("snowflake_database"),
    green: "schema, functions and grants name it and are refused at apply; afterwards nothing reads it",
  },
  {
    type: "snowflake_execute",
    what: "the copy task is not resumed",
    change: without("snowflake_execute"),
    green: "a schedule does not run in a rehearsal",
  },
  {
    type: FUNCTION,
    what: "address of another host",
    change: set(FUNCTION, ALL, { url_of_proxy_and_resource: "https://other.example.com/v1/" }),
    red: /call: .*is not allowed by API integration/,
  },
  {
    type: FUNCTION,
    what: "secret in a header",
    change: (copy) => {
      let password: unknown;
      copy.edit("random_password", ALL, (held) => void (password = held.result));
      set(FUNCTION, ALL, { header: [{ name: "key", value: password }] })(copy);
    },
    red: /secrets: snowflake_external_function\.\w+: header\[0\]\.value/,
  },
  {
    type: FUNCTION,
    what: "does not send its account",
    change: set(FUNCTION, ALL, { context_headers: ["CURRENT_REGION", "CURRENT_TIMESTAMP", "CURRENT_USER"] }),
    red: /call: .*403 .*own Snowflake account/,
  },
  {
    type: "snowflake_function_javascript",
    what: "a syntax error",
    change: replaced("snowflake_function_javascript", ALL, "function_definition", "const ", "const const "),
    red: /translators: JavaScript compilation error: Uncaught SyntaxError/,
  },
  {
    type: "snowflake_grant_account_role",
    what: "taken away",
    change: without("snowflake_grant_account_role"),
    green: "the owner and the roles with grants of their own call; whom roles are handed to is the team's",
  },
  {
    type: "snowflake_grant_ownership",
    what: "the task belongs to its maker",
    change: without("snowflake_grant_ownership"),
    green: "its statement is allowed to that role too",
  },
  {
    type: "snowflake_procedure_javascript",
    what: "a syntax error",
    change: replaced("snowflake_procedure_javascript", ALL, "procedure_definition", "const ", "const const "),
    red: /translators: JavaScript compilation error: Uncaught SyntaxError/,
  },
  {
    type: "snowflake_schema",
    what: "taken away",
    change: without("snowflake_schema"),
    green: "functions and stages name it and are refused at apply; afterwards nothing reads it",
  },
  {
    type: "snowflake_stage",
    what: "outside of the allowed locations",
    change: set("snowflake_stage", /Artifact/, { url: "s3://other/" }),
    red: /stages: .*is not allowed by integration/,
  },
  {
    type: "snowflake_storage_integration",
    what: "another external id",
    change: set("snowflake_storage_integration", ALL, { storage_aws_external_id: WORD }),
    red: /stages: .*Error assuming AWS_ROLE/,
  },
  {
    type: "snowflake_task",
    what: "copies to a stage that does not exist",
    change: replaced("snowflake_task", ALL, "sql_statement", "MLFLOW_ARTIFACT_STAGE", "NO_STAGE"),
    red: /stages: .*its statement fails for/,
  },
  {
    type: "snowflake_warehouse",
    what: "suspended for ever",
    change: set("snowflake_warehouse", ALL, { auto_resume: "false", initially_suspended: true }),
    green: "no warehouse runs in a rehearsal",
  },
  {
    type: "terraform_data",
    what: "taken away",
    change: without("terraform_data"),
    green: "it refuses a later deploy that changes what it keeps; no call reads it",
  },
  {
    type: "time_sleep",
    what: "no wait",
    change: set("time_sleep", ALL, { create_duration: "0s" }),
    green: "waits return at once in a rehearsal",
  },
  {
    type: GRANT,
    what: "taken away",
    change: without(GRANT),
    red: /call: specify the role that calls|call: .*not authorized/,
  },
];
