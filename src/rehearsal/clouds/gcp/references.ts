import { needDatabase } from "../../servers/addresses";
import { ContainerError, environmentOf, failFor, type ContainerDefinition } from "../../servers/container";
import type { Account } from "../../simulator/account";
import { text } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import { agentOf } from "./iam/agents";
import { all, findByName, shortName } from "./ids";
import { lostKey, mayUse } from "./identities/storage-roles";
import { mayUseKey } from "./kms/keys";
import { serviceAccountOf } from "./run/applied";
import { databaseProblem, routesTo } from "./run/reach";
import { addressing } from "./sql/applied";

// A rehearsal replaces the database's address and the bucket: without these checks a wrong one would go unseen.

/**
 * Compares the addresses in a container's environment with what was applied.
 * @param isOlder the container started before the secrets of now: its password may be an earlier one
 * @throws ContainerError for an address that nothing applied has, and for artifacts that the servers may not write
 */
export function checkReferences(
  account: Account,
  service: Values,
  container: Values,
  definition: ContainerDefinition,
  isOlder: boolean,
): void {
  const environment = environmentOf(definition);
  if (environment.MLFLOW_BACKEND_STORE_URI !== undefined)
    checkDatabase(account, service, container, environment.MLFLOW_BACKEND_STORE_URI, isOlder);
  if (environment.MLFLOW_ARTIFACTS_DESTINATION !== undefined)
    checkArtifacts(account, service, definition.name, environment.MLFLOW_ARTIFACTS_DESTINATION);
}

/**
 * Compares a container's database URI with the databases that were applied, and follows the way to the one that it names.
 * @throws ContainerError, without the password, when it is not reached
 */
export function checkDatabase(
  account: Account,
  service: Values,
  container: Values,
  uri: string,
  isOlder: boolean,
): void {
  const routes = routesTo(account);
  if (routes.length === 0) return;
  const subject = `container ${String(container.name)}`;
  const ofInstance = (type: string, { instance }: (typeof routes)[number]) =>
    all(account, type).filter((each) => shortName(String(each.instance)) === instance.name);
  const databases = routes.flatMap((route) =>
    ofInstance("google_sql_user", route).map((user) => ({
      ...route,
      port: 5432,
      user: user.name,
      databases: [...ofInstance("google_sql_database", route).map(({ name }) => name), "postgres"],
      password: isOlder ? undefined : text(user, "password"),
    })),
  );
  const found = needDatabase(subject, uri, databases);
  const fail = (message: string): never => {
    throw new ContainerError(subject, `MLFLOW_BACKEND_STORE_URI ${message}`);
  };
  const isPlain = found.endpoint !== undefined && !/[?&]sslmode=(require|verify-ca|verify-full)(&|$)/.test(uri);
  const mode = text(addressing(found.instance), "ssl_mode") ?? "ALLOW_UNENCRYPTED_AND_ENCRYPTED";
  if (isPlain && mode !== "ALLOW_UNENCRYPTED_AND_ENCRYPTED")
    fail("may ask for a connection without TLS, which the applied database refuses: sslmode must be require");
  const key = text(found.instance, "encryption_key_name");
  if (!mayUseKey(account, key, agentOf("sqladmin.googleapis.com") ?? ""))
    fail(`names ${found.host}, which does not answer: Cloud SQL may not use the key ${String(key)}`);
  const problem = databaseProblem(account, service, container, found);
  if (problem !== undefined) fail(`names ${found.host}, which does not answer: ${problem}`);
}

function checkArtifacts(account: Account, service: Values, container: string, destination: string): void {
  const fail = failFor(container);
  const [, bucket = ""] = /^gs:\/\/([^/]+)(?:\/.*)?$/.exec(destination) ?? [];
  if (bucket === "") fail(`MLFLOW_ARTIFACTS_DESTINATION is ${destination}, not gs://<bucket>/<prefix>`);
  if (all(account, "google_storage_bucket").length === 0) return;
  if (findByName(account, "google_storage_bucket", bucket) === undefined)
    fail(`MLFLOW_ARTIFACTS_DESTINATION names the bucket ${bucket}, which was not applied`);
  const email = serviceAccountOf(service);
  const needed = ["get", "list", "create", "delete"].map((each) => `storage.objects.${each}`);
  const missing = needed.find((each) => !mayUse(account, bucket, each, `serviceAccount:${email}`));
  if (missing !== undefined) fail(`${email} may not use the bucket ${bucket}: no role of it has ${missing}`);
  const key = lostKey(account, bucket);
  if (key !== undefined) fail(`Cloud Storage may not use ${key}, the key of the bucket ${bucket}`);
}
