import { GrantPrivilegesToAccountRole } from "@cdktf/provider-snowflake/lib/grant-privileges-to-account-role";
import { TerraformResource, TerraformStack, type TerraformResourceLifecycle } from "cdktf";
import type { IConstruct } from "constructs";
import { Grant } from "./grant";
import type { IRole } from "./interface";

/** Where a privilege is granted: exactly one of the fields is set. */
interface Target {
  readonly account?: boolean;
  readonly accountObject?: { readonly type: string; readonly name: string };
  readonly schema?: string;
  readonly schemaObject?: { readonly type: string; readonly name: string };
}

/**
 * Grants of privileges to roles; internal to the package.
 *
 * Objects are addressed by the resource's `fully_qualified_name`: it becomes unknown when the object is replaced, so that the
 * grant is created again in the same apply. A name written by hand would leave the new object without grants.
 * @see https://registry.terraform.io/providers/snowflakedb/snowflake/2.11.0/docs/resources/grant_privileges_to_account_role
 */
export class Grants {
  /** Privileges on the account itself. */
  public static onAccount(scope: IConstruct, id: string, role: IRole, privileges: string[]): Grant {
    return Grants.make(scope, id, role, privileges, { account: true });
  }

  /** Privileges on a DATABASE, WAREHOUSE or INTEGRATION. */
  public static onAccountObject(
    scope: IConstruct,
    id: string,
    role: IRole,
    privileges: string[],
    type: "DATABASE" | "WAREHOUSE" | "INTEGRATION",
    name: string,
  ): Grant {
    return Grants.make(scope, id, role, privileges, { accountObject: { type, name } });
  }

  /** Privileges on a schema. */
  public static onSchema(scope: IConstruct, id: string, role: IRole, privileges: string[], name: string): Grant {
    return Grants.make(scope, id, role, privileges, { schema: name });
  }

  /** Privileges on a FUNCTION or PROCEDURE (with its argument types in the name), STAGE or TASK. */
  public static onSchemaObject(
    scope: IConstruct,
    id: string,
    role: IRole,
    privileges: string[],
    type: "FUNCTION" | "PROCEDURE" | "STAGE" | "TASK",
    name: string,
  ): Grant {
    return Grants.make(scope, id, role, privileges, { schemaObject: { type, name } });
  }

  /**
   * The use of an external function. The provider reads a privilege back only where Snowflake shows the grant's object type as it was
   * written, and how it shows external functions is not documented: so a difference in the privileges is ignored.
   */
  public static onExternalFunction(scope: IConstruct, id: string, role: IRole, name: string): Grant {
    const lifecycle = { ignoreChanges: ["privileges"] };
    return Grants.make(scope, id, role, ["USAGE"], { schemaObject: { type: "FUNCTION", name } }, lifecycle);
  }

  /** The role's path below its stack, so that two roles never share a grant's id. */
  private static key(role: IRole): string {
    const stack = TerraformStack.of(role).node.path;
    return role.node.path.slice(stack.length).replace(/^\//, "").replace(/\//g, "-");
  }

  private static make(
    scope: IConstruct,
    id: string,
    role: IRole,
    privileges: string[],
    on: Target,
    lifecycle?: TerraformResourceLifecycle,
  ): Grant {
    const grantId = `${id}-${Grants.key(role)}`;
    const existing = scope.node.tryFindChild(grantId);
    if (existing !== undefined) return new Grant(TerraformResource.isTerraformResource(existing) ? [existing] : []);
    const resource = new GrantPrivilegesToAccountRole(scope, grantId, {
      accountRoleName: role.roleName,
      privileges,
      onAccount: on.account,
      onAccountObject: on.accountObject && { objectType: on.accountObject.type, objectName: on.accountObject.name },
      onSchema: on.schema === undefined ? undefined : { schemaName: on.schema },
      onSchemaObject: on.schemaObject && { objectType: on.schemaObject.type, objectName: on.schemaObject.name },
      lifecycle,
    });
    return new Grant([resource]);
  }
}
