import { Construct } from "constructs";
import { Environments, Sizes } from "../core";
import { asChecked, checkOnce } from "../core/checks";
import { MlopsStack } from "../platform";
import { addAzureProviders } from "./azure-provider";
import { AZURE_ENVIRONMENT } from "./checks";
import type { AzureEnvironmentProps } from "./environment";
import { existingComponents } from "./existing";
import { AzureMlopsPlatform } from "./platform";
import type { SnowflakeAccess } from "./snowflake-access/snowflake-access";
import { keepStateInAzure } from "./state-backend/azure-backend";

/** An environment on Azure as a stack: providers, state, the platform and its outputs. */
export class AzureMlopsStack extends MlopsStack {
  public readonly platform: AzureMlopsPlatform;

  /** @throws ValidationError with every problem of the environment, before any resource is created */
  constructor(scope: Construct, environment: AzureEnvironmentProps) {
    checkOnce(environment.name, environment, AZURE_ENVIRONMENT, environment.size);
    super(scope, environment);
    const { state, name, existing, size } = environment;
    const protection = environment.protection ?? Sizes.defaults(size).protection;
    addAzureProviders(this, { ...environment, purge: !protection });
    this.platform = new AzureMlopsPlatform(
      this,
      "Platform",
      asChecked({
        ...environment,
        prefix: Environments.prefix(environment),
        existing: existing && existingComponents(new Construct(this, "Existing"), existing),
      }),
    );
    this.addStateOutput({
      address: state && keepStateInAzure(this, state, name),
      setting: "state: { resourceGroupName, storageAccountName }",
    });
    const { snowflake, snowflakeAccess, gateway, artifactStore, uiAccess, trackingServer } = this.platform;
    this.addPlatformOutputs({
      snowflake,
      gatewayUrl: gateway.url,
      serverUrl: trackingServer?.url,
      uiUrl: uiAccess?.url,
      artifacts: artifactStore.snowflakeLocation.slice(0, -1),
      firstSteps: [
        ...consentSteps(snowflakeAccess, environment),
        ...workspaceSteps(environment, artifactStore.containerId),
      ],
    });
    this.addOutput("snowflake_api_consent_url", snowflakeAccess.apiConsentUrl, API_CONSENT);
    this.addOutput("snowflake_storage_consent_url", snowflakeAccess.storageConsentUrl, STORAGE_CONSENT);
    this.addScoringOutput(this.platform.scoredModels.map(({ scoringFunction }) => scoringFunction));
  }
}

const API_CONSENT = "Page at which an administrator of the Entra tenant allows Snowflake to call the gateway";
const STORAGE_CONSENT = "Page at which an administrator of the Entra tenant allows Snowflake to use the artifacts";

/** What the owner of the artifacts does for a workspace whose identity is not known. */
function workspaceSteps({ endpoints = [], existing }: AzureEnvironmentProps, containerId: string): string[] {
  const workspace = existing?.modelWorkspace;
  if (endpoints.length === 0 || workspace === undefined || workspace.principalId !== undefined) return [];
  return [
    `Allow the workspace ${workspace.workspaceName} to read models: set existing.modelWorkspace.principalId, or give its identity the role ` +
      `Storage Blob Data Reader on ${containerId}`,
  ];
}

/** What an administrator of the tenant does once. */
function consentSteps(access: SnowflakeAccess, { snowflakeStoragePrincipalId }: AzureEnvironmentProps): string[] {
  const steps = [
    `Allow Snowflake to call the gateway: open the output snowflake_api_consent_url as an administrator of the Entra tenant, or run: az ad sp create --id ${access.apiApplicationId}`,
  ];
  if (snowflakeStoragePrincipalId === undefined)
    steps.push(
      `Allow Snowflake to use the artifacts: open the output snowflake_storage_consent_url, or run: az ad sp create --id ${access.storageApplicationId}. ` +
        "Set snowflakeStoragePrincipalId in the environment's file to the id that " +
        `az ad sp show --id ${access.storageApplicationId} --query id prints, and deploy again`,
    );
  return steps;
}
