import { isObject, type JsonObject } from "../../../../core/json";
import type { Account } from "../../../simulator/account";
import { UnknownElementError, text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import type { RowsForm } from "../../model-serving";
import { allowsBlobs, assignmentsOf } from "../identities/access";
import { all, findById, isSame, parentId, select } from "../ids";
import { containerScope, findAccount } from "../storage/applied";
import { part, propertiesOf, sentAs, word } from "./objects";

/** What a deployment runs. */
export interface ModelContainer {
  /** The model where MLflow keeps it: `wasbs://<container>@<account>.blob.core.windows.net/<path>`. */
  readonly uri: string;
  readonly image: string;
  /** The form of the rows: Azure's own without a script. */
  readonly form: RowsForm;
  readonly hasScript: boolean;
}

/** The image that Azure makes for a model without code. */
const OWN_IMAGE = "Azure Machine Learning's own image";
/** By which a script is known that answers as MLflow's scoring server does. */
const AS_MLFLOW = "scoring_server.invocations(";
const MODEL_URI = /^azureml:\/(\/subscriptions\/.+\/workspaces\/[^/]+)\/datastores\/([^/]+)\/paths\/(.+)$/i;
const BLOB_URI = /^https:\/\/([^./]+)\.blob\.core\.windows\.net\/([^/]+)\/(.+)$/;

/** Why a container does not start. */
export class ContainerProblem extends Error {}

function fail(message: string): never {
  throw new ContainerProblem(message);
}

/**
 * The container of a deployment: model, script, image, and the identity's rights to each.
 * @throws ContainerProblem for what is missing
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-troubleshoot-online-endpoints
 */
export function containerOf(account: Account, deploymentId: string, properties: JsonObject): ModelContainer {
  const endpointId = parentId(deploymentId) ?? "";
  const workspace = findById(account, parentId(endpointId) ?? "")?.values;
  if (
    workspace?.public_network_access_enabled === false &&
    word(properties, "egressPublicNetworkAccess") !== "Disabled"
  )
    fail("the deployment reaches its workspace by the public address, which is disabled");
  const principal = principalOf(account, endpointId);
  const model = propertiesOf(account, word(properties, "model"));
  if (model === undefined) return fail(`ResourceNotFound: the model ${word(properties, "model")} was not found`);
  const { uri, scope } = locate(account, word(model, "modelUri"));
  if (!allowsBlobs(account, principal, scope, "read"))
    fail(`ModelDownloadFailed: 403: the identity of the endpoint may not read ${uri}`);
  // That Azure ends a deployment whose calls cannot be kept is not documented: it may as well serve, and keep nothing.
  for (const dataId of dataIdsOf(properties)) {
    const place = locate(account, word(propertiesOf(account, dataId) ?? {}, "dataUri"));
    if (!allowsBlobs(account, principal, place.scope, "write"))
      fail(`DataCollectorFailed: 403: the identity of the endpoint may not write to ${place.uri}`);
  }
  const [environmentId, code] = [word(properties, "environmentId"), part(properties, "codeConfiguration")];
  if (environmentId === "" && word(code, "codeId") === "")
    return { uri, image: OWN_IMAGE, form: "input_data", hasScript: false };
  const environment = propertiesOf(account, environmentId);
  if (environment === undefined) return fail(`ResourceNotFound: the environment ${environmentId} was not found`);
  checkConda(word(environment, "condaFile"));
  const registry = text(workspace, "container_registry_id") ?? "";
  if (findById(account, registry) === undefined) fail(`ImageBuildFailure: the workspace has no registry ${registry}`);
  const mayPull = assignmentsOf(account, principal).some(
    (each) => each.role_definition_name === "AcrPull" && isSame(each.scope, registry),
  );
  if (!mayPull)
    fail(`ImageBuildFailure: AuthorizationFailure: the identity of the endpoint may not pull from ${registry}`);
  const script = scriptOf(account, workspace, principal, code);
  if (!script.includes(AS_MLFLOW))
    throw new UnknownElementError("the rehearsal knows no other scoring script than the platform's");
  return { uri, image: word(environment, "image"), form: "dataframe_split", hasScript: true };
}

/** The data assets to which a deployment writes requests and predictions. */
export function dataIdsOf(properties: JsonObject): string[] {
  return Object.values(part(part(properties, "dataCollector"), "collections"))
    .filter(isObject)
    .filter((collection) => word(collection, "dataCollectionMode") === "Enabled")
    .map((collection) => word(collection, "dataId"));
}

/** The object ID of the user-assigned identity of an endpoint: a system-assigned one has no right to MLflow's container. */
function principalOf(account: Account, endpointId: string): string {
  const identity = part(sentAs(findById(account, endpointId)?.values), "identity");
  const [id = ""] = Object.keys(part(identity, "userAssignedIdentities"));
  const found = findById(account, id)?.values;
  return (
    text(found, "principal_id") ??
    fail("the endpoint has no user-assigned identity, which could have been given rights before")
  );
}

/** Where a model is, by the datastore that its address names. */
function locate(account: Account, modelUri: string): { readonly uri: string; readonly scope: string } {
  const [, workspaceId = "", name = "", path = ""] = MODEL_URI.exec(modelUri) ?? [];
  const datastore = all(account, "azurerm_machine_learning_datastore_blobstorage").find(
    (each) => isSame(each.workspace_id, workspaceId) && each.name === name,
  );
  const container =
    text(datastore, "storage_container_id") ?? fail(`InvalidModelUri: ${modelUri} names no datastore of the workspace`);
  const [, storage = "", blobs = ""] = /\/storageAccounts\/([^/]+)\/.*\/containers\/([^/]+)$/i.exec(container) ?? [];
  if (findById(account, container) === undefined) fail(`ContainerNotFound: ${container} does not exist`);
  return { uri: `wasbs://${blobs}@${storage}.blob.core.windows.net/${path}`, scope: container };
}

/** The text of the scoring script. */
function scriptOf(account: Account, workspace: Values | undefined, principal: string, code: JsonObject): string {
  const codeUri = word(propertiesOf(account, word(code, "codeId")) ?? {}, "codeUri");
  const [, storageName = "", container = "", folder = ""] = BLOB_URI.exec(codeUri) ?? [];
  const storage = findAccount(account, storageName);
  const scope = storage && containerScope(account, storage, container);
  const name = `${folder}/${word(code, "scoringScript")}`;
  const where = { storage_account_name: storageName, storage_container_name: container, name };
  const [blob] = select(account, "azurerm_storage_blob", where);
  if (storage === undefined || scope === undefined || blob === undefined)
    return fail(`UserScriptImportError: the script ${name} is not in the code of the deployment: ${codeUri}`);
  if (storage.shared_access_key_enabled === false && workspace?.systemDatastoresAuthMode !== "identity")
    fail(
      `KeyBasedAuthenticationNotPermitted: the workspace uses the storage account ${storageName} by a key, which it does not have`,
    );
  if (!allowsBlobs(account, principal, scope, "read"))
    fail(`AuthorizationPermissionMismatch: the identity of the endpoint may not read the script in ${storageName}`);
  return String(blob.source_content);
}

/** The image is built from the specification; the server that calls the script is one of its packages. */
function checkConda(condaFile: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(condaFile);
  } catch {
    throw new UnknownElementError("the rehearsal reads a conda specification in JSON alone");
  }
  const dependencies = isObject(parsed) && Array.isArray(parsed.dependencies) ? parsed.dependencies : [];
  const packages = dependencies.filter(isObject).flatMap(({ pip }) => (Array.isArray(pip) ? pip.map(String) : []));
  for (const needed of ["azureml-inference-server-http", "mlflow"])
    if (!packages.some((each) => each.startsWith(needed)))
      fail(`ImageBuildFailure: the environment has no package ${needed}, without which the script does not run`);
}
