import { ApiManagement } from "@cdktf/provider-azurerm/lib/api-management";
import { ApiManagementApi } from "@cdktf/provider-azurerm/lib/api-management-api";
import { ApiManagementApiOperation } from "@cdktf/provider-azurerm/lib/api-management-api-operation";
import { ApiManagementApiPolicy } from "@cdktf/provider-azurerm/lib/api-management-api-policy";
import { ApiManagementNamedValue } from "@cdktf/provider-azurerm/lib/api-management-named-value";
import { Id } from "@cdktf/provider-random/lib/id";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import type { SnowflakeAccountIdentity } from "../../snowflake";
import type { AzureComponentProps } from "../component";
import { componentTable } from "../component-checks";
import type { IModelEndpoint } from "../model-endpoint/interface";
import type { INetwork } from "../network/interface";
import type { ITrackingServer } from "../tracking-server/interface";
import { ImportedGateway } from "./attributes";
import { GATEWAY_ALONE } from "./checks";
import { MAX_TIMEOUT_SECONDS, resolveGateway, type ResolvedGateway } from "./defaults";
import { EndpointCaller } from "./endpoint-caller";
import type { GatewayMetrics, IGateway, IGatewayCaller } from "./interface";
import { policyXml } from "./policy";
import { ScoringRoute } from "./scoring-route";
import { GatewayTier, type GatewayAttributes, type GatewaySettings } from "./settings";

export interface GatewayProps extends AzureComponentProps, GatewaySettings {
  /** The virtual network of the servers. @default - none: the servers have public addresses */
  readonly network?: INetwork;
  /** The servers to which calls are forwarded. */
  readonly trackingServer: ITrackingServer;
  /** The Snowflake account whose functions may score by an endpoint. @default - none: the gateway takes no endpoints */
  readonly snowflakeAccount?: SnowflakeAccountIdentity;
}

/** Name of the API, the only one of its service. */
const API_NAME = "mlflow";

/** Named value that holds the key of the method proxy. */
const KEY_NAME = `${API_NAME}-gateway-key`;

/** From this version on the management API does not show secrets to readers. */
const MIN_API_VERSION = "2021-08-01";

const NO_CALLER = "No caller is allowed. Call allow(...)";

/**
 * The gateway: API Management with one API and one operation, `POST /*`, in front of the container app. Its policy accepts tokens that
 * Entra issued to Snowflake's application for this API, removes them, and adds the key that the method proxy compares.
 *
 * The URL is known before the service exists, so that Snowflake's API integration does not wait for it. The caller is known when the
 * integration exists: `allow` then adds the policy.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-azure-planning
 */
export class Gateway extends Construct implements IGateway {
  /**
   * Uses an existing gateway.
   * @throws ValidationError for a URL that is not the address of an API
   */
  public static fromGatewayAttributes(scope: Construct, id: string, attributes: GatewayAttributes): IGateway {
    return new ImportedGateway(scope, id, attributes);
  }

  public readonly url: string;
  /** Name of the API Management service. */
  public readonly serviceName: string;
  /** Metrics of the gateway. */
  public readonly metrics: GatewayMetrics;
  private readonly props: GatewayProps;
  private readonly settings: ResolvedGateway;
  private readonly service: ApiManagement;
  private readonly api: ApiManagementApi;
  private readonly key: ApiManagementNamedValue;
  private allowed: IGatewayCaller | undefined;
  /** Made with the first endpoint. */
  private endpointCaller: EndpointCaller | undefined;

