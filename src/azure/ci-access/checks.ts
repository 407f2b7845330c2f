import type { CheckTable, Row } from "../../core/checks";
import { ENVIRONMENT_ROWS } from "../../core/environment-rows";
import { pattern, that } from "../../core/rules";
import { CI_REPOSITORY, ciEnvironmentRows } from "../../core/ci-access/checks";
import { AZURE_READ_ACTIONS, AZURE_READ_ROLES, GRAPH_READ_PERMISSIONS } from "../../core/ci-access/read-roles";
import { resolveCiRepository } from "../../core/ci-access/subjects";
import { COMPONENT_ROWS } from "../component-checks";
import { LOCATION, PROVIDER_ROWS } from "../rules";
import { AZURE_STATE } from "../state-backend/checks";
import type { AzureState } from "../state-backend/settings";
import { GRAPH_SCOPE } from "./defaults";
import type { CiAccessSettings, CiRole } from "./settings";

const ROLE: CheckTable<CiRole> = {
  rows: [
    {
      field: "scope",
      rule: pattern(
        /^(\/subscriptions\/[^/\s*]+(\/[^\s*]+)?|https:\/\/graph\.microsoft\.com)$/,
        "be the ID of a subscription, resource group or resource, or https://graph.microsoft.com",
        "Use for example /subscriptions/{subscription}",
      ),
      synthesis: true,
    },
  ],
};

/** An action of one type, which reads it. */
const READ = /^[A-Za-z.]+(\/[A-Za-z]+)+\/read$/;

function isIn(list: readonly string[], value: unknown): boolean {
  return list.includes(String(value));
}

function knownTo(read: string, list: readonly string[]): string {
  return `be ${read} that is known to read: a plan of a pull request runs code that nobody has reviewed yet. Known are ${list.join(", ")}`;
}

const LISTED = "Use the list of mlops policy <environment> --for plan";

const READ_ROLE: CheckTable<CiRole> = {
  rows: [
    ...ROLE.rows,
    {
      field: "role",
      rule: that((role) => isIn(AZURE_READ_ROLES, role), knownTo("a role", AZURE_READ_ROLES), LISTED),
      when: ({ scope, actions }) => scope !== GRAPH_SCOPE && actions === undefined,
      synthesis: true,
    },
    {
      field: "role",
      rule: that(
        (role) => isIn(GRAPH_READ_PERMISSIONS, role),
        knownTo("a permission of Microsoft Graph", GRAPH_READ_PERMISSIONS),
        LISTED,
      ),
      when: ({ scope }) => scope === GRAPH_SCOPE,
      synthesis: true,
    },
    {
      field: "actions",
      each: true,
      rule: that(
        (action) => READ.test(String(action)) || isIn(AZURE_READ_ACTIONS, action),
        `be an action that reads one type, without wildcards: <type>/read, ${AZURE_READ_ACTIONS.join(", ")}`,
        LISTED,
      ),
    },
  ],
};

type Access = ReturnType<typeof resolve>;

function resolve(given: CiAccessSettings) {
  return { ...given, ...resolveCiRepository(given) };
}

const SETTINGS: readonly Row<Access>[] = [...CI_REPOSITORY.rows, ...ciEnvironmentRows(ROLE, READ_ROLE)];

/** Requirements on the props of the identities. */
export const CI_ACCESS: CheckTable<CiAccessSettings, Access> = {
  complete: resolve,
  rows: [...COMPONENT_ROWS, { field: "location", rule: LOCATION }, ...SETTINGS],
};

type StackProps = CiAccessSettings & { readonly name: string; readonly prefix: string; readonly state?: AzureState };

/** Requirements on the props of the stack of the identities. */
export const CI_STACK: CheckTable<StackProps, StackProps & Access> = {
  complete: (given) => ({ ...given, ...resolve(given) }),
  rows: [
    ...ENVIRONMENT_ROWS.filter(({ field }) => field !== "size"),
    ...PROVIDER_ROWS,
    ...SETTINGS,
    { field: "state", table: AZURE_STATE, optional: true },
  ],
};
