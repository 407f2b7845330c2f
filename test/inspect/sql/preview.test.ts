import { NoSql, previewSql, toScript } from "../../../src/inspect/sql";
import type { SynthesizedStack } from "../../../src/inspect/stack";
import { awsDevStack, awsProdStack, azureDevStack, stackOf } from "../stack";

// The first test of the file synthesizes whole environments.
jest.setTimeout(120_000);

const environments: [string, () => SynthesizedStack][] = [
  ["aws-dev", awsDevStack],
  ["aws-prod", awsProdStack],
  ["azure-dev", azureDevStack],
];

const snowflakeAddresses = ({ resources }: SynthesizedStack) =>
  resources.filter(({ type }) => type.startsWith("snowflake_")).map(({ address }) => address);

/** Bodies may hold anything: what is checked of the rest must not see them. */
const withoutBodies = (sql: string) => sql.replace(/\$\$[\s\S]*?\$\$/g, "$$$$");

const statements = (resources: Parameters<typeof stackOf>[0]) =>
  previewSql(stackOf(resources)).flatMap((resource) => resource.statements);

test.each(environments)("every Snowflake resource of %s has its SQL, and no other has", (_name, stack) => {
  const previewed = previewSql(stack());
  expect(previewed.map((each) => each.address).sort()).toEqual(snowflakeAddresses(stack()).sort());
  for (const { statements: sql } of previewed) expect(sql.join("")).toMatch(/^(-- .*\n)*(CREATE|GRANT|ALTER) /);
});

test.each(environments)("an object of %s is named only after it was created", (_name, stack) => {
  const created = new Map<string, number>();
  const sql = previewSql(stack()).flatMap((resource) => resource.statements.map(withoutBodies));
  for (const [place, text] of sql.entries()) {
    const name = /^CREATE (?:[A-Z]+ )+?((?:"[^"]+"\.?)+)/.exec(text)?.[1];
    if (name !== undefined) created.set(name, place);
  }
  expect(created.size).toBeGreaterThan(100);
  for (const [place, text] of sql.entries()) {
    const code = text.replace(/'(?:\\.|[^'\\])*'/g, "''");
    for (const [name] of code.matchAll(/"[^"]+"(?:\."[^"]+")*/g)) {
      const made = created.get(name);
      // What is not created here is an argument of a routine, or known after the deploy.
      if (made === undefined) expect(name).toMatch(/^"([A-Z_]+|<known after the deploy: .*>)"$/);
      else expect(made).toBeLessThanOrEqual(place);
    }
  }
});

test.each(environments)("the script of %s has balanced quotes, and every statement its end", (_name, stack) => {
  for (const { statements: sql } of previewSql(stack())) {
    for (const text of sql) {
      expect((text.match(/\$\$/g) ?? []).length % 2).toBe(0);
      const rest = withoutBodies(text)
        .replace(/^-- .*$/gm, "")
        .replace(/'(?:\\.|[^'\\])*'|"[^"]*"/g, "");
      expect(rest).not.toMatch(/['";]/);
    }
  }
});

test.each(environments)("the SQL of %s leaves no Terraform expression and no secret in it", (_name, stack) => {
  const script = toScript("x", previewSql(stack()));
  expect(script).not.toMatch(/\$\{(?:data\.)?[a-z]+_\w+\./);
  expect(script).not.toMatch(/postgresql|random_password|PRIVATE KEY/);
});

test("a type without SQL is an error that names it, never left out", () => {
  expect(() => statements({ "snowflake_network_policy.a": { name: "A" } })).toThrow(NoSql);
  expect(() => statements({ "snowflake_network_policy.a": { name: "A" } })).toThrow(
    "snowflake_network_policy.a: the SQL of the type snowflake_network_policy is unknown",
  );
});

test("an attribute without SQL is an error that names it, also in a nested block", () => {
  expect(() => statements({ "snowflake_database.a": { name: "A", replication: [{ x: 1 }] } })).toThrow(
    "snowflake_database.a: the SQL of replication is unknown",
  );
  expect(() => statements({ "snowflake_database.a": { name: "A", comment: ["x"] } })).toThrow("comment is not a plain");
  expect(() => statements({ "snowflake_database.a": { comment: "x" } })).toThrow("name is missing");
  expect(() => statements({ "snowflake_database.a": { name: "A", count: 3 } })).toThrow("count");
  expect(() =>
    statements({
      "snowflake_task.a": {
        database: "D",
        schema: "S",
        name: "A",
        schedule: [{ minutes: 5, weeks: 1 }],
        sql_statement: "SELECT 1",
        started: false,
      },
    }),
  ).toThrow("snowflake_task.a.schedule: the SQL of weeks is unknown");
});

test("a body with $$ is an error: it would end there", () => {
  const functionOf = (body: string) =>
    statements({
      "snowflake_function_javascript.a": {
        database: "D",
        schema: "S",
        name: "F",
        arguments: [{ arg_name: "EVENT", arg_data_type: "OBJECT" }],
        return_type: "OBJECT",
        function_definition: body,
      },
    });
  expect(() => functionOf("return '$$'")).toThrow("contains $$");
  expect(functionOf("return `$${x}`")).toEqual([
    'CREATE FUNCTION "D"."S"."F"("EVENT" OBJECT)\n  RETURNS OBJECT\n  LANGUAGE JAVASCRIPT\n  AS $$return `${x}`$$',
  ]);
});

test("secrets are never shown, not even those that the configuration holds", () => {
  const sql = statements({
    "snowflake_api_integration.a": { name: "A", api_provider: "aws_api_gateway", api_key: "hunter2" },
    "snowflake_stage.b": { database: "D", schema: "S", name: "B", credentials: "AWS_SECRET_KEY='hunter2'" },
    "aws_db_instance.c": { password: "hunter2" },
    "snowflake_execute.d": { execute: "SELECT '${aws_db_instance.c.password}'", revert: "SELECT 1" },
  }).join("\n");
  expect(sql).not.toContain("hunter2");
  expect(sql).toContain("API_KEY = '<not shown>'");
  expect(sql).toContain("CREDENTIALS = (<not shown>)");
  expect(sql).toContain("SELECT '<known after the deploy: aws_db_instance.c.password>'");
});

test("a comment in a script stays one, whatever is in it", () => {
  const [sql] = statements({
    "snowflake_execute.a": { execute: "SELECT 1;", revert: "SELECT\n2", query: "SHOW ROLES" },
  });
  expect(sql).toBe("-- when it is destroyed: SELECT\n-- 2\n-- read after it: SHOW ROLES\nSELECT 1");
});
