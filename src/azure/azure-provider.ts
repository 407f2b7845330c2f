import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import type { TerraformStack } from "cdktf";

/** What the providers of Azure need to know. */
export interface AzureProviderProps {
  readonly subscriptionId?: string;
  readonly tenantId?: string;
  /** Whether a destroy also removes what Azure keeps for a while under the same name. */
  readonly purge: boolean;
}

/** Adds the providers azurerm and azuread alone. */
export function addAzureProviders(
  stack: TerraformStack,
  { subscriptionId, tenantId, purge }: AzureProviderProps,
): void {
  new AzurermProvider(stack, "AzurermProvider", {
    subscriptionId,
    tenantId,
    // Only what the platform uses: the default registers more than thirty resource providers at the first run.
    resourceProviderRegistrations: "none",
    resourceProvidersToRegister: RESOURCE_PROVIDERS,
    // Storage accounts have no shared keys.
    storageUseAzuread: true,
    features: [
      {
        // A service that is deleted keeps its name for 48 hours; recovering one would bring back its old settings.
        apiManagement: [{ purgeSoftDeleteOnDestroy: purge, recoverSoftDeleted: false }],
        applicationInsights: [{ disableGeneratedRule: true }],
        // Not verified where the workspace is the platform's: see identity-datastores.ts.
        machineLearning: [{ purgeSoftDeletedWorkspaceOnDestroy: purge }],
        logAnalyticsWorkspace: [{ permanentlyDeleteOnDestroy: purge }],
        // Application Insights leaves an action group that no setting suppresses:
        // https://github.com/hashicorp/terraform-provider-azurerm/issues/22163
        resourceGroup: [{ preventDeletionIfContainsResources: !purge }],
        storage: [{ dataPlaneAvailable: false }],
        // Model endpoints are made by templates, and nothing else would delete them. Behind the UI's app, which is open without its sign-in,
        // is nothing by then.
        templateDeployment: [{ deleteNestedItemsDuringDeletion: true }],
      },
    ],
  });
  new AzureadProvider(stack, "AzureadProvider", { tenantId });
}

/**
 * Namespaces of the resources that the platform creates, in the letter case in which Azure lists them: the provider registers no namespace
 * that it does not find, and only logs a warning.
 * @see https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/internal/resourceproviders/required.go
 */
export const RESOURCE_PROVIDERS = [
  // The provider switches the rule off that Application Insights creates.
  "Microsoft.AlertsManagement",
  "Microsoft.ApiManagement",
  "Microsoft.App",
  // Container Apps in a virtual network of one's own.
  "Microsoft.ContainerService",
  // The registry of a machine learning workspace, and its vault.
  "Microsoft.ContainerRegistry",
  "Microsoft.DBforPostgreSQL",
  "Microsoft.KeyVault",
  "Microsoft.MachineLearningServices",
  "Microsoft.ManagedIdentity",
  "Microsoft.Network",
  "Microsoft.OperationalInsights",
  "Microsoft.Storage",
  "Microsoft.Web",
  "microsoft.insights",
];
