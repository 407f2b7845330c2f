import { ContainerAppEnvironment } from "@cdktf/provider-azurerm/lib/container-app-environment";
import { Construct } from "constructs";
import { dependenciesFor } from "../../core/dependencies";
import type { AzureComponentProps } from "../component";
import type { INetwork } from "../network/interface";

/** The place of an environment in a virtual network. */
export interface EnvironmentSubnet {
  readonly network: INetwork;
  readonly subnetId: string;
  /** The environment has a private address only. */
  readonly internal: boolean;
  /** Replicas in several zones. */
  readonly zoneRedundant: boolean;
}

export interface ServerEnvironmentProps extends AzureComponentProps {
  readonly name: string;
  readonly logAnalyticsWorkspaceId: string;
  /** @default - public addresses of Azure */
  readonly subnet?: EnvironmentSubnet;
}

/** The workload profile that is billed by use; an environment with a /27 subnet needs one. */
const CONSUMPTION = "Consumption";

/**
 * A Container Apps environment: a domain, an address and the logs of its apps.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/environment
 */
export class ServerEnvironment extends Construct {
  public readonly environmentId: string;
  public readonly defaultDomain: string;
  public readonly staticIpAddress: string;
  /** Workload profile of the environment's apps; undefined in an environment without profiles. */
  public readonly workloadProfileName?: string;

  constructor(scope: Construct, id: string, props: ServerEnvironmentProps) {
    super(scope, id);
    const { name, resourceGroup, tags, subnet } = props;
    const environment = new ContainerAppEnvironment(this, "Resource", {
      name,
      resourceGroupName: resourceGroup.resourceGroupName,
      location: resourceGroup.location,
      logsDestination: "log-analytics",
      logAnalyticsWorkspaceId: props.logAnalyticsWorkspaceId,
      ...(subnet !== undefined && this.inSubnet(name, subnet)),
      tags,
    });
    this.environmentId = environment.id;
    this.defaultDomain = environment.defaultDomain;
    this.staticIpAddress = environment.staticIpAddress;
    this.workloadProfileName = subnet && CONSUMPTION;
  }

  private inSubnet(name: string, { network, subnetId, internal, zoneRedundant }: EnvironmentSubnet) {
    return {
      infrastructureSubnetId: subnetId,
      // Omitted with a subnet the environment would be recreated by every apply, and so would one without a subnet that has it (not
      // verified): https://github.com/hashicorp/terraform-provider-azurerm/issues/28727
      infrastructureResourceGroupName: `${name}-infrastructure`,
      internalLoadBalancerEnabled: internal,
      zoneRedundancyEnabled: zoneRedundant,
      workloadProfile: [{ name: CONSUMPTION, workloadProfileType: CONSUMPTION }],
      dependsOn: dependenciesFor(this, network.dependencies),
    };
  }
}
