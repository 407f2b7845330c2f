import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/cli";
import { programs, synthesizeProgram } from "../support/synthesized-stacks";

// The pipelines beside it are tested in test/inspect/pipelines.
describe("the Snowflake role that deploys", () => {
  const sql = readFileSync(join(ROOT, "examples", "ci-cd", "snowflake.sql"), "utf8")
    .split("\n")
    .filter((line) => !line.startsWith("--"))
    .join("\n");
  const onAccount = [...sql.matchAll(/GRANT ([A-Z ]+) ON ACCOUNT TO ROLE MLOPS_DEPLOY( WITH GRANT OPTION)?;/g)];
  const privileges = onAccount.map((match) => match[1] ?? "");

  /** What an account's own objects need. All others lie in a schema, or are grants on what the role owns. */
  const NEEDS: Record<string, string> = {
    snowflake_account_role: "CREATE ROLE",
    snowflake_api_integration: "CREATE INTEGRATION",
    snowflake_database: "CREATE DATABASE",
    snowflake_storage_integration: "CREATE INTEGRATION",
    snowflake_warehouse: "CREATE WAREHOUSE",
  };
  const stacks = programs().flatMap((program) => Object.values(synthesizeProgram(program)));
  const resources = stacks.flatMap((stack) =>
    Object.entries((stack.resource ?? {}) as Record<string, Record<string, Record<string, unknown>>>),
  );

  test("may make every object of every stack and example, and holds no privilege that none needs", () => {
    const snowflake = resources.filter(([type]) => type.startsWith("snowflake_"));
    const types = [...new Set(snowflake.map(([type]) => type))];
    expect(types.length).toBeGreaterThan(10);
    const others = snowflake
      .filter(([type]) => !(type in NEEDS) && !/^snowflake_(grant_\w+|schema|execute)$/.test(type))
      .filter(([, all]) => Object.values(all).some((object) => object.schema === undefined))
      .map(([type]) => type);
    expect(others).toEqual([]);
    const needed = new Set(types.map((type) => NEEDS[type] ?? "").filter((privilege) => privilege !== ""));
    expect(privileges.filter((privilege) => privilege !== "EXECUTE TASK").sort()).toEqual([...needed].sort());
  });

  test("may hand on each account privilege that a stack grants", () => {
    const granted = resources
      .filter(([type]) => type === "snowflake_grant_privileges_to_account_role")
      .flatMap(([, all]) => Object.values(all))
      .filter((grant) => grant.on_account === true)
      .flatMap((grant) => grant.privileges as string[]);
    expect(new Set(granted)).toEqual(new Set(["EXECUTE TASK"]));
    const withOption = onAccount.filter((match) => match[2] !== undefined).map((match) => match[1]);
    expect(withOption).toEqual([...new Set(granted)]);
  });

  test("is neither an administrator nor may it grant what it does not own", () => {
    expect(sql).not.toMatch(/GRANT ROLE (ACCOUNTADMIN|SECURITYADMIN|SYSADMIN)|MANAGE GRANTS/);
  });

  test("belongs to service users that have no password and no key", () => {
    const users = sql.split("CREATE USER").slice(1);
    expect(users).toHaveLength(2);
    for (const user of users)
      expect(user).toMatch(/TYPE = SERVICE[\s\S]*WORKLOAD_IDENTITY = \(TYPE = AWS ARN = 'arn:aws:iam::/);
    expect(sql).not.toMatch(/PASSWORD|RSA_PUBLIC_KEY/);
  });
});
