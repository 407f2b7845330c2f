import { Size } from "../../core";
import { ScoringProtocol } from "../../mlflow";
import { resolveCapture, resolveTraffic } from "../../platform/model-endpoint/defaults";
import { AzureSizes } from "../sizes";
import type { DataCaptureSettings, ModelServingSettings, OnlineDeployment } from "./settings";

/**
 * Largest request: what the tier Consumption of API Management takes.
 * @see https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-api-management-limits
 */
export const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024;

/** Serving settings with every default; internal to the package. */
export interface ResolvedServing extends ModelServingSettings {
  readonly traffic: Record<string, number>;
  readonly image: string;
  readonly instanceType: string;
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly workers: number;
  readonly environment: Record<string, string>;
  readonly dataCapture?: Required<DataCaptureSettings>;
  readonly privateAccess: boolean;
  readonly alarms: boolean;
  readonly maxPayloadBytes: number;
}

const BY_SIZE = {
  [Size.DEV]: { instanceType: "Standard_DS2_v2", minInstances: 1, maxInstances: 1 },
  [Size.PROD]: { instanceType: "Standard_DS3_v2", minInstances: 2, maxInstances: 4 },
} as const;

/**
 * Conda on Ubuntu, without packages of machine learning.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-deploy-mlflow-models-online-endpoints#customize-mlflow-model-deployments
 */
const BASE_IMAGE = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest";

export function resolveServing(given: ModelServingSettings, size: Size): ResolvedServing {
  const defaults = BY_SIZE[size];
  const minInstances = given.minInstances ?? defaults.minInstances;
  return {
    ...given,
    traffic: resolveTraffic(given),
    image: given.image ?? BASE_IMAGE,
    instanceType: given.instanceType ?? defaults.instanceType,
    minInstances,
    maxInstances: given.maxInstances ?? Math.max(minInstances, defaults.maxInstances),
    workers: given.workers ?? 2,
    environment: { ...given.environment },
    dataCapture: resolveCapture(given.dataCapture),
    privateAccess: given.privateAccess ?? false,
    alarms: given.alarms ?? AzureSizes.defaults(size).observability,
    maxPayloadBytes: given.maxPayloadBytes ?? MAX_PAYLOAD_BYTES,
  };
}

/** Whether an endpoint of a platform has a private address alone. */
export function isPrivateEndpoint({ privateAccess }: ModelServingSettings, inNetwork: boolean): boolean {
  return privateAccess ?? inNetwork;
}

/**
 * Whether the models behind an endpoint run by a scoring script. The container that Azure makes without code ends with 502 for models of newer
 * versions. The endpoint has one protocol, so that one such model is enough.
 * @see https://github.com/Azure/azureml-examples/issues/4051
 */
export function needsScript(deployments: readonly OnlineDeployment[]): boolean {
  return deployments.some(({ modelDependencies }) => modelDependencies.isSince(3, 7));
}

/** What an endpoint reads and writes: the scoring script does as MLflow's own server. */
export function protocolOf(deployments: readonly OnlineDeployment[]): ScoringProtocol {
  return needsScript(deployments) ? ScoringProtocol.DATAFRAME_SPLIT : ScoringProtocol.INPUT_DATA;
}
