import { Size } from "../../core";
import { SCORING_TIMEOUT_SECONDS } from "../../mlflow/scoring/errors";
import { resolveCapture, resolveTraffic } from "../../platform/model-endpoint/defaults";
import { AwsSizes } from "../sizes";
import {
  RolloutStrategy,
  type DataCaptureSettings,
  type ModelServingSettings,
  type RolloutSettings,
  type ServerlessSettings,
} from "./settings";

const MB = 1_000_000;

/**
 * Largest request of a serverless endpoint.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-invoke.html
 */
export const SERVERLESS_PAYLOAD_BYTES = 4 * MB;

/** Largest request of a real-time endpoint that every region takes. */
const REAL_TIME_PAYLOAD_BYTES = 6 * MB;

/** Serving settings with every default; internal to the package. */
export interface ResolvedServing extends ModelServingSettings {
  readonly traffic: Record<string, number>;
  readonly serverless?: ServerlessSettings & { readonly memoryMib: number; readonly maxConcurrency: number };
  readonly instanceType: string;
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly invocationsPerInstance: number;
  readonly environment: Record<string, string>;
  readonly dataCapture?: Required<DataCaptureSettings>;
  readonly privateAccess: boolean;
  readonly rollout: Required<RolloutSettings>;
  readonly alarms: boolean;
  readonly maxPayloadBytes: number;
}

const BY_SIZE = {
  [Size.DEV]: { instanceType: "ml.t2.medium", minInstances: 1, maxInstances: 1 },
  [Size.PROD]: { instanceType: "ml.m5.large", minInstances: 2, maxInstances: 4 },
} as const;

/** What MLflow's own deployment to SageMaker sets, and the time that the gateway can wait for a model. */
const ENVIRONMENT = {
  MLFLOW_DEPLOYMENT_FLAVOR_NAME: "python_function",
  MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT: String(SCORING_TIMEOUT_SECONDS),
  SERVING_ENVIRONMENT: "SageMaker",
};

/** Containers without a connection install no packages: MLflow would try, and end. */
const OFFLINE = { MLFLOW_DISABLE_ENV_CREATION: "true" };

export function resolveServing(given: ModelServingSettings, size: Size): ResolvedServing {
  const defaults = BY_SIZE[size];
  const { serverless, rollout = {} } = given;
  const minInstances = given.minInstances ?? defaults.minInstances;
  return {
    ...given,
    traffic: resolveTraffic(given),
    serverless: serverless && {
      ...serverless,
      memoryMib: serverless.memoryMib ?? 2048,
      maxConcurrency: serverless.maxConcurrency ?? 5,
    },
    instanceType: given.instanceType ?? defaults.instanceType,
    minInstances,
    maxInstances: given.maxInstances ?? Math.max(minInstances, defaults.maxInstances),
    invocationsPerInstance: given.invocationsPerInstance ?? 60,
    environment: { ...ENVIRONMENT, ...(given.privateAccess && OFFLINE), ...given.environment },
    dataCapture: resolveCapture(given.dataCapture),
    privateAccess: given.privateAccess ?? false,
    rollout: {
      strategy: rollout.strategy ?? RolloutStrategy.ALL_AT_ONCE,
      stepPercent: rollout.stepPercent ?? 20,
      waitSeconds: rollout.waitSeconds ?? 300,
      terminationWaitSeconds: rollout.terminationWaitSeconds ?? 120,
    },
    alarms: given.alarms ?? AwsSizes.defaults(size).observability,
    maxPayloadBytes: given.maxPayloadBytes ?? payloadLimit(given),
  };
}

/** SageMaker's limit for an endpoint's requests. */
export function payloadLimit({ serverless }: Pick<ModelServingSettings, "serverless">): number {
  return serverless === undefined ? REAL_TIME_PAYLOAD_BYTES : SERVERLESS_PAYLOAD_BYTES;
}
