import type { JsonObject } from "../../../../core/json";
import type { Account } from "../../../simulator/account";
import { UnknownElementError } from "../../../simulator/readers";
import { refuse } from "../../../simulator/writers";
import { removeWithin } from "../common";
import { findById, isSame, nameIn, parentId } from "../ids";
import type { CreateContext, RuleContext } from "../../../simulator/rule";
import { ContainerProblem, containerOf, dataIdsOf } from "./container";
import {
  DEPLOYMENT,
  ENDPOINT,
  NAMESPACE,
  keep,
  part,
  propertiesOf,
  sentAs,
  trafficOf,
  word,
  type SentResource,
} from "./objects";

const WORKSPACE = `${NAMESPACE}workspaces`;
const VERSIONS = /^Microsoft\.MachineLearningServices\/workspaces\/(models|codes|data|environments)\/versions$/;
/** Versions of models, code and environments are never changed. */
const FIXED = ["modelUri", "codeUri", "dataUri", "image", "condaFile"];

/**
 * Makes what a template asks for in a workspace, one after the other.
 * @see https://learn.microsoft.com/en-us/azure/templates/microsoft.machinelearningservices/2024-10-01/workspaces/onlineendpoints
 */
export function deployAssets(context: CreateContext, resources: readonly SentResource[]): void {
  const { account } = context;
  // What is made at the same time is not there yet, unless the template says that it comes before.
  const before = new Set(account.all.map(({ id }) => id.toLowerCase()));
  for (const sent of resources.filter(({ type }) => type.startsWith(NAMESPACE))) {
    const earlier = (Array.isArray(sent.dependsOn) ? sent.dependsOn : []).map((id) => String(id).toLowerCase());
    const isThere = (id: string): boolean => before.has(id.toLowerCase()) || earlier.includes(id.toLowerCase());
    if (sent.type === WORKSPACE) changeWorkspace(account, sent);
    else if (VERSIONS.test(sent.type)) checkVersion(account, sent);
    else if (sent.type === ENDPOINT) checkEndpoint(account, sent);
    else if (sent.type === DEPLOYMENT) checkDeployment(account, sent, isThere);
    else throw new UnknownElementError(`a template with ${sent.type} is not simulated`);
    if (sent.type !== WORKSPACE) keep(account, sent);
  }
}

/** The provider's workspace, with what the provider has no attribute for. */
function changeWorkspace(account: Account, sent: SentResource): void {
  const workspace = findById(account, sent.id)?.values;
  if (workspace === undefined) throw new UnknownElementError("a template that creates a workspace is not simulated");
  const properties = part(sent, "properties");
  const kept = {
    storageAccount: "storage_account_id",
    keyVault: "key_vault_id",
    containerRegistry: "container_registry_id",
  };
  for (const [name, attribute] of Object.entries(kept))
    if (!isSame(properties[name], workspace[attribute]))
      refuse(
        `ValidationError: ${name} of the workspace ${String(workspace.name)} cannot be changed`,
        "template_content",
      );
  workspace.systemDatastoresAuthMode = word(properties, "systemDatastoresAuthMode");
}

function checkVersion(account: Account, sent: SentResource): void {
  const before = propertiesOf(account, sent.id);
  const properties = part(sent, "properties");
  const changed = FIXED.find((name) => before !== undefined && before[name] !== properties[name]);
  if (changed !== undefined)
    refuse(`UserError: A version is immutable: ${changed} of ${sent.id} cannot be changed`, "template_content");
}

