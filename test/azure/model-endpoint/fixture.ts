import { TerraformStack, Testing } from "cdktf";
import {
  ArtifactStore,
  AzureMlopsPlatform,
  AzureProviders,
  ModelEndpoint,
  ModelWorkspace,
  type AzurePlatformSettings,
  type ModelEndpointProps,
  type ModelEndpointSettings,
} from "../../../src/azure";
import { Size } from "../../../src/core";
import { ModelColumnType, ModelDependencies, ModelSignature } from "../../../src/mlflow";
import { problemsOf } from "../../support/refusal";
import { component, emptyStack } from "../fixture";
import { STORAGE_ACCOUNT } from "../servers";
import { Synthesized, type Block } from "../synthesized";

export const MODEL = "1/models/m-0123456789abcdef/artifacts";
export const SECOND = "1/models/m-2/artifacts";
const SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shared/providers";

export const SIGNATURE = new ModelSignature({
  inputs: [
    { name: "sepal_length", type: ModelColumnType.DOUBLE },
    { name: "sepal_width", type: ModelColumnType.DOUBLE },
  ],
  outputs: [ModelColumnType.LONG],
});

/** A model that Azure cannot serve without code, and one that it can. */
export const NEW = new ModelDependencies({ mlflowVersion: "3.17.2", requirements: ["scikit-learn==1.9.1"] });
export const OLD = new ModelDependencies({ mlflowVersion: "3.6.0" });

export const IRIS: ModelEndpointSettings = {
  name: "iris",
  deployments: [{ name: "blue", model: MODEL, modelDependencies: NEW }],
  signature: SIGNATURE,
};

export const SPLIT: ModelEndpointSettings = {
  ...IRIS,
  deployments: [
    { name: "blue", model: MODEL, modelDependencies: NEW },
    { name: "green", model: SECOND, modelDependencies: NEW },
  ],
  traffic: { blue: 90, green: 10 },
};

/** The deployment of an endpoint that needs this. */
export const needing = (modelDependencies: ModelDependencies) => [{ name: "blue", model: MODEL, modelDependencies }];

export const WORKSPACE = {
  workspaceName: "team",
  resourceGroupName: "shared",
  location: "westeurope",
  storageAccountName: "teamml",
  storageAccountId: `${SUBSCRIPTION}/Microsoft.Storage/storageAccounts/teamml`,
  containerName: "scoring",
  containerRegistryId: `${SUBSCRIPTION}/Microsoft.ContainerRegistry/registries/team`,
};

/** An endpoint in a workspace that exists, of models in a container that exists. */
export function someEndpoint(props: Partial<ModelEndpointProps> = {}): Synthesized {
  const stack = emptyStack();
  const { name, deployments } = IRIS;
  new ModelEndpoint(stack, "Endpoint", {
    ...component(stack),
    ...{ name, deployments },
    workspace: ModelWorkspace.fromModelWorkspaceAttributes(stack, "Workspace", WORKSPACE),
    artifactStore: artifacts(stack),
    ...props,
  });
  return Synthesized.of(stack);
}

export function artifacts(stack: TerraformStack) {
  return ArtifactStore.fromArtifactStoreAttributes(stack, "Artifacts", {
    storageAccountName: "artifacts",
    storageAccountId: STORAGE_ACCOUNT,
    containerName: "mlflow",
  });
}

/** What a template deployment makes. */
export interface ArmResource extends Block {
  readonly type: string;
  readonly name: string;
  readonly properties: Block;
  readonly dependsOn?: string[];
}

const TEMPLATE = "azurerm_resource_group_template_deployment";

/** The address of the only template deployment whose name ends with a text: `-endpoint`, `_blue`, `-traffic`. */
export function templateAddress(stack: Synthesized, end: string): string {
  const found = Object.entries(stack.all(TEMPLATE)).filter(([, { name }]) => String(name).endsWith(end));
  if (found.length !== 1) throw new Error(`${found.length} template deployments end with ${end}`);
  return `${TEMPLATE}.${String(found[0]?.[0])}`;
}

/** The template deployment itself. */
export function templateOf(stack: Synthesized, end: string): Block {
  return stack.all(TEMPLATE)[templateAddress(stack, end).slice(TEMPLATE.length + 1)] ?? {};
}

/** The resources of that template. */
export function resourcesOf(stack: Synthesized, end: string): ArmResource[] {
  const { template_content: content } = templateOf(stack, end);
  return (JSON.parse(plain(String(content))) as { resources: ArmResource[] }).resources;
}

/** References of Terraform hold quotes of their own; in their place stands what they refer to, or the function. */
function plain(template: string): string {
  let depth = 0;
  let text = "";
  for (let at = 0; at < template.length; at++) {
    if (template.startsWith("${", at)) depth++;
    const character = template.charAt(at);
    text += depth > 0 && character === '"' ? "'" : character;
    if (depth > 0 && character === "}") depth--;
  }
  return text;
}

/** What a platform in dev says of its settings: field and rule of each problem. */
export function refusals(settings: AzurePlatformSettings, size = Size.DEV): string[] {
  const stack = new TerraformStack(Testing.app(), "test");
  AzureProviders.addTo(stack);
  return problemsOf(() => new AzureMlopsPlatform(stack, "P", { prefix: "mlops-dev", size, ...settings }));
}
