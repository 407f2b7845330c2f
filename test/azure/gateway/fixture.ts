import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { PrivateDnsZone } from "@cdktf/provider-azurerm/lib/private-dns-zone";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TimeProvider } from "@cdktf/provider-time/lib/provider";
import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import {
  Gateway,
  SnowflakeAccess,
  type GatewayProps,
  type IArtifactStore,
  type INetwork,
  type IResourceGroup,
  type ITrackingServer,
  type SnowflakeAccessProps,
} from "../../../src/azure";
import { Size } from "../../../src/core";
import { SnowflakePreviewFeatures } from "../../../src/snowflake";
import { Synthesized } from "../../aws/synthesized";

const GROUP = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/mlops";
const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/hub`;

/** A stack with all providers that gateway and trust need. */
export function stackWithProviders(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "test");
  new AzurermProvider(stack, "Azurerm", { features: [{}] });
  new AzureadProvider(stack, "Azuread", {});
  new SnowflakeProvider(stack, "Snowflake", { previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED });
  new RandomProvider(stack, "Random");
  new TimeProvider(stack, "Time");
  return stack;
}

/** What every component takes, in a resource group that exists. */
export function componentIn(stack: TerraformStack) {
  const resourceGroup: IResourceGroup = Object.assign(new Construct(stack, "ResourceGroup"), {
    resourceGroupName: "mlops",
    resourceGroupId: GROUP,
    location: "westeurope",
  });
  return { prefix: "mlops-dev", size: Size.DEV, resourceGroup };
}

/** A virtual network that exists, but for the security group of its subnets. */
export function virtualNetwork(stack: TerraformStack): INetwork {
  const dependency = new PrivateDnsZone(stack, "SubnetReady", { name: "example.com", resourceGroupName: "mlops" });
  return Object.assign(new Construct(stack, "Network"), {
    virtualNetworkId: NETWORK,
    serverSubnetId: `${NETWORK}/subnets/servers`,
    gatewaySubnetId: `${NETWORK}/subnets/gateway`,
    databaseSubnetId: `${NETWORK}/subnets/database`,
    dependencies: [dependency],
  });
}

/** Servers that exist, but for the zone that resolves their name. */
export function servers(stack: TerraformStack): ITrackingServer {
  const key = new TerraformVariable(stack, "gateway_key", { sensitive: true });
  const zone = new PrivateDnsZone(stack, "ServerZone", { name: "example.org", resourceGroupName: "mlops" });
  return Object.assign(new Construct(stack, "Servers"), {
    url: "https://mlflow.blue-sky.westeurope.azurecontainerapps.io",
    gatewayKey: key.stringValue,
    dependencies: [zone],
  });
}

export function artifactStore(stack: TerraformStack): IArtifactStore {
  const account = `${GROUP}/providers/Microsoft.Storage/storageAccounts/mlopsdev`;
  return Object.assign(new Construct(stack, "Artifacts"), {
    storageAccountName: "mlopsdev",
    storageAccountId: account,
    containerName: "mlflow",
    containerId: `${account}/blobServices/default/containers/mlflow`,
    artifactPrefix: "mlflow",
    artifactsDestination: "wasbs://mlflow@mlopsdev.blob.core.windows.net/mlflow",
    snowflakeLocation: "azure://mlopsdev.blob.core.windows.net/mlflow/mlflow/",
  });
}

/** Gateway and trust, in the order of a platform: gateway, integration, policy. */
export function connected(
  stack: TerraformStack,
  gatewayProps: Partial<GatewayProps> = {},
  accessProps: Partial<SnowflakeAccessProps> = {},
) {
  const component = componentIn(stack);
  const access = new SnowflakeAccess(stack, "Access", {
    ...component,
    apiIntegration: "MLOPS_DEV_API",
    storageIntegration: "MLOPS_DEV_STORAGE",
    artifactStore: artifactStore(stack),
    ...accessProps,
  });
  const gateway = new Gateway(stack, "Gateway", { ...component, trackingServer: servers(stack), ...gatewayProps });
  const integration = access.connect(gateway);
  gateway.allow(access.caller);
  return { access, gateway, integration };
}

/** `connected`, synthesized. */
export function someGateway(
  props: (stack: TerraformStack) => Partial<GatewayProps> = () => ({}),
  accessProps: Partial<SnowflakeAccessProps> = {},
): Synthesized {
  const stack = stackWithProviders();
  connected(stack, props(stack), accessProps);
  return Synthesized.of(stack);
}
