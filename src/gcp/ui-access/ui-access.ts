import { CloudRunV2ServiceIamMember } from "@cdktf/provider-google/lib/cloud-run-v2-service-iam-member";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import { Construct } from "constructs";
import { useBetaProvider } from "../beta-provider";
import { Size } from "../../core";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import { Tokens } from "../../core/tokens";
import { ServerSpec } from "../../mlflow";
import type { IArtifactStore } from "../artifact-store/interface";
import type { IBackendStore } from "../backend-store/interface";
import type { GcpComponentProps } from "../component";
import type { INetwork } from "../network/interface";
import { OptionalBindings } from "../optional-bindings";
import { serviceAgentEmail, serviceUrl } from "../project-addresses";
import { UI_INSTANCES, UI_WORKERS } from "../tracking-server/connections";
import { resolveServer } from "../tracking-server/defaults";
import type { ServerHost } from "../tracking-server/interface";
import { IGNORED, serverTemplate } from "../tracking-server/template";
import { UI_ACCESS } from "./checks";
import type { IUiAccess } from "./interface";
import type { UiSettings } from "./settings";

export interface UiAccessProps extends GcpComponentProps, UiSettings {
  /** The VPC network through which the servers reach the database. @default - none: by Cloud SQL's connector, or a public address */
  readonly network?: INetwork;
  /** With which identity and images the servers run: `host` of the tracking server. */
  readonly host: ServerHost;
  readonly artifactStore: IArtifactStore;
  readonly backendStore: IBackendStore;
}

/** A page makes many requests at once. */
const CONCURRENCY = 80;

/**
 * The UI of MLflow: a Cloud Run service of its own, in front of which Identity-Aware Proxy signs users in with their Google account. The
 * service behind the gateway could not have it, as it would refuse the gateway's tokens. It stops when it is idle; the first page after that takes
 * about a minute.
 *
 * Only the agent of Identity-Aware Proxy may invoke the service: without it, nobody can.
 * @see https://cloud.google.com/run/docs/securing/identity-aware-proxy-cloud-run
 */
export class UiAccess extends Construct implements IUiAccess {
  public readonly url: string;

  /** @throws ValidationError without a member, and for an invalid or public member */
  constructor(scope: Construct, id: string, props: UiAccessProps) {
    super(scope, id);
    checkOnce(this, props, UI_ACCESS, props.size);
    useBetaProvider(this);
    const { prefix, region, tags, services, network, host, artifactStore, backendStore } = props;
    const name = `${prefix}-ui`;
    this.url = serviceUrl(this, name, region);
    // People need no more than the smallest server, whatever the size.
    const settings = resolveServer({ minInstances: 0, maxInstances: UI_INSTANCES, workers: UI_WORKERS }, Size.DEV);
    const { GoogleCloudRunV2Service } = OptionalBindings.googleCloudRunV2Service();
    const service = new GoogleCloudRunV2Service(this, "Resource", {
      name,
      location: region,
      ingress: "INGRESS_TRAFFIC_ALL",
      launchStage: "BETA",
      iapEnabled: true,
      // It holds no data, and a service whose first revision failed could not be replaced.
      deletionProtection: false,
      labels: tags,
      template: serverTemplate({
        ...{ host, backendStore, network, settings },
        spec: {
          artifactsDestination: artifactStore.artifactsDestination,
          workers: settings.workers,
          uiOrigin: this.url,
        },
        port: ServerSpec.UI_PORT,
        concurrency: CONCURRENCY,
      }),
      dependsOn: dependenciesFor(this, [
        ...(services?.dependencies ?? []),
        ...host.dependencies,
        ...backendStore.dependencies,
      ]),
      // Cloud Run returns the stage that the features need by then.
      lifecycle: { ignoreChanges: [...IGNORED, "launch_stage"] },
    });
    this.admitProxy(props, service.name);
    this.admitMembers(props, service.name);
  }

  /** Identity-Aware Proxy calls the service in its own name. */
  private admitProxy({ region, services }: UiAccessProps, serviceName: string): void {
    const { GoogleProjectServiceIdentity } = OptionalBindings.googleProjectServiceIdentity();
    const agent = new GoogleProjectServiceIdentity(this, "ProxyAgent", {
      service: "iap.googleapis.com",
      dependsOn: dependenciesFor(this, services?.dependencies),
    });
    // Not verified: that 30 s are enough. A new agent is not known everywhere when its creation returns.
    const delay = new Sleep(this, "ProxyAgentDelay", { createDuration: "30s", triggers: { agent: agent.id } });
    new CloudRunV2ServiceIamMember(this, "AdmitProxy", {
      name: serviceName,
      location: region,
      role: "roles/run.invoker",
      member: `serviceAccount:${serviceAgentEmail(this, "gcp-sa-iap")}`,
      dependsOn: [delay],
    });
  }

  private admitMembers({ region, members }: UiAccessProps, cloudRunServiceName: string): void {
    const { IapWebCloudRunServiceIamMember } = OptionalBindings.iapWebCloudRunServiceIamMember();
    members.forEach((member, index) => {
      // Named after the member: one that only moves in the list is not recreated.
      const name = Tokens.isUnresolved(member) ? String(index + 1) : member.toLowerCase().replace(/\//g, "-");
      new IapWebCloudRunServiceIamMember(this, `Member-${name}`, {
        cloudRunServiceName,
        location: region,
        role: "roles/iap.httpsResourceAccessor",
        member,
      });
    });
  }
}
