import { Grant, Role, WarehouseSize, Workspace, type WorkspaceProps } from "../../../src/snowflake";
import { emptyStack, roleIn, workspaceIn } from "../fixture";
import { addressOf, all, one, synthesized } from "../synthesized";

test("a workspace is a database, its schema and a warehouse that suspends itself", () => {
  const stack = emptyStack();
  workspaceIn(stack);
  expect(one(stack, "snowflake_database")).toEqual({ name: "MLOPS_DEV" });
  expect(one(stack, "snowflake_schema")).toEqual({
    database: `\${${addressOf(stack, "snowflake_database")}.name}`,
    name: "MLFLOW",
  });
  expect(one(stack, "snowflake_warehouse")).toMatchObject({
    name: "MLOPS_DEV_WH",
    warehouse_size: "XSMALL",
    auto_suspend: 60,
    auto_resume: "true",
    initially_suspended: true,
  });
});

test("protection refuses to plan a destroy of what holds data, and of nothing else", () => {
  const stack = emptyStack();
  new Workspace(stack, "Workspace", {
    databaseName: "MLOPS_PROD",
    schemaName: "MLFLOW",
    warehouseName: "WH",
    protection: true,
  });
  const protectedTypes = Object.entries(synthesized(stack).resource)
    .filter(([, blocks]) => Object.values(blocks).some((block) => "lifecycle" in block))
    .map(([type]) => type);
  expect(protectedTypes).toEqual(["snowflake_database", "snowflake_schema"]);
  expect(one(stack, "snowflake_database").lifecycle).toEqual({ prevent_destroy: true });
});

test("usage of a workspace is usage of database, schema and warehouse, by names that follow a replacement", () => {
  const stack = emptyStack();
  const workspace = workspaceIn(stack);
  const granted = workspace.grantUsage(roleIn(stack));
  const grants = all(stack, "snowflake_grant_privileges_to_account_role");
  expect(grants.map((grant) => grant.privileges)).toEqual([["USAGE"], ["USAGE"], ["USAGE"]]);
  const [database, schema, warehouse] = ["database", "schema", "warehouse"].map(
    (type) => `\${${addressOf(stack, `snowflake_${type}`)}.fully_qualified_name}`,
  );
  expect(grants).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ on_account_object: { object_type: "DATABASE", object_name: database } }),
      expect.objectContaining({ on_schema: { schema_name: schema } }),
      expect.objectContaining({ on_account_object: { object_type: "WAREHOUSE", object_name: warehouse } }),
    ]),
  );
  expect(granted.dependables).toHaveLength(3);
});

test("granting twice to one role makes one grant, and two roles never share one", () => {
  const stack = emptyStack();
  const workspace = workspaceIn(stack);
  const role = roleIn(stack);
  expect(Grant.combine([workspace.grantUsage(role), workspace.grantUsage(role)]).dependables).toHaveLength(6);
  expect(all(stack, "snowflake_grant_privileges_to_account_role")).toHaveLength(3);
  workspace.grantUsage(roleIn(stack, "OTHER"));
  expect(all(stack, "snowflake_grant_privileges_to_account_role")).toHaveLength(6);
});

test("a workspace that exists is used by its names, and nothing is made", () => {
  const stack = emptyStack();
  const names = { databaseName: "SHARED", schemaName: "ML", warehouseName: "WH" };
  const workspace = Workspace.fromWorkspaceAttributes(stack, "Workspace", names);
  expect(workspace.schemaFullyQualifiedName).toBe('"SHARED"."ML"');
  expect(workspace.names).toEqual(names);
  expect(synthesized(stack).resource).toEqual({});
  workspace.grantUsage(Role.fromRoleName(stack, "Role", "ANALYST"));
  expect(all(stack, "snowflake_grant_privileges_to_account_role")).toHaveLength(3);
});

const NAMES = { databaseName: "SHARED", schemaName: "ML", warehouseName: "WH" };

