import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import { Construct } from "constructs";
import type { AzureComponentProps } from "../component";

export interface ServerLogsProps extends AzureComponentProps {
  readonly logRetentionDays: number;
}

/** The Log Analytics workspace of the servers' logs. */
export class ServerLogs extends Construct {
  public readonly workspaceId: string;

  constructor(scope: Construct, id: string, { prefix, resourceGroup, tags, logRetentionDays }: ServerLogsProps) {
    super(scope, id);
    this.workspaceId = new LogAnalyticsWorkspace(this, "Resource", {
      name: `${prefix}-logs`,
      resourceGroupName: resourceGroup.resourceGroupName,
      location: resourceGroup.location,
      sku: "PerGB2018",
      retentionInDays: logRetentionDays,
      // A Container Apps environment writes with the workspace's key. The provider loses the default at an update.
      localAuthenticationEnabled: true,
      tags,
    }).id;
  }
}
