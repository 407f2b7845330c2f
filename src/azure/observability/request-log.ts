import { Construct } from "constructs";
import type { AzureComponentProps } from "../component";
import type { GatewayMetrics } from "../gateway/interface";
import { OptionalBindings } from "../optional-bindings";
import { AzureSizes } from "../sizes";

export interface RequestLogProps extends AzureComponentProps {
  readonly gateway: GatewayMetrics;
  /** Log Analytics workspace that keeps the log. @default - a new workspace */
  readonly logAnalyticsWorkspaceId?: string;
}

/** No bodies; no header is logged unless it is listed. */
const MESSAGE = { bodyBytes: 0 };

/** The query holds names of users, experiments and models. */
const REQUEST = { ...MESSAGE, dataMasking: { queryParams: [{ mode: "Hide", value: "*" }] } };

/**
 * The calls of the gateway in Application Insights: time, path, status and latency of each, never credentials, queries or bodies. It is the
 * only request log of the Consumption tier, which sends none to Azure Monitor.
 * @see https://learn.microsoft.com/en-us/azure/api-management/api-management-howto-app-insights
 */
export class RequestLog extends Construct {
  constructor(scope: Construct, id: string, props: RequestLogProps) {
    super(scope, id);
    const { prefix, resourceGroup, tags, gateway } = props;
    const { resourceGroupName, location } = resourceGroup;
    const { ApplicationInsights } = OptionalBindings.applicationInsights();
    const insights = new ApplicationInsights(this, "Resource", {
      name: `${prefix}-gateway`,
      location,
      resourceGroupName,
      applicationType: "web",
      workspaceId: props.logAnalyticsWorkspaceId ?? this.workspace(props),
      samplingPercentage: 100,
      tags,
    });
    const { ApiManagementLogger } = OptionalBindings.apiManagementLogger();
    const logger = new ApiManagementLogger(this, "Logger", {
      name: "application-insights",
      apiManagementName: gateway.serviceName,
      resourceGroupName,
      resourceId: insights.id,
      applicationInsights: { connectionString: insights.connectionString },
    });
    const { ApiManagementApiDiagnostic } = OptionalBindings.apiManagementApiDiagnostic();
    new ApiManagementApiDiagnostic(this, "Diagnostic", {
      identifier: "applicationinsights",
      apiManagementName: gateway.serviceName,
      apiName: gateway.apiName,
      resourceGroupName,
      apiManagementLoggerId: logger.id,
      samplingPercentage: 100,
      alwaysLogErrors: true,
      logClientIp: false,
      verbosity: "information",
      httpCorrelationProtocol: "W3C",
      frontendRequest: REQUEST,
      frontendResponse: MESSAGE,
      backendRequest: REQUEST,
      backendResponse: MESSAGE,
    });
  }

  private workspace({ prefix, size, resourceGroup, tags }: RequestLogProps): string {
    const { LogAnalyticsWorkspace } = OptionalBindings.logAnalyticsWorkspace();
    const workspace = new LogAnalyticsWorkspace(this, "Workspace", {
      name: `${prefix}-gateway`,
      location: resourceGroup.location,
      resourceGroupName: resourceGroup.resourceGroupName,
      sku: "PerGB2018",
      retentionInDays: AzureSizes.defaults(size).logRetentionDays,
      tags,
    });
    return workspace.id;
  }
}
