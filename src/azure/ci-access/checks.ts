import type { CheckTable, Row } from "../../core/checks";
import { ENVIRONMENT_ROWS } from "../../core/environment-rows";
import { pattern, that } from "../../core/rules";
import { CI_REPOSITORY, ciEnvironmentRows } from "../../core/ci-access/checks";
import { resolveCiRepository } from "../../core/ci-access/subjects";
import { COMPONENT_ROWS } from "../component-checks";
import { LOCATION, PROVIDER_ROWS } from "../rules";
import { AZURE_STATE } from "../state-backend/checks";
import type { AzureState } from "../state-backend/settings";
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

/** Roles that write whatever their actions are called, or let somebody else write. */
const WRITES = /^Owner$|Contributor|Administrator|Operator|ReadWrite|Write\./;

const READ_ROLE: CheckTable<CiRole> = {
  rows: [
    ...ROLE.rows,
    {
      field: "role",
      rule: that(
        (role) => !WRITES.test(String(role)),
        "be a role that reads: a plan of a pull request runs code that nobody has reviewed yet",
        "Use Reader, and the list of mlops policy <environment> --for plan",
      ),
      synthesis: true,
    },
    {
      field: "actions",
      each: true,
      rule: pattern(
        /\/(read|list\w*\/action|exportTemplate\/action)$/,
        "be an action that reads",
        "Use the list of mlops policy <environment> --for plan",
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
