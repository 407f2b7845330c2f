import { GoogleApiGatewayApi } from "@cdktf/provider-google-beta/lib/google-api-gateway-api";
import { GoogleApiGatewayApiConfigA } from "@cdktf/provider-google-beta/lib/google-api-gateway-api-config";
import { GoogleApiGatewayGateway } from "@cdktf/provider-google-beta/lib/google-api-gateway-gateway";
import { GoogleProjectServiceIdentity } from "@cdktf/provider-google-beta/lib/google-project-service-identity";
import { CloudRunV2ServiceIamMember } from "@cdktf/provider-google/lib/cloud-run-v2-service-iam-member";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import { Id } from "@cdktf/provider-random/lib/id";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import { Construct } from "constructs";
import { useBetaProvider } from "../beta-provider";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import type { GcpComponentProps } from "../component";
import { componentTable } from "../component-checks";
import type { IModelEndpoint } from "../model-endpoint/interface";
import type { ITrackingServer } from "../tracking-server/interface";
import { ImportedGateway } from "./attributes";
import { GATEWAY_ALONE } from "./checks";
import { resolveGateway, type ResolvedGateway } from "./defaults";
import { base64, openApiDocument } from "./document";
import type { GatewayMetrics, IGateway, IGatewayCaller } from "./interface";
import type { GatewayAttributes, GatewaySettings } from "./settings";

export interface GatewayProps extends GcpComponentProps, GatewaySettings {
  /** The servers to which calls are forwarded. */
  readonly trackingServer: ITrackingServer;
}

const NO_CALLER = "No caller is allowed. Call allow(...)";

/**
 * The gateway: API Gateway with one API, whose paths are the method proxy's verbs, each by POST, in front of the Cloud Run service. It
 * accepts tokens that Snowflake's service account signed for this API, and calls the servers with tokens of its own service account, the
 * only one that it lets invoke them.
 *
 * The audience is known as soon as the API exists, so that Snowflake's API integration waits for nothing else of the gateway. The caller is
 * known when the integration exists: `allow` then writes the API's document.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-gcp-planning
 */
export class Gateway extends Construct implements IGateway {
  /**
   * Uses an existing gateway.
   * @throws ValidationError for a URL that is not the address of a gateway
   */
  public static fromGatewayAttributes(scope: Construct, id: string, attributes: GatewayAttributes): IGateway {
    return new ImportedGateway(scope, id, attributes);
  }

  public readonly url: string;
  public readonly audience: string;
  /** Name of the gateway. */
  public readonly gatewayId: string;
  /** Email of the service account with which the gateway calls the servers. */
  public readonly serviceAccountEmail: string;
  /** Metrics of the gateway. */
  public readonly metrics: GatewayMetrics;
  private readonly props: GatewayProps;
  private readonly settings: ResolvedGateway;
  private readonly config: GoogleApiGatewayApiConfigA;
  private readonly account: ServiceAccount;
  private readonly endpoints: IModelEndpoint[] = [];
  private allowed: IGatewayCaller | undefined;

  /** @throws ValidationError for an invalid region, timeout, address or ID */
  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(GATEWAY_ALONE), props.size);
    useBetaProvider(this);
    this.props = props;
    this.settings = resolveGateway(props);
    const { prefix, tags } = props;
    const account = this.makeAccount();
    const api = this.api();
    this.config = this.configOf(api, account);
    const gateway = new GoogleApiGatewayGateway(this, "Resource", {
      gatewayId: prefix,
      displayName: prefix,
      region: this.settings.gatewayRegion,
      apiConfig: this.config.id,
      labels: tags,
    });
    this.url = `https://${gateway.defaultHostname}/`;
    this.audience = api.managedService;
    this.gatewayId = gateway.gatewayId;
    this.serviceAccountEmail = account.email;
    this.metrics = { gatewayId: gateway.gatewayId, region: this.settings.gatewayRegion, service: api.managedService };
    this.account = account;
    this.letInvoke("Invoker", props.trackingServer);
    this.node.addValidation({ validate: () => (this.allowed === undefined ? [NO_CALLER] : []) });
  }

  /** Writes the document: the caller is the only identity that the gateway accepts. Call it once. */
  public allow(caller: IGatewayCaller): void {
    if (this.allowed !== undefined)
      throw new Error(`${this.node.path}: a gateway must allow one caller only, and allows ${this.allowed.node.path}`);
    this.allowed = caller;
    this.writeDocument();
    const dependencies = dependenciesFor(this, caller.dependencies) ?? [];
    this.config.dependsOn = [...(this.config.dependsOn ?? []), ...dependencies.map(({ fqn }) => fqn)];
  }

  /** Adds the route of an endpoint, which does not wait for the endpoint, and lets the gateway call it. */
  public addEndpoint(endpoint: IModelEndpoint): void {
    this.endpoints.push(endpoint);
    this.writeDocument();
    this.letInvoke(`InvokeEndpoint-${endpoint.name}`, endpoint);
  }

  private writeDocument(): void {
    if (this.allowed === undefined) return;
    const document = openApiDocument({
      issuer: this.allowed.serviceAccount,
      audience: this.audience,
      serverUrl: this.props.trackingServer.url,
      timeoutSeconds: this.settings.timeoutSeconds,
      endpoints: this.endpoints,
    });
    this.config.putOpenapiDocuments([{ document: { path: "openapi.json", contents: base64(document) } }]);
  }

  private makeAccount(): ServiceAccount {
    return new ServiceAccount(this, "Account", {
      accountId: this.settings.serviceAccountId,
      displayName: `${this.props.prefix} gateway`,
      description: "Calls MLflow's servers for the gateway that Snowflake calls",
      dependsOn: this.services(),
    });
  }

  /** Google keeps the managed service of a deleted API for 30 days: another deploy has another name. */
  private api(): GoogleApiGatewayApi {
    const { prefix, tags } = this.props;
    return new GoogleApiGatewayApi(this, "Api", {
      apiId: `${prefix}-${new Id(this, "Suffix", { byteLength: 4 }).hex}`,
      displayName: prefix,
      labels: tags,
      dependsOn: this.services(),
    });
  }

  /** A config never changes: the gateway switches to a new one, after which the old one is deleted. */
  private configOf(api: GoogleApiGatewayApi, account: ServiceAccount): GoogleApiGatewayApiConfigA {
    const { prefix, tags } = this.props;
    const agent = new GoogleProjectServiceIdentity(this, "Agent", {
      service: "apigateway.googleapis.com",
      dependsOn: this.services(),
    });
    // A new service agent, or account, is not known everywhere at once (not verified: how long that takes).
    const sleep = new Sleep(this, "AgentDelay", {
      createDuration: "30s",
      triggers: { account: account.uniqueId },
      dependsOn: [agent],
    });
    return new GoogleApiGatewayApiConfigA(this, "Config", {
      // With its id or its name the address of the API would have the path twice.
      api: api.apiId,
      apiConfigIdPrefix: `${prefix}-`,
      displayName: prefix,
      gatewayConfig: { backendConfig: { googleServiceAccount: account.email } },
      labels: tags,
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [sleep],
    });
  }

  private letInvoke(id: string, service: { readonly serviceName: string; readonly serviceRegion?: string }): void {
    new CloudRunV2ServiceIamMember(this, id, {
      name: service.serviceName,
      location: service.serviceRegion ?? this.props.region,
      role: "roles/run.invoker",
      member: this.account.member,
    });
  }

  private services() {
    return dependenciesFor(this, this.props.services?.dependencies);
  }
}
