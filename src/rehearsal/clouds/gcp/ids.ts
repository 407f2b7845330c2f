import { all, type Account } from "../../simulator/account";
import type { RuleContext, Values } from "../../simulator/rule";
import { isOwnProject, projectNumber, projectOf } from "./session";

export { all };

/** The last part of a name: `db` of `projects/p/instances/db`. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** The part after a collection: `nameIn("projects/p/secrets/s", "secrets")` is `s`. */
export function nameIn(name: string, collection: string): string | undefined {
  const parts = name.split("/");
  const at = parts.indexOf(collection);
  return at < 0 ? undefined : parts[at + 1];
}

/** A full name in one form: without the service's address, with the project's ID where Google writes its number or `-`. */
export function normalName(account: Account, name: string): string {
  return name
    .replace(/^(https:)?\/\/[^/]+\/((compute|sql|dns|storage)\/v[^/]+\/)?/, "")
    .replace(new RegExp(`^projects/(${projectNumber()}|-)/`), `projects/${projectOf(account)}/`);
}

/** The object of a type that a full name, whatever its form, or a name alone means. */
export function findByName(account: Account, type: string, name: string | undefined): Values | undefined {
  if (name === undefined) return undefined;
  const full = normalName(account, name);
  return account
    .list(type)
    .find(({ id, values }) => id === full || (!full.includes("/") && (shortName(id) === full || values.name === full)))
    ?.values;
}

/** Whether a name is one of another project, which the account cannot see. */
export function isForeign({ account }: Pick<RuleContext, "account">, name: string): boolean {
  const project = nameIn(normalName(account, name), "projects");
  return name.includes("/") && project !== undefined && !isOwnProject(account, project);
}

/** Names of a kind that are not free although their objects were deleted. */
export function reserved(account: Account, kind: string): string[] {
  return account.memory<string[]>(`gcp:reserved-${kind}`, () => []);
}
