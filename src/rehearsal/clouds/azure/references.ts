import { needDatabase } from "../../servers/addresses";
import { environmentOf, failFor, type ContainerDefinition } from "../../servers/container";
import type { Account } from "../../simulator/account";
import { blocks, text, texts } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import { all, isSame } from "./ids";
import { subnetOf } from "./container-apps/applied";
import { allowsBlobs } from "./identities/access";
import { acceptsPlainText, databaseProblem } from "./postgresql/reach";
import { containerScope, findAccount, networkProblem } from "./storage/applied";

// A rehearsal replaces the database's address and the storage container: without these checks a wrong one would go unseen.

/**
 * Compares the addresses in a container's environment with what was applied.
 * @param isOlder the container started before the secrets of now: its password may be an earlier one
 * @throws ContainerError for an address that nothing applied has, and for artifacts that the app may not write
 */
export function checkReferences(
  account: Account,
  app: Values,
  definition: ContainerDefinition,
  isOlder: boolean,
): void {
  const environment = environmentOf(definition);
  const { MLFLOW_BACKEND_STORE_URI: uri, MLFLOW_ARTIFACTS_DESTINATION: destination } = environment;
  if (uri !== undefined) checkDatabase(account, app, definition.name, uri, isOlder);
  if (destination !== undefined) checkArtifacts(account, app, definition, destination);
}

function checkDatabase(account: Account, app: Values, container: string, uri: string, isOlder: boolean): void {
  const servers = all(account, "azurerm_postgresql_flexible_server");
  if (servers.length === 0) return;
  const databases = all(account, "azurerm_postgresql_flexible_server_database");
  const { server, host } = needDatabase(
    `container ${container}`,
    uri,
    servers.map((server) => ({
      server,
      host: server.fqdn,
      port: 5432,
      user: server.administrator_login,
      databases: [...databases.filter((each) => isSame(each.server_id, server.id)).map(({ name }) => name), "postgres"],
      password: isOlder ? undefined : text(server, "administrator_password"),
    })),
  );
  const fail = failFor(container);
  if (/[?&]sslmode=(disable|allow)(&|$)/.test(uri) && !acceptsPlainText(account, server))
    fail("MLFLOW_BACKEND_STORE_URI asks for a connection without TLS, which the applied database refuses");
  const problem = databaseProblem(account, app, server);
  if (problem !== undefined) fail(`MLFLOW_BACKEND_STORE_URI names ${String(host)}, which does not answer: ${problem}`);
}

function checkArtifacts(account: Account, app: Values, definition: ContainerDefinition, destination: string): void {
  const fail: (message: string) => never = failFor(definition.name);
  const [, container = "", name = ""] =
    /^wasbs:\/\/([^@/]+)@([^./]+)\.blob\.core\.windows\.net(?:\/.*)?$/.exec(destination) ?? [];
  if (container === "")
    fail(
      `MLFLOW_ARTIFACTS_DESTINATION is ${destination}, not wasbs://<container>@<account>.blob.core.windows.net/<prefix>`,
    );
  if (all(account, "azurerm_storage_account").length === 0) return;
  const storage = findAccount(account, name);
  if (storage === undefined)
    return fail(`MLFLOW_ARTIFACTS_DESTINATION names the storage account ${name}, which was not applied`);
  const scope = containerScope(account, storage, container);
  if (scope === undefined)
    return fail(`MLFLOW_ARTIFACTS_DESTINATION names the container ${container}, which ${name} does not have`);
  const closed = networkProblem(account, storage, subnetOf(account, app));
  if (closed !== undefined) fail(`MLFLOW_ARTIFACTS_DESTINATION names ${name}: ${closed}`);
  const principal = principalOfApp(account, app, definition);
  if (!allowsBlobs(account, principal, scope, "write"))
    fail(`the app's identity ${principal} may not write to the container ${container}: no role assignment allows it`);
}

/**
 * The identity with which Azure's libraries sign in: the one that AZURE_CLIENT_ID names, else the app's own.
 * @see https://learn.microsoft.com/en-us/python/api/azure-identity/azure.identity.defaultazurecredential
 */
function principalOfApp(account: Account, app: Values, definition: ContainerDefinition): string {
  const fail = failFor(definition.name);
  const client = environmentOf(definition).AZURE_CLIENT_ID;
  const identity = blocks(app, "identity")[0];
  if (client === undefined) {
    const own = (text(identity, "type") ?? "").includes("SystemAssigned") ? text(identity, "principal_id") : undefined;
    return (
      own ??
      fail("AZURE_CLIENT_ID is not set: without it the app's system-assigned identity is asked for, and it has none")
    );
  }
  const found = all(account, "azurerm_user_assigned_identity").find(
    (each) => each.client_id === client && texts(identity, "identity_ids").some((id) => isSame(id, each.id)),
  );
  return text(found, "principal_id") ?? fail(`AZURE_CLIENT_ID is ${client}, which no identity of the app has`);
}
