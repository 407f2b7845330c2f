import { Size } from "../../core";
import { resolveCapture, resolveTraffic } from "../../platform/model-endpoint/defaults";
import { MAX_STARTUP_SECONDS } from "../tracking-server/defaults";
import { GcpSizes } from "../sizes";
import { ServingRuntime, type DataCaptureSettings, type ModelServingSettings } from "./settings";

const MB = 1_000_000;

/** Bytes of a request, unless the settings say otherwise: Snowflake takes no larger answers either. */
export const DEFAULT_PAYLOAD_BYTES = 10 * MB;

/**
 * Largest request of each runtime: API Gateway's own limit, and that of a dedicated endpoint.
 * @see https://cloud.google.com/api-gateway/docs/quotas
 */
const PAYLOAD_BYTES: Readonly<Record<ServingRuntime, number>> = {
  [ServingRuntime.CLOUD_RUN]: 32 * MB,
  [ServingRuntime.VERTEX]: 10 * MB,
};

/** Serving settings with every default; internal to the package. */
export interface ResolvedServing extends ModelServingSettings {
  readonly runtime: ServingRuntime;
  readonly traffic: Record<string, number>;
  readonly instanceType: string;
  readonly vcpu: number;
  readonly memoryMib: number;
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly maxConcurrency: number;
  readonly startupGraceSeconds: number;
  readonly environment: Record<string, string>;
  readonly dataCapture?: Required<DataCaptureSettings>;
  readonly privateAccess: boolean;
  readonly alarms: boolean;
  readonly maxPayloadBytes: number;
}

/** Calls that a vCPU predicts at once. MLflow gives them threads, and a call that it has answered with a timeout keeps its own until it ends. */
const CALLS_A_VCPU = 4;

/** Vertex AI does not scale to zero. */
const VERTEX = {
  [Size.DEV]: { instanceType: "e2-standard-2", minInstances: 1, maxInstances: 1 },
  [Size.PROD]: { instanceType: "n1-standard-4", minInstances: 2, maxInstances: 4 },
} as const;

export function resolveServing(given: ModelServingSettings, size: Size): ResolvedServing {
  const { runtime = ServingRuntime.CLOUD_RUN } = given;
  const sizes = GcpSizes.defaults(size);
  const defaults = runtime === ServingRuntime.VERTEX ? { ...sizes, ...VERTEX[size] } : sizes;
  const minInstances = given.minInstances ?? defaults.minInstances;
  const vcpu = given.vcpu ?? 1;
  return {
    ...given,
    runtime,
    traffic: resolveTraffic(given),
    instanceType: given.instanceType ?? VERTEX[size].instanceType,
    vcpu,
    memoryMib: given.memoryMib ?? 2048,
    minInstances,
    maxInstances: given.maxInstances ?? Math.max(defaults.maxInstances, minInstances),
    maxConcurrency: given.maxConcurrency ?? CALLS_A_VCPU * vcpu,
    startupGraceSeconds: given.startupGraceSeconds ?? MAX_STARTUP_SECONDS,
    environment: given.environment ?? {},
    dataCapture: resolveCapture(given.dataCapture),
    privateAccess: given.privateAccess ?? false,
    alarms: given.alarms ?? defaults.observability,
    maxPayloadBytes: given.maxPayloadBytes ?? DEFAULT_PAYLOAD_BYTES,
  };
}

/** The largest request of a runtime; one that does not exist is reported by its own row. */
export function payloadLimit({ runtime = ServingRuntime.CLOUD_RUN }: Pick<ModelServingSettings, "runtime">): number {
  return PAYLOAD_BYTES[runtime] ?? PAYLOAD_BYTES[ServingRuntime.CLOUD_RUN];
}
