import { needDatabase } from "../../servers/addresses";
import { environmentOf, failFor, type ContainerDefinition } from "../../servers/container";
import type { Account } from "../../simulator/account";
import { blocks, text, texts } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import { problemOf } from "../problems";
import { all, isSame, select } from "./ids";
import { subnetOf } from "./container-apps/applied";
import { allowsBlobs } from "./identities/access";
import { acceptsPlainText, databaseProblem } from "./postgresql/reach";
import { containerScope, findAccount, networkProblem } from "./storage/applied";
import problems from "./storage/problems.json";

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
  const databasesOf = ({ id: server_id }: Values) =>
    select(account, "azurerm_postgresql_flexible_server_database", { server_id }).map(({ name }) => name);
  const { server, host } = needDatabase(
    `container ${container}`,
    uri,
    servers.map((server) => ({
      server,
      host: server.fqdn,
      port: 5432,
      user: server.administrator_login,
      databases: [...databasesOf(server), "postgres"],
      password: isOlder ? undefined : text(server, "administrator_password"),
    })),
  );
  const fail = failFor(container);
  if (/[?&]sslmode=(disable|allow)(&|$)/.test(uri) && !acceptsPlainText(account, server))
    fail("MLFLOW_BACKEND_STORE_URI asks for a connection without TLS, which the applied database refuses");
  const problem = databaseProblem(account, app, server);
  if (problem !== undefined) fail(`MLFLOW_BACKEND_STORE_URI names ${String(host)}, which does not answer: ${problem}`);
}

const DESTINATION = /^wasbs:\/\/([^@/]+)@([^./]+)\.blob\.core\.windows\.net(?:\/.*)?$/;

/**
 * Azure's libraries sign in with the identity that AZURE_CLIENT_ID names, else with the app's own.
 * @see https://learn.microsoft.com/en-us/python/api/azure-identity/azure.identity.defaultazurecredential
 */
function checkArtifacts(account: Account, app: Values, definition: ContainerDefinition, destination: string): void {
  const [, container = "", name = ""] = DESTINATION.exec(destination) ?? [];
  if (container !== "" && all(account, "azurerm_storage_account").length === 0) return;
  const storage = findAccount(account, name);
  const scope = storage && containerScope(account, storage, container);
  const client = environmentOf(definition).AZURE_CLIENT_ID ?? "";
  const own = blocks(app, "identity");
  const named = select(account, "azurerm_user_assigned_identity", { client_id: client }).filter(({ id }) =>
    own.some((each) => texts(each, "identity_ids").some((listed) => isSame(listed, id))),
  );
  const system = own.filter((each) => text(each, "type")?.includes("SystemAssigned"));
  const principal = text((client === "" ? system : named)[0], "principal_id") ?? "";
  const problem = problemOf(problems, {
    ...{ destination, container, name, client, principal, has_account: storage !== undefined },
    has_container: scope !== undefined,
    closed: (storage && networkProblem(account, storage, subnetOf(account, app))) ?? "",
    may_write: scope !== undefined && allowsBlobs(account, principal, scope, "write"),
  });
  if (problem !== undefined) failFor(definition.name)(problem.error);
}
