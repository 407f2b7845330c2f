import { Fn, type ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { SCORING_TIMEOUT_SECONDS } from "../../mlflow/scoring/errors";
import { armDeployment } from "../arm-template";
import type { IArtifactStore } from "../artifact-store/interface";
import type { IModelWorkspace } from "../model-workspace/interface";
import { ML_API_VERSION } from "../model-workspace/names";
import type { ResolvedServing } from "./defaults";
import type { ScoringEnvironment } from "./environment";
import type { KeptCalls } from "./kept-calls";
import { ENDPOINT_TYPE } from "./names";
import { SCORING_SCRIPT } from "./scoring-script";
import type { OnlineDeployment } from "./settings";

export interface DeploymentsProps {
  readonly endpointName: string;
  readonly settings: ResolvedServing;
  readonly workspace: IModelWorkspace;
  readonly artifactStore: IArtifactStore;
  /** Name of the datastore over the artifacts' container. */
  readonly datastoreName: string;
  /** Images and script. @default - the models are served without code */
  readonly environment?: ScoringEnvironment;
  /** Where requests and predictions are kept. @default - nowhere */
  readonly keptCalls?: KeptCalls;
  readonly dependencies: ITerraformDependable[];
  readonly tags?: Record<string, string>;
}

const HASH_LENGTH = 8;

/**
 * The deployments of an endpoint, each with the version of its model. A changed model is an update of the same deployment, which Azure rolls out
 * instance by instance; a removed deployment goes after the traffic has left it.
 * @see https://learn.microsoft.com/en-us/azure/templates/microsoft.machinelearningservices/2024-10-01/workspaces/onlineendpoints/deployments
 */
export function makeDeployments(scope: Construct, props: DeploymentsProps): ITerraformDependable[] {
  return props.settings.deployments.map((each) => makeDeployment(scope, props, each));
}

function makeDeployment(scope: Construct, props: DeploymentsProps, deployment: OnlineDeployment): ITerraformDependable {
  const { endpointName, workspace, artifactStore, datastoreName, keptCalls, tags } = props;
  const { workspaceId, workspaceName } = workspace;
  const path = `${artifactStore.artifactPrefix}/${deployment.model}`;
  const modelUri = `azureml:/${workspaceId}/datastores/${datastoreName}/paths/${path}`;
  // A version of a model is never changed. Each value is a reference or a literal, which Terraform joins.
  const content = Fn.sha256(Fn.join(" ", [artifactStore.containerId, path]));
  const version = Fn.substr(content, 0, HASH_LENGTH);
  const model = `${endpointName}-${deployment.name}`;
  const modelId = `${workspaceId}/models/${model}/versions/${version}`;
  return armDeployment(scope, `Deployment-${deployment.name}`, {
    name: `${endpointName}_${deployment.name}`,
    resourceGroupName: workspace.resourceGroupName,
    resources: [
      {
        type: "Microsoft.MachineLearningServices/workspaces/models/versions",
        apiVersion: ML_API_VERSION,
        name: `${workspaceName}/${model}/${version}`,
        properties: { modelType: "mlflow_model", modelUri },
      },
      ...(keptCalls?.assetsOf(deployment.name) ?? []),
      {
        type: `${ENDPOINT_TYPE}/deployments`,
        apiVersion: ML_API_VERSION,
        name: `${workspaceName}/${endpointName}/${deployment.name}`,
        location: workspace.location,
        tags,
        sku: { name: "Default", capacity: props.settings.minInstances },
        properties: { ...properties(props, deployment), model: modelId },
        dependsOn: [modelId, ...(keptCalls?.assetIdsOf(deployment.name) ?? [])],
      },
    ],
    lifecycle: { createBeforeDestroy: true },
    dependsOn: props.dependencies,
  });
}

function properties({ settings, environment, keptCalls }: DeploymentsProps, deployment: OnlineDeployment): object {
  const { instanceType, workers } = settings;
  return {
    endpointComputeType: "Managed",
    instanceType,
    ...(environment && {
      environmentId: environment.environmentIdOf(deployment),
      codeConfiguration: { codeId: environment.codeId, scoringScript: SCORING_SCRIPT },
    }),
    environmentVariables: { ...settings.environment, WORKER_COUNT: String(workers) },
    appInsightsEnabled: true,
    egressPublicNetworkAccess: "Enabled",
    requestSettings: {
      requestTimeout: `PT${SCORING_TIMEOUT_SECONDS}S`,
      maxConcurrentRequestsPerInstance: workers,
    },
    // MLflow and a model take minutes to load on a small instance.
    livenessProbe: {
      initialDelay: "PT10M",
      period: "PT10S",
      timeout: "PT2S",
      failureThreshold: 30,
      successThreshold: 1,
    },
    readinessProbe: {
      initialDelay: "PT10S",
      period: "PT10S",
      timeout: "PT10S",
      failureThreshold: 30,
      successThreshold: 1,
    },
    scaleSettings: { scaleType: "Default" },
    ...(keptCalls && { dataCollector: keptCalls.collectorOf(deployment.name) }),
  };
}
