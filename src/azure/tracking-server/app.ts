import {
  ContainerApp,
  type ContainerAppRegistry,
  type ContainerAppSecret,
  type ContainerAppTemplateContainer,
} from "@cdktf/provider-azurerm/lib/container-app";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { dependenciesFor } from "../../core/dependencies";
import type { AzureComponentProps } from "../component";
import { LONGEST_TIMEOUT_SECONDS } from "../gateway/defaults";
import { isAzureRegistry, registryOf } from "./registries";

/** What is said about an app whatever runs in it. */
export interface AppSettings extends AzureComponentProps {
  readonly name: string;
  /** Port of the containers that the app's address leads to. */
  readonly targetPort: number;
  /** Whether the address is reached from outside of the environment. */
  readonly external: boolean;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** ID of the identity that pulls images from Azure Container Registry. @default - anonymous pulls */
  readonly registryIdentityId?: string;
  /** Addresses in Terraform of what recreates the app when it changes. @default - none */
  readonly replaceTriggeredBy?: string[];
  /** What must exist before the app starts, and until it has stopped. @default - nothing else */
  readonly dependencies?: readonly ITerraformDependable[];
}

export interface AppProps extends AppSettings {
  readonly environmentId: string;
  /** Workload profile of the environment. @default - the environment has none */
  readonly workloadProfileName?: string;
  readonly containers: ContainerAppTemplateContainer[];
  /** @default - none */
  readonly secrets?: ContainerAppSecret[];
  /** IDs of the user-assigned identities of the app. */
  readonly identityIds: string[];
  /** Concurrent requests of a replica above which another one starts. */
  readonly concurrentRequests: number;
}

/**
 * A container app of one active revision. A deploy ends when the revision's replicas are ready.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/revisions
 */
export class App extends Construct {
  public readonly appId: string;
  public readonly appName: string;
  /** Address of the app's ID in Terraform, which changes when the app is recreated. */
  public readonly recreatedAddress: string;

  constructor(scope: Construct, id: string, props: AppProps) {
    super(scope, id);
    const registry = registries(props);
    const identityIds = [...new Set([...props.identityIds, ...registry.map(({ identity = "" }) => identity)])];
    const app = new ContainerApp(this, "Resource", {
      name: props.name,
      resourceGroupName: props.resourceGroup.resourceGroupName,
      containerAppEnvironmentId: props.environmentId,
      // Written, as Azure chooses this one otherwise, and the provider would remove what it reads back (not verified).
      workloadProfileName: props.workloadProfileName,
      revisionMode: "Single",
      identity: identityIds.length === 0 ? undefined : { type: "UserAssigned", identityIds },
      registry: registry.length === 0 ? undefined : registry,
      secret: props.secrets,
      ingress: {
        externalEnabled: props.external,
        allowInsecureConnections: false,
        targetPort: props.targetPort,
        transport: "http",
        trafficWeight: [{ latestRevision: true, percentage: 100 }],
      },
      template: {
        minReplicas: props.minReplicas,
        maxReplicas: props.maxReplicas,
        // A call may take as long.
        terminationGracePeriodSeconds: LONGEST_TIMEOUT_SECONDS,
        container: props.containers,
        httpScaleRule: [{ name: "requests", concurrentRequests: String(props.concurrentRequests) }],
      },
      tags: props.tags,
      dependsOn: dependenciesFor(this, props.dependencies),
      lifecycle: props.replaceTriggeredBy && { replaceTriggeredBy: props.replaceTriggeredBy },
    });
    this.appId = app.id;
    this.appName = app.name;
    this.recreatedAddress = `azurerm_container_app.${app.friendlyUniqueId}.id`;
  }
}

/** The registries that the images come from and that need the identity. */
function registries({ containers, registryIdentityId }: AppProps): ContainerAppRegistry[] {
  if (registryIdentityId === undefined) return [];
  const servers = containers
    .map(({ image }) => image)
    .filter(isAzureRegistry)
    .map(registryOf);
  return [...new Set(servers)].map((server) => ({ server, identity: registryIdentityId }));
}
