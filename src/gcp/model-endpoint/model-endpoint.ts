import { CloudRunV2Service } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import { required } from "../../core/rules";
import { scoringPath } from "../../platform/model-endpoint/path";
import { alertPolicy } from "../alert-policy";
import { componentTable } from "../component-checks";
import { serviceUrl } from "../project-addresses";
import { IGNORED } from "../tracking-server/template";
import { endpointAlarms } from "./alarms";
import { ImportedModelEndpoint } from "./attributes";
import { MODEL_SERVING } from "./checks";
import { cloudRunRuntime } from "./cloud-run";
import { resolveServing } from "./defaults";
import type { IModelEndpoint } from "./interface";
import { accountId, serviceName } from "./names";
import type { ModelEndpointProps } from "./props";
import type { MakeRuntime } from "./runtime";
import { ServingRuntime, type ModelEndpointAttributes, type ModelServingSettings } from "./settings";
import { endpointTemplate } from "./template";
import type { VertexTarget } from "./vertex/target";
import { vertexRuntime } from "./vertex/vertex";

/**
 * Models that MLflow logged, behind a Cloud Run service: a proxy, and what serves the models. The service has a public address that admits
 * only whom IAM allows: nobody, until the gateway's account gets the role.
 *
 * A changed model is a new revision of the same service, which serves the old one until the new one answers.
 * @see https://cloud.google.com/run/docs/deploying#sidecars
 */
export class ModelEndpoint extends Construct implements IModelEndpoint {
  /**
   * Uses an existing endpoint.
   * @throws ValidationError for a URL with a path, and for an invalid name or region
   */
  public static fromModelEndpointAttributes(
    scope: Construct,
    id: string,
    attributes: ModelEndpointAttributes,
  ): IModelEndpoint {
    return new ImportedModelEndpoint(scope, id, attributes);
  }

  public readonly name: string;
  public readonly path: string;
  public readonly maxPayloadBytes: number;
  public readonly url: string;
  public readonly serviceName: string;
  public readonly serviceRegion?: string;
  /** Email of the account that reads the models, or lets Vertex AI predict. */
  public readonly serviceAccountEmail: string;

  /** What `mlops deploy-model` deploys, and where; undefined for an endpoint on Cloud Run. */
  public readonly vertexTarget?: VertexTarget;

  /** @throws ValidationError for an invalid name, image, model, traffic or size, and for what the runtime does not have */
  constructor(scope: Construct, id: string, props: ModelEndpointProps) {
    super(scope, id);
    const table = componentTable(MODEL_SERVING);
    checkOnce(this, props, { ...table, rows: [...table.rows, NETWORK] }, props.size);
    const settings = resolveServing(props, props.size);
    const { prefix, region, services, tags } = props;
    const name = serviceName(prefix, settings.name);
    this.name = settings.name;
    this.path = scoringPath(settings.name);
    this.maxPayloadBytes = settings.maxPayloadBytes;
    // Known before the service exists: neither gateway nor function waits for it. The name is short enough for it.
    this.url = serviceUrl(this, name, region);
    const account = new ServiceAccount(this, "Account", {
      accountId: accountId(prefix, settings.name),
      displayName: `Model endpoint ${name}`,
      dependsOn: dependenciesFor(this, services?.dependencies),
    });
    this.serviceAccountEmail = account.email;
    const makeRuntime = RUNTIMES[settings.runtime];
    const runtime = makeRuntime(this, { props, settings, account });
    this.vertexTarget = runtime.target;
    const service = new CloudRunV2Service(this, "Resource", {
      name,
      location: region,
      ingress: "INGRESS_TRAFFIC_ALL",
      // The audience of the gateway's tokens, whichever of the service's addresses Cloud Run calls its own.
      customAudiences: [this.url],
      // It holds no data, and a service whose first revision failed could not be replaced.
      deletionProtection: false,
      labels: tags,
      template: endpointTemplate({ props, settings, account }, runtime),
      dependsOn: dependenciesFor(this, [...(services?.dependencies ?? []), ...runtime.dependencies]),
      lifecycle: { ignoreChanges: IGNORED },
    });
    this.serviceName = service.name;
    this.serviceRegion = region;
    if (settings.alarms) this.makeAlarms(props, name);
  }

  private makeAlarms({ prefix, region, services, tags, notificationChannels }: ModelEndpointProps, service: string) {
    for (const alarm of endpointAlarms(service, region))
      alertPolicy(this, alarm, {
        ...{ prefix: `${prefix}-${this.name}`, notificationChannels, tags },
        dependsOn: dependenciesFor(this, services?.dependencies),
      });
  }
}

const RUNTIMES: Readonly<Record<ServingRuntime, MakeRuntime>> = {
  [ServingRuntime.CLOUD_RUN]: cloudRunRuntime,
  [ServingRuntime.VERTEX]: vertexRuntime,
};

const NETWORK = {
  field: "network",
  rule: required(
    "the containers of an endpoint with privateAccess are in a VPC network",
    "Set network, or remove privateAccess",
  ),
  when: ({ privateAccess }: ModelServingSettings) => privateAccess === true,
};
