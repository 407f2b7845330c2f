import { Id } from "@cdktf/provider-random/lib/id";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Sizes } from "../../core";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import type { ScoringProtocol } from "../../mlflow";
import { scoringPath } from "../../platform/model-endpoint/path";
import { armDeployment, type ArmResource } from "../arm-template";
import type { IArtifactStore } from "../artifact-store/interface";
import type { AzureComponentProps } from "../component";
import { componentTable } from "../component-checks";
import type { IModelWorkspace } from "../model-workspace/interface";
import { ML_API_VERSION } from "../model-workspace/names";
import { makeAlarms } from "./alarms";
import { ImportedModelEndpoint } from "./attributes";
import { makeAutoscaling } from "./autoscaling";
import { MODEL_SERVING } from "./checks";
import { needsScript, protocolOf, resolveServing, type ResolvedServing } from "./defaults";
import { makeDatastore } from "./datastore";
import { makeDeployments } from "./deployments";
import { ScoringEnvironment } from "./environment";
import { EndpointIdentity } from "./identity";
import type { IModelEndpoint } from "./interface";
import { KeptCalls } from "./kept-calls";
import { ENDPOINT_TYPE, datastoreName, endpointId, scoringUri } from "./names";
import type { ModelEndpointAttributes, ModelServingSettings } from "./settings";

export interface ModelEndpointProps extends AzureComponentProps, ModelServingSettings {
  /** The workspace of the endpoint. */
  readonly workspace: IModelWorkspace;
  /** The artifacts that hold the models. */
  readonly artifactStore: IArtifactStore;
  /** Refuses to destroy the container of `dataCapture`. @default - false in dev, true in prod */
  readonly protection?: boolean;
  /** Action group that the alarms notify. @default - nobody */
  readonly alarmActionGroupId?: string;
}

/**
 * Models that MLflow logged, behind a managed online endpoint of Azure Machine Learning, which reads them in MLflow's own container.
 *
 * The provider has no resources for it. Templates make the endpoint without traffic, then the deployments, then the endpoint with its traffic:
 * traffic can only go to a deployment that exists. The first template is sent once, or each deploy would take the traffic away.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/concept-endpoints-online
 */
export class ModelEndpoint extends Construct implements IModelEndpoint {
  /**
   * Uses an existing endpoint.
   * @throws ValidationError for an invalid ID, address or protocol
   */
  public static fromModelEndpointAttributes(
    scope: Construct,
    id: string,
    attributes: ModelEndpointAttributes,
  ): IModelEndpoint {
    return new ImportedModelEndpoint(scope, id, attributes);
  }

  public readonly name: string;
  /** Name of the endpoint in Azure Machine Learning: `<name>-<8 hexadecimal digits>`. */
  public readonly endpointName: string;
  public readonly endpointId: string;
  public readonly resourceGroupId: string;
  public readonly scoringUri: string;
  public readonly protocol: ScoringProtocol;
  public readonly path: string;
  public readonly maxPayloadBytes: number;
  public readonly dependencies: ITerraformDependable[];
  /** ID of the identity of the containers. */
  public readonly identityId: string;
  private readonly props: ModelEndpointProps;

  /** @throws ValidationError for an invalid name, model, traffic, package or size */
  constructor(scope: Construct, id: string, props: ModelEndpointProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(MODEL_SERVING), props.size);
    this.props = props;
    const settings = resolveServing(props, props.size);
    const { prefix, size, resourceGroup, tags, workspace, artifactStore } = props;
    const component = { prefix, size, resourceGroup, tags };
    this.name = settings.name;
    // Unique in the region, for all customers of Azure.
    this.endpointName = `${settings.name}-${new Id(this, "Suffix", { byteLength: 4 }).hex}`;
    this.endpointId = endpointId(workspace.workspaceId, this.endpointName);
    this.resourceGroupId = workspace.resourceGroupId;
    this.scoringUri = scoringUri(this.endpointName, workspace.location);
    this.protocol = protocolOf(settings.deployments);
    this.path = scoringPath(settings.name);
    this.maxPayloadBytes = settings.maxPayloadBytes;
    const { endpointName } = this;

    const { dataCapture } = settings;
    const keptCalls =
      dataCapture &&
      new KeptCalls(this, "Calls", {
        ...{ prefix, name: settings.name, endpointName, workspace, tags },
        ...dataCapture,
        protection: props.protection ?? Sizes.defaults(size).protection,
      });
    const identity = new EndpointIdentity(this, "Identity", {
      ...component,
      ...{ name: settings.name, artifactStore, workspace, callsContainerId: keptCalls?.containerId },
    });
    this.identityId = identity.identityId;
    const first = armDeployment(this, "Resource", {
      name: `${endpointName}-endpoint`,
      resourceGroupName: workspace.resourceGroupName,
      resources: [this.resource(settings, {})],
      // Sent again, it would take the traffic away from all deployments.
      lifecycle: { ignoreChanges: "all" },
      dependsOn: dependenciesFor(this, [
        ...workspace.dependencies,
        ...workspace.readModels(artifactStore),
        ...identity.dependencies,
      ]),
    });
    const datastore = makeDatastore(this, "Artifacts", {
      ...{ workspace, tags, containerId: artifactStore.containerId },
      name: datastoreName(prefix, settings.name, "artifacts"),
    });
    const environment = needsScript(settings.deployments)
      ? new ScoringEnvironment(this, "Environment", { workspace, endpointName, settings })
      : undefined;
    const deployments = makeDeployments(this, {
      ...{ endpointName, settings, workspace, artifactStore, environment, keptCalls, tags },
      datastoreName: datastore.name,
      dependencies: [first, datastore, ...(environment?.dependencies ?? []), ...(keptCalls?.dependencies ?? [])],
    });
    const traffic = armDeployment(this, "Traffic", {
      name: `${endpointName}-traffic`,
      resourceGroupName: workspace.resourceGroupName,
      resources: [this.resource(settings, settings.traffic)],
      dependsOn: deployments,
    });
    this.dependencies = [traffic];
    makeAutoscaling(this, {
      ...component,
      workspace,
      endpointName,
      endpointId: this.endpointId,
      settings,
      dependencies: deployments,
    });
    makeAlarms(this, {
      ...component,
      ...{ endpointId: this.endpointId, settings, dependencies: [traffic] },
      actionGroupId: props.alarmActionGroupId,
    });
  }

  /** The endpoint with some traffic. What is left out of it would be reset. */
  private resource({ privateAccess }: ResolvedServing, traffic: Record<string, number>): ArmResource {
    const { workspace, tags } = this.props;
    return {
      type: ENDPOINT_TYPE,
      apiVersion: ML_API_VERSION,
      name: `${workspace.workspaceName}/${this.endpointName}`,
      location: workspace.location,
      tags,
      identity: { type: "UserAssigned", userAssignedIdentities: { [this.identityId]: {} } },
      properties: {
        authMode: "AADToken",
        publicNetworkAccess: privateAccess ? "Disabled" : "Enabled",
        traffic,
        properties: {},
      },
    };
  }
}
