import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { Procedure, Role, SqlType, Workspace } from "../../../src/snowflake";

function fixture() {
  const stack = new TerraformStack(Testing.app(), "test");
  new SnowflakeProvider(stack, "Snowflake", {});
  const workspace = new Workspace(stack, "Workspace", { databaseName: "DB", schemaName: "S", warehouseName: "WH" });
  const make = (body: string, name = "P") =>
    new Procedure(stack, "Procedure", { workspace, name, arguments: [{ name: "A", type: SqlType.VARCHAR }], body });
  const one = (type: string): Record<string, unknown> => {
    const { resource } = JSON.parse(Testing.synth(stack, true)) as { resource: Record<string, Record<string, object>> };
    return { ...Object.values(resource[type] ?? {})[0] };
  };
  return { stack, make, one };
}

describe("a procedure", () => {
  test("runs with its caller's rights and knows its own schema", () => {
    const { make, one } = fixture();
    make("return SCHEMA + A;");
    expect(one("snowflake_procedure_javascript")).toMatchObject({
      name: "P",
      execute_as: "CALLER",
      return_type: "VARIANT",
      arguments: [{ arg_name: "A", arg_data_type: "VARCHAR" }],
      procedure_definition: expect.stringMatching(
        /^\/\/ content [0-9a-f]{64}\nconst SCHEMA = '\$\{snowflake_schema\.\w+\.fully_qualified_name\}\.';\nreturn SCHEMA \+ A;$/,
      ) as string,
    });
  });

  test("has another text when its body changes in blanks or case alone", () => {
    const text = (body: string): unknown => {
      const { make, one } = fixture();
      make(body);
      return String(one("snowflake_procedure_javascript").procedure_definition).split("\n")[0];
    };
    expect(new Set([text("return A;"), text("return  A;"), text("return 'A';"), text("return 'a';")]).size).toBe(4);
  });

  test("is granted by the name that changes when it is replaced", () => {
    const { stack, make, one } = fixture();
    make("return A;").grantUsage(Role.fromRoleName(stack, "Role", "R"));
    expect(one("snowflake_grant_privileges_to_account_role")).toMatchObject({
      privileges: ["USAGE"],
      on_schema_object: {
        object_type: "PROCEDURE",
        object_name: expect.stringMatching(/snowflake_procedure_javascript\.\w+\.fully_qualified_name/) as string,
      },
    });
  });

  test.each(["return $$;", "return `${A}`;", "return '%{';", "return (;"])("refuses the body %s", (body) => {
    expect(() => fixture().make(body)).toThrow(/test\/Procedure: body/);
  });

  test("refuses a name in lower case", () => {
    expect(() => fixture().make("return A;", "p")).toThrow(/test\/Procedure: name/);
  });
});
