import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ArmResource } from "../arm-template";
import type { IModelWorkspace } from "../model-workspace/interface";
import { ML_API_VERSION } from "../model-workspace/names";
import { makeDatastore } from "./datastore";
import { datastoreName } from "./names";

export interface KeptCallsProps {
  /** Prefix of the environment, which may share the workspace with others. */
  readonly prefix: string;
  /** Name of the endpoint in the environment. */
  readonly name: string;
  readonly endpointName: string;
  readonly workspace: IModelWorkspace;
  readonly samplingPercent: number;
  /** Refuses to destroy the container. */
  readonly protection: boolean;
  readonly tags?: Record<string, string>;
}

const KINDS = ["request", "response"] as const;

/**
 * Where the requests and predictions of an endpoint are kept: a container of its own, so that its identity can write nothing else. Azure writes
 * to the place of the data asset that a deployment names.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-collect-production-data
 * @see https://learn.microsoft.com/en-us/azure/templates/microsoft.machinelearningservices/2024-10-01/workspaces/onlineendpoints/deployments
 */
export class KeptCalls extends Construct {
  /** ID of the container, in Azure Resource Manager. */
  public readonly containerId: string;
  /** What must exist before a deployment. */
  public readonly dependencies: ITerraformDependable[];
  private readonly datastoreName: string;
  private readonly props: KeptCallsProps;

  constructor(scope: Construct, id: string, props: KeptCallsProps) {
    super(scope, id);
    this.props = props;
    const { prefix, name, workspace, protection, tags } = props;
    const container = new StorageContainer(this, "Resource", {
      name: `${prefix}-${name}-calls`,
      storageAccountId: workspace.storageAccountId,
      containerAccessType: "private",
      lifecycle: protection ? { preventDestroy: true } : undefined,
    });
    this.containerId = container.id;
    const datastore = makeDatastore(this, "Datastore", {
      ...{ workspace, tags, containerId: container.id },
      name: datastoreName(prefix, name, "calls"),
    });
    this.datastoreName = datastore.name;
    this.dependencies = [datastore];
  }

  /** The places of a deployment's calls, as data assets of its template. */
  public assetsOf(deployment: string): ArmResource[] {
    const { workspace } = this.props;
    const places = `azureml:/${workspace.workspaceId}/datastores/${this.datastoreName}/paths`;
    return KINDS.map((kind) => ({
      type: "Microsoft.MachineLearningServices/workspaces/data/versions",
      apiVersion: ML_API_VERSION,
      name: `${workspace.workspaceName}/${this.assetName(deployment, kind)}/1`,
      properties: { dataType: "uri_folder", dataUri: `${places}/${deployment}/${kind}` },
    }));
  }

  /** IDs of these assets. */
  public assetIdsOf(deployment: string): string[] {
    return KINDS.map((kind) => this.assetId(deployment, kind));
  }

  /** `dataCollector` of a deployment. */
  public collectorOf(deployment: string): object {
    const collection = (kind: string) => ({
      dataCollectionMode: "Enabled",
      samplingRate: this.props.samplingPercent / 100,
      dataId: this.assetId(deployment, kind),
    });
    return { collections: Object.fromEntries(KINDS.map((kind) => [kind, collection(kind)])) };
  }

  private assetId(deployment: string, kind: string): string {
    return `${this.props.workspace.workspaceId}/data/${this.assetName(deployment, kind)}/versions/1`;
  }

  private assetName(deployment: string, kind: string): string {
    return `${this.props.endpointName}-${deployment}-${kind}`;
  }
}
