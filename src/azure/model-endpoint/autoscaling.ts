import type { MonitorAutoscaleSettingProfileRule } from "@cdktf/provider-azurerm/lib/monitor-autoscale-setting";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { AzureComponentProps } from "../component";
import { OptionalBindings } from "../optional-bindings";
import type { IModelWorkspace } from "../model-workspace/interface";
import type { ResolvedServing } from "./defaults";

export interface AutoscalingProps extends AzureComponentProps {
  readonly workspace: IModelWorkspace;
  readonly endpointName: string;
  /** ID of the endpoint. */
  readonly endpointId: string;
  readonly settings: ResolvedServing;
  /** What must exist before: the deployments. */
  readonly dependencies: ITerraformDependable[];
}

const BUSY_PERCENT = 70;
const IDLE_PERCENT = 30;

/**
 * Scales each deployment between its limits by the use of its processors.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-autoscale-endpoints
 */
export function makeAutoscaling(scope: Construct, props: AutoscalingProps): void {
  const { settings, endpointName, endpointId, workspace, resourceGroup, tags, dependencies } = props;
  const { deployments, minInstances, maxInstances } = settings;
  if (maxInstances <= minInstances) return;
  const { MonitorAutoscaleSetting } = OptionalBindings.monitorAutoscaleSetting();
  for (const { name } of deployments) {
    const deploymentId = `${endpointId}/deployments/${name}`;
    new MonitorAutoscaleSetting(scope, `Scaling-${name}`, {
      name: `${endpointName}-${name}`,
      resourceGroupName: resourceGroup.resourceGroupName,
      // Azure Monitor takes a setting in the location of what it scales.
      location: workspace.location,
      targetResourceId: deploymentId,
      profile: [
        {
          name: "processors",
          capacity: { default: minInstances, minimum: minInstances, maximum: maxInstances },
          rule: [
            rule(deploymentId, "GreaterThan", BUSY_PERCENT, "Increase"),
            rule(deploymentId, "LessThan", IDLE_PERCENT, "Decrease"),
          ],
        },
      ],
      tags,
      dependsOn: dependencies,
    });
  }
}

function rule(
  metricResourceId: string,
  operator: string,
  threshold: number,
  direction: string,
): MonitorAutoscaleSettingProfileRule {
  return {
    metricTrigger: {
      metricName: "CpuUtilizationPercentage",
      metricResourceId,
      statistic: "Average",
      timeAggregation: "Average",
      timeGrain: "PT1M",
      timeWindow: "PT5M",
      operator,
      threshold,
    },
    scaleAction: { direction, type: "ChangeCount", value: 1, cooldown: "PT5M" },
  };
}