function checkEndpoint(account: Account, sent: SentResource): void {
  const name = sent.id.slice(sent.id.lastIndexOf("/") + 1);
  if (!/^[a-zA-Z]([a-zA-Z0-9]|-(?=[a-zA-Z0-9])){2,31}$/.test(name))
    refuse(
      `BadRequest: the endpoint name ${name} must have 3 to 32 letters, digits and single hyphens`,
      "template_content",
    );
  const twin = account
    .list(ENDPOINT)
    .find(({ id }) => isSame(nameIn(id, "onlineEndpoints"), name) && !isSame(id, sent.id));
  if (twin !== undefined) refuse(`Conflict: the endpoint name ${name} is taken in this region`, "template_content");
  const properties = part(sent, "properties");
  const before = propertiesOf(account, sent.id);
  if (before !== undefined && before.authMode !== properties.authMode)
    refuse(`BadRequest: authMode of the endpoint ${name} cannot be changed`, "template_content");
  const identity = (of: JsonObject) => JSON.stringify(of.identity ?? {});
  if (before !== undefined && identity(sentAs(findById(account, sent.id)?.values)) !== identity(sent))
    refuse(`BadRequest: the identity of the endpoint ${name} cannot be changed`, "template_content");
  for (const id of Object.keys(part(part(sent, "identity"), "userAssignedIdentities")))
    if (findById(account, id)?.type !== "azurerm_user_assigned_identity")
      refuse(`FailedIdentityOperation: Resource '${id}' was not found`, "template_content");
  const traffic = Object.entries(part(properties, "traffic"));
  for (const [deployment] of traffic)
    if (findById(account, `${sent.id}/deployments/${deployment}`) === undefined)
      refuse(
        `BadRequest: the traffic of the endpoint ${name} names the deployment ${deployment}, which does not exist`,
        "template_content",
      );
  const sum = traffic.reduce((total, [, percent]) => total + Number(percent), 0);
  if (sum !== 0 && sum !== 100)
    refuse(`BadRequest: the traffic of the endpoint ${name} is ${sum} percent`, "template_content");
}

function checkDeployment(account: Account, sent: SentResource, isThere: (id: string) => boolean): void {
  const properties = part(sent, "properties");
  const endpointId = parentId(sent.id) ?? "";
  if (findById(account, endpointId)?.type !== ENDPOINT)
    refuse(`ParentResourceNotFound: the endpoint ${endpointId} could not be found.`, "template_content");
  const references = [
    word(properties, "model"),
    word(properties, "environmentId"),
    word(part(properties, "codeConfiguration"), "codeId"),
    ...dataIdsOf(properties),
  ];
  const missing = references.find((id) => id !== "" && !isThere(id));
  if (missing !== undefined) refuse(`ResourceNotFound: ${missing} was not found.`, "template_content");
  const { requestTimeout = "PT5S" } = part(properties, "requestSettings") as { requestTimeout?: string };
  if (seconds(requestTimeout) > 180)
    refuse(`BadRequest: requestTimeout ${requestTimeout} is above PT180S`, "template_content");
  if (word(properties, "endpointComputeType") !== "Managed")
    throw new UnknownElementError("only managed deployments are simulated");
  try {
    containerOf(account, sent.id, properties);
  } catch (error) {
    if (!(error instanceof ContainerProblem)) throw error;
    refuse(`DeploymentFailed: ResourceDeploymentFailure: ${error.message}`, "template_content");
  }
}

/** `PT25S` as a number. */
export function seconds(duration: string): number {
  return Number(/^PT(\d+(?:\.\d+)?)S$/.exec(duration)?.[1] ?? 0);
}

/**
 * Deletes what a template listed, as the provider does: one after the other, whatever is not there any more is passed over.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/features-block#template_deployment
 */
export function deleteAssets(context: RuleContext, resources: readonly { readonly id: string }[]): void {
  const { account } = context;
  for (const { id } of resources) {
    const held = findById(account, id);
    if (held === undefined || !(held.type.startsWith(NAMESPACE) || held.type === "azurerm_machine_learning_workspace"))
      continue;
    const endpoint = account.list(ENDPOINT).find((each) => isSame(each.id, parentId(id)));
    const used =
      endpoint && trafficOf(endpoint).find(([name, percent]) => percent > 0 && isSame(name, nameIn(id, "deployments")));
    if (used !== undefined)
      refuse(
        `deleting Nested Resource "${id}": BadRequest: the deployment has ${used[1]} percent of the endpoint's traffic`,
      );
    if (held.type === "azurerm_machine_learning_workspace") needNoEndpoints(account, held.id);
    account.remove(held.type, held.id);
    removeWithin(context, held.id);
  }
}

/** @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-manage-workspace#delete-a-workspace */
export function needNoEndpoints(account: Account, workspaceId: string): void {
  const endpoint = account.list(ENDPOINT).find(({ id }) => isSame(parentId(id), workspaceId));
  if (endpoint !== undefined)
    refuse(
      `Conflict: Cannot delete the workspace while nested resources exist. Please delete all nested resources before: ${endpoint.id}`,
    );
}