  /** @throws ValidationError for an invalid tier, path, timeout or address */
  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(GATEWAY_ALONE), props.size);
    this.props = props;
    this.settings = resolveGateway(props, props.size);
    this.serviceName = this.uniqueName();
    this.url = `https://${this.serviceName}.azure-api.net/${this.settings.apiPath}/`;
    const service = (this.service = this.makeService());
    this.api = this.post(service);
    this.key = new ApiManagementNamedValue(this, "Key", {
      ...this.within(service),
      name: KEY_NAME,
      displayName: KEY_NAME,
      secret: true,
      value: props.trackingServer.gatewayKey,
    });
    this.metrics = { serviceId: service.id, serviceName: service.name, apiName: this.api.name };
    this.node.addValidation({ validate: () => (this.allowed === undefined ? [NO_CALLER] : []) });
  }

  /** Adds the policy: the caller is the only identity that the gateway accepts. Call it once. */
  public allow(caller: IGatewayCaller): void {
    if (this.allowed !== undefined)
      throw new Error(`${this.node.path}: a gateway must allow one caller only, and allows ${this.allowed.node.path}`);
    this.allowed = caller;
    const { api, key, settings } = this;
    const { trackingServer } = this.props;
    new ApiManagementApiPolicy(this, "Policy", {
      apiManagementName: api.apiManagementName,
      resourceGroupName: api.resourceGroupName,
      apiName: api.name,
      // Without the policy the API has no backend: a call that comes before it, or after it is destroyed, reaches nothing (not verified:
      // with which status it fails).
      xmlContent: policyXml({
        tenantId: caller.tenantId,
        audience: caller.audience,
        clientId: caller.snowflakeClientId,
        serverUrl: trackingServer.url,
        keyName: KEY_NAME,
        requestBurst: settings.requestBurst,
        timeoutSeconds: settings.timeoutSeconds,
      }),
      // The named value is looked up when the policy is written, and cannot be deleted before it.
      dependsOn: [key, ...this.present([...caller.dependencies, ...trackingServer.dependencies])],
    });
  }

  /**
   * Adds the route `POST /score/<name>` to an endpoint, which the gateway calls by an identity of its own. Call it after `allow`.
   * @throws Error without a caller, or without `snowflakeAccount`
   */
  public addEndpoint(endpoint: IModelEndpoint): void {
    const { allowed: caller, settings } = this;
    const { snowflakeAccount } = this.props;
    if (caller === undefined) throw new Error(`${this.node.path}: allow(...) must be called before addEndpoint(...)`);
    if (snowflakeAccount === undefined)
      throw new Error(`${this.node.path}: snowflakeAccount must be set for a gateway with endpoints`);
    this.endpointCaller ??= new EndpointCaller(this, "EndpointCaller", {
      service: this.service,
      resourceGroup: this.props.resourceGroup,
    });
    this.endpointCaller.add(endpoint);
    new ScoringRoute(this, `Score-${endpoint.name}`, {
      ...{ api: this.api, endpoint, caller, snowflakeAccount },
      requestBurst: settings.requestBurst,
      // Longer than the model has, so that it is the endpoint that ends a slow call: Snowflake would repeat what the gateway ends.
      timeoutSeconds: MAX_TIMEOUT_SECONDS[settings.tier],
      principalId: this.endpointCaller.principalId,
      roleDefinitionId: this.endpointCaller.roleDefinitionId,
      dependencies: this.present(caller.dependencies),
    });
  }

  /**
   * A name that was never used. Azure keeps the name of a deleted service for 48 hours, with its location and resource group, unless it is
   * purged: what recreates the service changes the name too.
   */
  private uniqueName(): string {
    const { prefix, resourceGroup, network } = this.props;
    const id = new Id(this, "Suffix", {
      byteLength: 4,
      keepers: {
        resourceGroup: resourceGroup.resourceGroupName,
        location: resourceGroup.location,
        tier: this.settings.tier,
        subnet: network?.gatewaySubnetId ?? "none",
      },
    });
    return `${prefix}-${id.hex}`;
  }

  private makeService(): ApiManagement {
    const { resourceGroup, network, tags } = this.props;
    const { tier, units, publisherEmail, publisherName } = this.settings;
    return new ApiManagement(this, "Resource", {
      name: this.serviceName,
      location: resourceGroup.location,
      resourceGroupName: resourceGroup.resourceGroupName,
      skuName: tier === GatewayTier.CONSUMPTION ? `${tier}_0` : `${tier}_${units}`,
      publisherEmail,
      publisherName,
      minApiVersion: MIN_API_VERSION,
      // The gateway's own address stays public; External is what connects its outbound traffic to the subnet.
      virtualNetworkType: network && "External",
      virtualNetworkConfiguration: network && { subnetId: network.gatewaySubnetId },
      security: {
        backendSsl30Enabled: false,
        backendTls10Enabled: false,
        backendTls11Enabled: false,
        frontendTls10Enabled: false,
        frontendTls11Enabled: false,
      },
      tags,
      dependsOn: dependenciesFor(this, network?.dependencies),
    });
  }

  private post(service: ApiManagement): ApiManagementApi {
    const api = new ApiManagementApi(this, "Api", {
      ...this.within(service),
      name: API_NAME,
      displayName: "MLflow for Snowflake external functions",
      revision: "1",
      path: this.settings.apiPath,
      protocols: ["https"],
      // Snowflake has no subscription key: the policy decides who may call.
      subscriptionRequired: false,
    });
    new ApiManagementApiOperation(this, "Post", {
      ...this.within(service),
      apiName: api.name,
      operationId: "post",
      displayName: "POST on every path",
      method: "POST",
      urlTemplate: "/*",
    });
    return api;
  }

  private within(service: ApiManagement) {
    return { apiManagementName: service.name, resourceGroupName: this.props.resourceGroup.resourceGroupName };
  }

  private present(dependencies: ITerraformDependable[]): ITerraformDependable[] {
    return dependenciesFor(this, dependencies) ?? [];
  }
}
