import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { armDeployment } from "../arm-template";
import { ML_API_VERSION } from "./names";

export interface IdentityDatastoresProps {
  /** Name of the workspace, as an attribute of its resource. */
  readonly name: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly storageAccountId: string;
  readonly keyVaultId: string;
  readonly applicationInsightsId: string;
  readonly containerRegistryId: string;
  readonly publicNetworkAccessEnabled: boolean;
  readonly tags?: Record<string, string>;
}

/**
 * Lets the workspace use its storage by its identity, as the account has no shared keys: the provider has no attribute for it. The whole
 * workspace is sent, with every setting that can change, so that this comes after each of the provider's own updates.
 *
 * Not verified: a destroy comes to this template first, and deletes what it lists, the workspace, without the purge that the provider would
 * ask for (docs/rehearsal.md). The name of the workspace ends with random digits, so that a soft-deleted one is in nobody's way.
 * @see https://github.com/hashicorp/terraform-provider-azurerm/issues/22150
 */
export function identityDatastores(scope: Construct, props: IdentityDatastoresProps): ITerraformDependable {
  const { name, resourceGroupName, location, tags } = props;
  return armDeployment(scope, "IdentityDatastores", {
    name: `${name}-datastores`,
    resourceGroupName,
    resources: [
      {
        type: "Microsoft.MachineLearningServices/workspaces",
        apiVersion: ML_API_VERSION,
        name,
        location,
        tags,
        identity: { type: "SystemAssigned" },
        sku: { name: "Basic", tier: "Basic" },
        properties: {
          storageAccount: props.storageAccountId,
          keyVault: props.keyVaultId,
          applicationInsights: props.applicationInsightsId,
          containerRegistry: props.containerRegistryId,
          publicNetworkAccess: props.publicNetworkAccessEnabled ? "Enabled" : "Disabled",
          systemDatastoresAuthMode: "identity",
        },
      },
    ],
  });
}
