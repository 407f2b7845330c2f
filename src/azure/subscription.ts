import { DataAzurermClientConfig } from "@cdktf/provider-azurerm/lib/data-azurerm-client-config";
import { Construct } from "constructs";
import { nearest } from "../core/nearest";
import { providerDifferences, SHARED_ACCOUNT } from "../core/providers";

const ID = "AzureSubscription";

/**
 * The subscription and the tenant that a component is created in. They are read by the provider of the component: an Aspect that sets a
 * provider on a component reaches them too, as they lie within it.
 */
export class AzureSubscription extends Construct {
  /** The one of `scope`: that of the nearest construct around it which has one, or a new one in `scope` itself. */
  public static of(scope: Construct): AzureSubscription {
    return (nearest(scope, ID) as AzureSubscription | undefined) ?? new AzureSubscription(scope, ID);
  }

  /** ID of the subscription. */
  public readonly subscriptionId: string;
  /** ID of the Entra tenant. */
  public readonly tenantId: string;
  /** Object ID of the identity that deploys. */
  public readonly objectId: string;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    const config = new DataAzurermClientConfig(this, "ClientConfig");
    this.subscriptionId = config.subscriptionId;
    this.tenantId = config.tenantId;
    this.objectId = config.objectId;
    // Aspects have run by then.
    this.node.addValidation({
      validate: () =>
        // The resource group of a part with another provider would be in the other subscription.
        providerDifferences(scope.node.findAll(), /^azurerm_/, {
          reads: "subscription and tenant are read",
          provider: config.provider,
          name: "azurerm",
          by: this,
          because: SHARED_ACCOUNT,
        }),
    });
  }
}
