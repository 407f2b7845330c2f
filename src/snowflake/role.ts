import { AccountRole } from "@cdktf/provider-snowflake/lib/account-role";
import { GrantAccountRole } from "@cdktf/provider-snowflake/lib/grant-account-role";
import { Construct, type IConstruct } from "constructs";
import { Problems } from "../core";
import { Identifiers } from "./identifiers";

/** A Snowflake account role. */
export interface IRole extends IConstruct {
  /** Name of the role. */
  readonly roleName: string;
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
   * @default "SYSADMIN"
   */
  readonly parentRole?: string;
}

/**
 * An account role.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-role
 */
export class Role extends Construct implements IRole {
  /** A role that exists. */
  public static fromRoleName(scope: Construct, id: string, roleName: string): IRole {
    return new ImportedRole(scope, id, roleName);
  }

  public readonly roleName: string;

  /** @throws ValidationError when a name is not an upper-case identifier */
  constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id);
    const parentRole = props.parentRole ?? "SYSADMIN";
    const problems = new Problems(this);
    Identifiers.check(problems, { name: props.name, parentRole });
    problems.throwIfAny();

    const role = new AccountRole(this, "Resource", { name: props.name, comment: props.comment });
    this.roleName = role.name;
    new GrantAccountRole(this, "Parent", { roleName: role.name, parentRoleName: parentRole });
  }
}

class ImportedRole extends Construct implements IRole {
  public readonly roleName: string;

  constructor(scope: Construct, id: string, roleName: string) {
    super(scope, id);
    const problems = new Problems(this);
    Identifiers.check(problems, { roleName });
    problems.throwIfAny();
    this.roleName = roleName;
  }
}
