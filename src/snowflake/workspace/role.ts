import { AccountRole } from "@cdktf/provider-snowflake/lib/account-role";
import { DataSnowflakeCurrentRole } from "@cdktf/provider-snowflake/lib/data-snowflake-current-role";
import { GrantAccountRole } from "@cdktf/provider-snowflake/lib/grant-account-role";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { ROLE, ROLE_NAME, USER_NAME } from "./checks";
import { Grant } from "./grant";
import type { IRole } from "./interface";
import type { RoleProps } from "./settings";

abstract class RoleBase extends Construct implements IRole {
  public abstract readonly roleName: string;
  public abstract readonly parentGrant: Grant;

  /** Grants the role to a user. The name is upper-case, as Snowflake keeps names that were written without quotes. */
  public grantToUser(userName: string): Grant {
    checkOnce(this, { userName }, USER_NAME);
    return new Grant([new GrantAccountRole(this, `User-${userName}`, { roleName: this.roleName, userName })]);
  }
}

/**
 * An account role.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-role
 */
export class Role extends RoleBase {
  /** An existing role. */
  public static fromRoleName(scope: Construct, id: string, roleName: string): IRole {
    return new ImportedRole(scope, id, roleName);
  }

  public readonly roleName: string;
  public readonly parentGrant: Grant;

  /** @throws ValidationError when a name is not an upper-case identifier */
  constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id);
    checkOnce(this, props, ROLE);

    const role = new AccountRole(this, "Resource", { name: props.name, comment: props.comment });
    this.roleName = role.name;
    const toDeployer = props.parentRole === undefined && props.deployingRoleInherits === true;
    const parent = new GrantAccountRole(this, "Parent", {
      roleName: role.name,
      parentRoleName: toDeployer
        ? new DataSnowflakeCurrentRole(this, "DeployingRole").name
        : (props.parentRole ?? "SYSADMIN"),
      // A plan with another role must show no change.
      lifecycle: toDeployer ? { ignoreChanges: ["parent_role_name"] } : undefined,
    });
    this.parentGrant = new Grant([parent]);
  }
}

class ImportedRole extends RoleBase {
  public readonly roleName: string;
  public readonly parentGrant = new Grant([]);

  constructor(scope: Construct, id: string, roleName: string) {
    super(scope, id);
    checkOnce(this, { roleName }, ROLE_NAME);
    this.roleName = roleName;
  }
}
