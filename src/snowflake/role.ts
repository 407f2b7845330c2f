import { AccountRole } from "@cdktf/provider-snowflake/lib/account-role";
import { DataSnowflakeCurrentRole } from "@cdktf/provider-snowflake/lib/data-snowflake-current-role";
import { GrantAccountRole } from "@cdktf/provider-snowflake/lib/grant-account-role";
import { Construct, type IConstruct } from "constructs";
import { Problems } from "../core";
import { checkComment } from "./comment";
import { Grant } from "./grant";
import { Identifiers } from "./identifiers";

/** A Snowflake account role. */
export interface IRole extends IConstruct {
  /** Name of the role. */
  readonly roleName: string;
  /** The grant of this role to its parent; empty for a role that exists. */
  readonly parentGrant: Grant;
  /** Lets a user take on the role; of a role that exists it needs its ownership, or MANAGE GRANTS. */
  grantToUser(userName: string): Grant;
}

/** What a role is made of. */
export interface RoleProps {
  /** Upper-case name, unique in the account. */
  readonly name: string;
  /** Description that Snowflake shows. @default - none */
  readonly comment?: string;
  /**
   * Role that inherits this one, so that administrators can see and manage what it owns.
   * @see https://docs.snowflake.com/en/user-guide/security-access-control-considerations
   * @default - the role that deploys first, if `deployingRoleInherits`; otherwise SYSADMIN
   */
  readonly parentRole?: string;
  /**
   * The role that deploys first inherits this one. A role that owns what Terraform manages needs it: Terraform takes for gone what its
   * own role cannot see. Where another role deploys later, name a `parentRole` that both inherit. @default false
   */
  readonly deployingRoleInherits?: boolean;
}

abstract class RoleBase extends Construct implements IRole {
  public abstract readonly roleName: string;
  public abstract readonly parentGrant: Grant;

  /** Lets a user take on the role. The name is upper-case, as Snowflake keeps names that were written without quotes. */
  public grantToUser(userName: string): Grant {
    const problems = new Problems(this);
    problems.check(
      userName !== "" && !userName.includes('"'),
      "userName",
      userName,
      "a user's name is not empty and holds no quotes",
      "Write it as SHOW USERS shows it",
    );
    problems.throwIfAny();
    return new Grant([new GrantAccountRole(this, `User-${userName}`, { roleName: this.roleName, userName })]);
  }
}

/**
 * An account role.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-role
 */
export class Role extends RoleBase {
  /** A role that exists. */
  public static fromRoleName(scope: Construct, id: string, roleName: string): IRole {
    return new ImportedRole(scope, id, roleName);
  }

  public readonly roleName: string;
  public readonly parentGrant: Grant;

  /** @throws ValidationError when a name is not an upper-case identifier */
  constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id);
    const problems = new Problems(this);
    Identifiers.check(problems, { name: props.name });
    checkComment(problems, props.comment);
    if (props.parentRole !== undefined) Identifiers.check(problems, { parentRole: props.parentRole });
    problems.throwIfAny();

    const role = new AccountRole(this, "Resource", { name: props.name, comment: props.comment });
    this.roleName = role.name;
    const toDeployer = props.parentRole === undefined && props.deployingRoleInherits === true;
    const parent = new GrantAccountRole(this, "Parent", {
      roleName: role.name,
      parentRoleName: toDeployer
        ? new DataSnowflakeCurrentRole(this, "DeployingRole").name
        : (props.parentRole ?? "SYSADMIN"),
      // Whoever plans with another role must not see a change.
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
    const problems = new Problems(this);
    Identifiers.check(problems, { roleName });
    problems.throwIfAny();
    this.roleName = roleName;
  }
}
