import type { CheckTable } from "../../core/checks";
import { integer, omitted, pattern } from "../../core/rules";
import { COMMENT, IDENTIFIER } from "../rules";
import type { RoleProps, WorkspaceProps } from "./settings";

const EXISTING_WAREHOUSE = omitted("an existing warehouse keeps its own settings", "Remove it");

/** What the props of a workspace must be. */
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

/** What the props of a role must be. */
export const ROLE: CheckTable<RoleProps> = {
  rows: [{ field: "name", rule: IDENTIFIER }, COMMENT, { field: "parentRole", rule: IDENTIFIER }],
};

/** What the name of an existing role must be. */
export const ROLE_NAME: CheckTable<{ readonly roleName: string }> = { rows: [{ field: "roleName", rule: IDENTIFIER }] };

/** What the name of a user must be: it becomes part of a construct's ID. */
export const USER_NAME: CheckTable<{ readonly userName: string }> = {
  rows: [
    {
      field: "userName",
      rule: pattern(/^[^"]+$/, "be a user's name without quotes", "Use the name that SHOW USERS shows"),
      synthesis: true,
    },
  ],
};
