import { needDatabase } from "../../servers/addresses";
import { ContainerError, environmentOf, failFor, type ContainerDefinition } from "../../servers/container";
import { block, blocks, number, text } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import { agentOf } from "./iam/agents";
import { all, findByName, shortName } from "./ids";
import { bucketProblem } from "./identities/storage-roles";
import { mayUseKey } from "./kms/keys";
import { connectionsOf, serviceAccountOf, type Placed } from "./run/applied";
import { databaseProblem, googleProblem, routesTo } from "./run/reach";
import { addressing } from "./sql/applied";

// A rehearsal replaces the database's address and the bucket: without these checks a wrong one would go unseen.

/**
 * Compares the addresses in a container's environment with what was applied.
 * @param isOlder the container started before the secrets of now: its password may be an earlier one
 * @throws ContainerError for an address that nothing applied has, and for artifacts that the servers may not write
 */
export function checkReferences(placed: Placed, definition: ContainerDefinition, isOlder: boolean): void {
  const { MLFLOW_BACKEND_STORE_URI: uri, MLFLOW_ARTIFACTS_DESTINATION: artifacts } = environmentOf(definition);
  if (uri !== undefined) checkConnections(placed, checkDatabase(placed, uri, isOlder));
  if (artifacts !== undefined) checkArtifacts(placed, artifacts);
}

/**
 * Compares a container's database URI with the databases that were applied, and follows the way to the one that it names.
 * @returns its instance; undefined when no database was applied
 * @throws ContainerError, without the password, when it is not reached
 */
export function checkDatabase(placed: Placed, uri: string, isOlder: boolean): Values | undefined {
  const { account, container } = placed;
  const routes = routesTo(account);
  if (routes.length === 0) return undefined;
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
  const problem = mayUseKey(account, key, agentOf("sqladmin.googleapis.com") ?? "")
    ? databaseProblem(placed, found)
    : `Cloud SQL may not use the key ${String(key)}`;
  if (problem !== undefined) fail(`names ${found.host}, which does not answer: ${problem}`);
  return found.instance;
}

/** The database holds what the servers may open, where its own default does not. */
function checkConnections({ account, container }: Placed, instance: Values | undefined): void {
  const flags = blocks(block(instance, "settings"), "database_flags");
  const most = number(
    flags.find(({ name }) => name === "max_connections"),
    "value",
  );
  const used = connectionsOf(account);
  if (most !== undefined && most < used)
    failFor(String(container.name))(`max_connections is ${most}, and the servers' pools may open ${used} connections`);
}

function checkArtifacts({ account, service, container }: Placed, destination: string): void {
  const fail = failFor(String(container.name));
  const [, bucket = ""] = /^gs:\/\/([^/]+)(?:\/.*)?$/.exec(destination) ?? [];
  if (bucket === "") fail(`MLFLOW_ARTIFACTS_DESTINATION is ${destination}, not gs://<bucket>/<prefix>`);
  if (all(account, "google_storage_bucket").length === 0) return;
  if (findByName(account, "google_storage_bucket", bucket) === undefined)
    fail(`MLFLOW_ARTIFACTS_DESTINATION names the bucket ${bucket}, which was not applied`);
  const unreached = googleProblem(account, service);
  if (unreached !== undefined) fail(`the bucket ${bucket} is not reached: ${unreached}`);
  const email = serviceAccountOf(service);
  const needed = ["get", "list", "create", "delete"].map((each) => `storage.objects.${each}`);
  const problem = bucketProblem(account, bucket, needed, `serviceAccount:${email}`);
  if (problem !== undefined) fail(`${email} may not use the bucket ${bucket}: ${problem}`);
}
