import { DataAzurermClientConfig } from "@cdktf/provider-azurerm/lib/data-azurerm-client-config";
import { TerraformElement, type TerraformProvider } from "cdktf";
import { Construct, type IConstruct } from "constructs";

const ID = "AzureSubscription";

/** A resource or data source, as far as its provider goes. */
interface HasProvider extends TerraformElement {
  readonly terraformResourceType: string;
  readonly provider?: TerraformProvider;
}

/**
 * The subscription and the tenant that a component is created in. They are read by the provider of the component: an Aspect that sets a
 * provider on a component reaches them too, as they lie within it.
 */
export class AzureSubscription extends Construct {
  /** The one of `scope`: that of the nearest construct around it which has one, or a new one in `scope` itself. */
  public static of(scope: Construct): AzureSubscription {
    const scopes = [...scope.node.scopes].reverse();
    const existing = scopes.map((each) => each.node.tryFindChild(ID)).find((child) => child !== undefined);
    return (existing as AzureSubscription | undefined) ?? new AzureSubscription(scope, ID);
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
    this.node.addValidation({ validate: () => differences(scope, config.provider, this.node.path) });
  }
}

/** What is wrong when an Aspect set a provider on a part of a scope: its resource group is in the other subscription. */
function differences(scope: Construct, own: TerraformProvider | undefined, path: string): string[] {
  return scope.node
    .findAll()
    .filter(isAzurerm)
    .filter(({ provider }) => provider !== own)
    .map(
      ({ node, provider }) =>
        `${node.path} has the provider ${nameOf(provider)}, but subscription and tenant are read by ${nameOf(own)} (${path}): ` +
        "a component and everything within it must have the same provider. Set it by an Aspect on the whole platform or component.",
    );
}

function isAzurerm(construct: IConstruct): construct is HasProvider {
  return (
    TerraformElement.isTerraformElement(construct) &&
    "terraformResourceType" in construct &&
    String(construct.terraformResourceType).startsWith("azurerm_")
  );
}

function nameOf(provider: TerraformProvider | undefined): string {
  return provider?.fqn ?? "azurerm";
}
