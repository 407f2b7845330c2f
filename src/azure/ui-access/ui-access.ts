import { Construct } from "constructs";
import { Size } from "../../core";
import { checkOnce } from "../../core/checks";
import { ServerSpec, type ServerImages, type ServerSpecProps } from "../../mlflow";
import { serverSettings } from "../../mlflow/server/defaults";
import type { IArtifactStore } from "../artifact-store/interface";
import type { IBackendStore } from "../backend-store/interface";
import type { AzureComponentProps } from "../component";
import type { DeployerSettings } from "../deployer/settings";
import type { INetwork } from "../network/interface";
import { App } from "../tracking-server/app";
import { wholeSize } from "../tracking-server/container-sizes";
import { appContainer } from "../tracking-server/containers";
import { resolveServer } from "../tracking-server/defaults";
import { ServerEnvironment } from "../tracking-server/environment";
import type { ServerHost } from "../tracking-server/interface";
import { listenerProbes } from "../tracking-server/probes";
import { ServerApp } from "../tracking-server/server-app";
import { UI_ACCESS } from "./checks";
import { FRONT_PORT, frontProxy } from "./front-proxy";
import type { IUiAccess } from "./interface";
import type { UiSettings } from "./settings";
import { SignIn } from "./sign-in";

export interface UiAccessProps extends AzureComponentProps, UiSettings, DeployerSettings {
  /** The virtual network of the servers. @default - public addresses */
  readonly network?: INetwork;
  /** Where the servers run and with which identity: `host` of the tracking server. */
  readonly host: ServerHost;
  readonly artifactStore: IArtifactStore;
  readonly backendStore: IBackendStore;
  /** Your own images for linux/amd64, each with a tag or digest. @default - the stock images of MLflow and Caddy */
  readonly images?: ServerImages;
  /** Registry of the stock images. @default - the stock registries */
  readonly imageRegistry?: string;
  /** ID of a user-assigned identity with the role AcrPull on the registry of the images. @default - anonymous pulls */
  readonly registryIdentityId?: string;
}

/** The smallest size that Container Apps offers. */
const FRONT = { vcpu: 0.25, memoryMib: 512, maxReplicas: 1, maxRequests: 100, startupGraceSeconds: 240 };

/**
 * The UI of MLflow: a container app at which every user signs in with Entra, and which forwards to servers of its own. All of it stops when it
 * is idle; the first page after that takes about a minute.
 *
 * A container app is open until its authentication exists, and again when that is destroyed. Nothing is behind it then: the servers, which no
 * one else can reach, are created after the authentication and destroyed before it.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/authentication
 */
export class UiAccess extends Construct implements IUiAccess {
  public readonly url: string;

  /** @throws ValidationError without a group, for an invalid group, and for a public UI in a network without a subnet for it */
  constructor(scope: Construct, id: string, props: UiAccessProps) {
    super(scope, id);
    checkOnce(this, props, UI_ACCESS, props.size);
    const { prefix, size, resourceGroup, tags, artifactStore, backendStore, registryIdentityId } = props;
    const component = { prefix, size, resourceGroup, tags };
    const host = this.hostOf(props);
    const serversName = `${prefix}-ui-server`;
    const serversHost = `${serversName}.internal.${host.defaultDomain}`;
    this.url = `https://${prefix}-ui.${host.defaultDomain}`;
    // People need no more than the smallest server, whatever the size.
    const settings = resolveServer({ minReplicas: 0, maxReplicas: 1 }, Size.DEV);
    const spec: ServerSpecProps = {
      artifactsDestination: artifactStore.artifactsDestination,
      workers: settings.workers,
      images: props.images,
      imageRegistry: props.imageRegistry,
      uiOrigin: this.url,
    };
    const front = new App(this, "Front", {
      ...component,
      name: `${prefix}-ui`,
      environmentId: host.environmentId,
      workloadProfileName: host.workloadProfileName,
      identityIds: [],
      registryIdentityId,
      containers: [
        appContainer(frontProxy(serverSettings(spec).images.proxy, serversHost), {
          size: wholeSize(FRONT.vcpu, FRONT.memoryMib),
          probes: listenerProbes(FRONT_PORT, FRONT.startupGraceSeconds),
        }),
      ],
      targetPort: FRONT_PORT,
      external: true,
      minReplicas: settings.minReplicas,
      maxReplicas: FRONT.maxReplicas,
      concurrentRequests: FRONT.maxRequests,
    });
    const signIn = new SignIn(this, "SignIn", {
      ...component,
      deployerObjectId: props.deployerObjectId,
      app: front,
      url: this.url,
      groupIds: props.groupIds,
    });
    new ServerApp(this, "Server", {
      ...component,
      name: serversName,
      host,
      backendStore,
      spec,
      vcpu: settings.vcpu,
      memoryMib: settings.memoryMib,
      startupGraceSeconds: settings.startupGraceSeconds,
      registryIdentityId,
      // The proxy's listener for functions, which has no key here, is on another port, to which no address leads.
      targetPort: ServerSpec.UI_PORT,
      external: false,
      minReplicas: settings.minReplicas,
      maxReplicas: settings.maxReplicas,
      // Together with the front, whose authentication is missing for a while.
      replaceTriggeredBy: [signIn.recreatedAddress],
      dependencies: signIn.dependencies,
    });
  }

  /** The servers' own environment, or an external one in the same network. */
  private hostOf({ host, network, prefix, size, resourceGroup, tags, ...props }: UiAccessProps): ServerHost {
    const subnetId = network?.uiSubnetId;
    if (props.public !== true || network === undefined || subnetId === undefined) return host;
    const environment = new ServerEnvironment(this, "Environment", {
      ...{ prefix, size, resourceGroup, tags },
      name: `${prefix}-ui`,
      logAnalyticsWorkspaceId: host.logAnalyticsWorkspaceId,
      subnet: { network, subnetId, internal: false, zoneRedundant: false },
    });
    const { environmentId, workloadProfileName, defaultDomain } = environment;
    return { ...host, environmentId, workloadProfileName, defaultDomain };
  }
}