test.each<[string, Partial<WorkspaceProps>, string[]]>([
  ["a database", { databaseExists: true }, ["snowflake_schema", "snowflake_warehouse"]],
  ["a database with its schema", { databaseExists: true, schemaExists: true }, ["snowflake_warehouse"]],
  ["a warehouse", { warehouseExists: true }, ["snowflake_database", "snowflake_schema"]],
  ["a database and a warehouse", { databaseExists: true, warehouseExists: true }, ["snowflake_schema"]],
])("%s that exists is used beside what is made, under the same addresses", (_what, exists, made) => {
  const [whole, part] = [emptyStack(), emptyStack()];
  new Workspace(whole, "Workspace", NAMES).grantUsage(roleIn(whole));
  const workspace = new Workspace(part, "Workspace", { ...NAMES, ...exists });
  workspace.grantUsage(roleIn(part));
  const types = ["snowflake_database", "snowflake_schema", "snowflake_warehouse"];
  expect(types.filter((type) => all(part, type).length > 0)).toEqual(made);
  for (const type of made) expect(addressOf(part, type)).toBe(addressOf(whole, type));
  const grants = (stack: typeof whole) =>
    Object.keys(synthesized(stack).resource.snowflake_grant_privileges_to_account_role ?? {});
  expect(grants(part)).toEqual(grants(whole));
  expect(workspace.names).toEqual(NAMES);
});

test("a schema is made in a database that exists, and grants name what exists in quotes", () => {
  const stack = emptyStack();
  new Workspace(stack, "Workspace", { ...NAMES, databaseExists: true }).grantUsage(roleIn(stack));
  expect(one(stack, "snowflake_schema")).toMatchObject({ database: "SHARED", name: "ML" });
  expect(all(stack, "snowflake_grant_privileges_to_account_role")).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ on_account_object: { object_type: "DATABASE", object_name: '"SHARED"' } }),
    ]),
  );
});

test.each<[string, Partial<WorkspaceProps>, RegExp]>([
  ["a schema that exists in no database", { schemaExists: true }, /schemaExists = true: .*Set databaseExists too/],
  [
    "a size for a warehouse that exists",
    { warehouseExists: true, warehouseSize: WarehouseSize.SMALL },
    /warehouseSize = "SMALL": .*an existing warehouse keeps its own settings/,
  ],
  [
    "a pause for a warehouse that exists",
    { warehouseExists: true, warehouseAutoSuspendSeconds: 90 },
    /warehouseAutoSuspendSeconds = 90: .*an existing warehouse keeps its own settings/,
  ],
])("%s is refused, and nothing is made", (_what, wrong, message) => {
  const stack = emptyStack();
  expect(() => new Workspace(stack, "Workspace", { ...NAMES, ...wrong })).toThrow(message);
  expect(synthesized(stack).resource).toEqual({});
});

test("a role is inherited by SYSADMIN unless a parent is named", () => {
  const stack = emptyStack();
  roleIn(stack);
  expect(one(stack, "snowflake_grant_account_role")).toMatchObject({ parent_role_name: "SYSADMIN" });
  new Role(stack, "Second", { name: "SECOND", parentRole: "ML_ADMIN", deployingRoleInherits: true });
  expect(all(stack, "snowflake_grant_account_role")[1]).toMatchObject({ parent_role_name: "ML_ADMIN" });
});

test("a role that owns things is inherited by whoever deploys first, and a plan by another role changes nothing", () => {
  const stack = emptyStack();
  new Role(stack, "Owner", { name: "OWNER", deployingRoleInherits: true });
  const [current] = Object.keys(synthesized(stack).data.snowflake_current_role ?? {});
  expect(one(stack, "snowflake_grant_account_role")).toMatchObject({
    parent_role_name: `\${data.snowflake_current_role.${current}.name}`,
    lifecycle: { ignore_changes: ["parent_role_name"] },
  });
});

test("a role goes to a user under the name that Snowflake shows", () => {
  const stack = emptyStack();
  roleIn(stack).grantToUser("ADA");
  expect(all(stack, "snowflake_grant_account_role")[1]).toMatchObject({ user_name: "ADA" });
});
