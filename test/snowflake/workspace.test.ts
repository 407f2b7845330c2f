import { Grant, Role, Workspace } from "../../src/snowflake";
import { emptyStack, roleIn, workspaceIn } from "./fixture";
import { addressOf, all, one, synthesized } from "./synthesized";

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
