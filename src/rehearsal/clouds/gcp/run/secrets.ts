import type { Account } from "../../../simulator/account";
import { number, text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { hasRole } from "../iam/policies";
import { all, findByName, isForeign, normalName } from "../ids";
import { projectOf } from "../session";
import { containersOf, serviceAccountOf, variablesOf, type SecretReference } from "./applied";

const READERS = ["roles/secretmanager.secretAccessor", "roles/secretmanager.admin", "roles/owner"];

/** The full name of a secret of which a service may write the short one. */
export function secretName(account: Account, { secret }: SecretReference): string {
  return normalName(account, secret.includes("/") ? secret : `projects/${projectOf(account)}/secrets/${secret}`);
}

/** The text of a version; `latest` is the newest that is enabled. Undefined when there is none. */
export function secretText(account: Account, reference: SecretReference): string | undefined {
  const name = secretName(account, reference);
  const versions = all(account, "google_secret_manager_secret_version")
    .filter((each) => normalName(account, String(each.secret)) === name && each.enabled !== false)
    .sort((one, other) => (number(other, "version") ?? 0) - (number(one, "version") ?? 0));
  const { version } = reference;
  const found = version === "latest" ? versions[0] : versions.find((each) => String(each.version) === version);
  return text(found, "secret_data");
}

/** The key under which a revision remembers what a reference held when it started. */
export const keyOf = ({ secret, version }: SecretReference): string => `${secret} ${version}`;

/** What the secrets of a service hold now, by reference. */
export function secretsOf(account: Account, service: Values): Record<string, string> {
  const references = containersOf(service)
    .flatMap(variablesOf)
    .flatMap(({ secret }) => secret ?? []);
  return Object.fromEntries(references.map((each) => [keyOf(each), secretText(account, each) ?? ""]));
}

/**
 * Why an instance of a service does not get a secret; undefined when it does.
 * @see https://cloud.google.com/run/docs/configuring/services/secrets
 */
export function secretProblem(account: Account, service: Values, reference: SecretReference): string | undefined {
  const name = secretName(account, reference);
  if (isForeign({ account }, name)) return undefined;
  const email = serviceAccountOf(service);
  const version = `${name}/versions/${reference.version}`;
  if (findByName(account, "google_secret_manager_secret", name) === undefined) return `Secret ${version} was not found`;
  if (!hasRole(account, name, READERS, `serviceAccount:${email}`))
    return `Permission denied on secret: ${version} for Revision service account ${email}. The service account used must be granted the 'Secret Manager Secret Accessor' role (roles/secretmanager.secretAccessor) at the secret, project or higher level.`;
  return secretText(account, reference) === undefined ? `Secret ${version} was not found` : undefined;
}
