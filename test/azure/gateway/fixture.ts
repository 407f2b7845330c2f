import { PrivateDnsZone } from "@cdktf/provider-azurerm/lib/private-dns-zone";
import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  ArtifactStore,
  Gateway,
  SnowflakeAccess,
  type GatewayProps,
  type IArtifactStore,
  type INetwork,
  type ITrackingServer,
  type SnowflakeAccessProps,
} from "../../../src/azure";
import { SnowflakePreviewFeatures } from "../../../src/snowflake";
import { component, emptyStack, someNetwork } from "../fixture";
import { Synthesized } from "../synthesized";

/** A stack with all providers that gateway and trust need. */
export function stackWithProviders(): TerraformStack {
  const stack = emptyStack();
  new SnowflakeProvider(stack, "Snowflake", { previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED });
  return stack;
}

/** A virtual network that exists, but for what its subnets wait for. */
export function virtualNetwork(stack: TerraformStack): INetwork {
  const { virtualNetworkId, serverSubnetId, gatewaySubnetId, databaseSubnetId } = someNetwork(stack);
  const dependency = new PrivateDnsZone(stack, "SubnetReady", { name: "example.com", resourceGroupName: "shared" });
  return Object.assign(new Construct(stack, "ReadyNetwork"), {
    ...{ virtualNetworkId, serverSubnetId, gatewaySubnetId, databaseSubnetId },
    dependencies: [dependency],
  });
}

/** Servers that exist, but for the zone that resolves their name. */
export function servers(stack: TerraformStack): ITrackingServer {
  const key = new TerraformVariable(stack, "gateway_key", { sensitive: true });
  const zone = new PrivateDnsZone(stack, "ServerZone", { name: "example.org", resourceGroupName: "shared" });
  return Object.assign(new Construct(stack, "Servers"), {
    url: "https://mlflow.blue-sky.westeurope.azurecontainerapps.io",
    gatewayKey: key.stringValue,
    dependencies: [zone],
  });
}

export function artifactStore(stack: TerraformStack): IArtifactStore {
  return ArtifactStore.fromArtifactStoreAttributes(stack, "Artifacts", {
    storageAccountName: "mlopsdev",
    storageAccountId:
      "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shared/providers/Microsoft.Storage/storageAccounts/mlopsdev",
    containerName: "mlflow",
  });
}

/** Gateway and trust, in the order of a platform: gateway, integration, policy. */
export function connected(
  stack: TerraformStack,
  gatewayProps: Partial<GatewayProps> = {},
  accessProps: Partial<SnowflakeAccessProps> = {},
) {
  const shared = component(stack);
  const access = new SnowflakeAccess(stack, "Access", {
    ...shared,
    apiIntegration: "MLOPS_DEV_API",
    storageIntegration: "MLOPS_DEV_STORAGE",
    artifactStore: artifactStore(stack),
    ...accessProps,
  });
  const gateway = new Gateway(stack, "Gateway", { ...shared, trackingServer: servers(stack), ...gatewayProps });
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
