import type { CheckTable } from "../../core/checks";
import { integer, omitted, pattern } from "../../core/rules";
import { COMMENT, IDENTIFIER } from "../rules";
import type { RoleProps, WorkspaceProps } from "./settings";

const EXISTING_WAREHOUSE = omitted("an existing warehouse keeps its own settings", "Remove it");

/** Requirements on the props of a workspace. */
export const WORKSPACE: CheckTable<WorkspaceProps> = {
  rows: [
    { field: "databaseName", rule: IDENTIFIER },
    { field: "schemaName", rule: IDENTIFIER },
    { field: "warehouseName", rule: IDENTIFIER },
    COMMENT,
    {
      field: "schemaExists",
      rule: omitted("an existing schema needs its existing database", "Set databaseExists too"),
      when: ({ schemaExists, databaseExists }) => schemaExists === true && databaseExists !== true,
    },
    ...["warehouseSize", "warehouseAutoSuspendSeconds"].map((field) => ({
      field,
      rule: EXISTING_WAREHOUSE,
      when: ({ warehouseExists }: WorkspaceProps) => warehouseExists === true,
    })),
    {
      field: "warehouseAutoSuspendSeconds",
      rule: integer(60, undefined, "seconds; each resume is billed for a minute"),
    },
  ],
};

/** Requirements on the props of a role. */
export const ROLE: CheckTable<RoleProps> = {
  rows: [{ field: "name", rule: IDENTIFIER }, COMMENT, { field: "parentRole", rule: IDENTIFIER }],
};

/** Requirements on the name of an existing role. */
export const ROLE_NAME: CheckTable<{ readonly roleName: string }> = { rows: [{ field: "roleName", rule: IDENTIFIER }] };

/** Requirements on the name of a user: it becomes part of a construct's ID. */
export const USER_NAME: CheckTable<{ readonly userName: string }> = {
  rows: [
    {
      field: "userName",
      rule: pattern(/^[^"]+$/, "be a user's name without quotes", "Use the name that SHOW USERS shows"),
      synthesis: true,
    },
  ],
};
