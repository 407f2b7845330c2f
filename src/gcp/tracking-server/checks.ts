import type { CheckTable, Row } from "../../core/checks";
import { integer, oneOf, pattern, required, that, type Rule } from "../../core/rules";
import { atMostSetting, serverUrl } from "../../platform/component-rules";
import { WORKER_MIB, workersInMemory } from "../../platform/worker-memory";
import { IMAGE_ROWS } from "../image-repositories/checks";
import type { IServerImages } from "../image-repositories/interface";
import { REGION, SERVICE_ACCOUNT_ID } from "../rules";
import {
  MAX_INSTANCES,
  MAX_STARTUP_SECONDS,
  mostWorkersInMemory,
  resolveServer,
  type ResolvedServer,
} from "./defaults";
import type { ServerSettings, TrackingServerAttributes } from "./settings";

/** MiB that Cloud Run offers with a number of vCPU. https://cloud.google.com/run/docs/configuring/services/memory-limits */
const MEMORY_MIB: Readonly<Record<number, { readonly min: number; readonly max: number }>> = {
  1: { min: 512, max: 4096 },
  2: { min: 512, max: 8192 },
  4: { min: 2048, max: 16384 },
  6: { min: 4096, max: 24576 },
};

const MAX_MEMORY_MIB = 24576;

/** The size of a container that runs beside a proxy. */
interface CpuAndMemory {
  readonly vcpu: number;
  readonly memoryMib: number;
}

function memoryOfCpu({ vcpu }: CpuAndMemory): Rule {
  const offered = MEMORY_MIB[vcpu];
  return that(
    // Another vCPU is reported by its own row.
    (memoryMib) => offered === undefined || (Number(memoryMib) >= offered.min && Number(memoryMib) <= offered.max),
    `be from ${offered?.min} to ${offered?.max} with ${vcpu} vCPU: Cloud Run offers no other memory`,
    "Use memory in that range, or another vcpu",
  );
}

const SERVER_MEMORY = { baseMib: WORKER_MIB, owner: "MLflow in", remedy: "Use fewer workers or more memoryMib" };

/** Requirements on the size of a container that runs beside a proxy. */
export const CPU_AND_MEMORY_ROWS: readonly Row<CpuAndMemory>[] = [
  {
    field: "vcpu",
    rule: oneOf([1, 2, 4, 6], "vCPU that Cloud Run offers: an instance has at most 8 together with the proxy's"),
    synthesis: true,
  },
  { field: "memoryMib", rule: integer(512, MAX_MEMORY_MIB, "MiB"), synthesis: true },
  { field: "memoryMib", rule: memoryOfCpu, when: ({ memoryMib }) => memoryMib >= 512 && memoryMib <= MAX_MEMORY_MIB },
];

const ROWS: readonly Row<ResolvedServer>[] = [
  { field: "minInstances", rule: integer(0, MAX_INSTANCES) },
  { field: "maxInstances", rule: integer(1, MAX_INSTANCES), synthesis: true },
  { field: "minInstances", rule: ({ maxInstances }) => atMostSetting("maxInstances", maxInstances) },
  ...CPU_AND_MEMORY_ROWS,
  { field: "workers", rule: integer(1, 32), synthesis: true },
  {
    field: "workers",
    rule: ({ memoryMib }) => workersInMemory({ memoryMib, ...SERVER_MEMORY }),
    // Memory for none is reported by its own row.
    when: ({ memoryMib }) => mostWorkersInMemory(memoryMib) >= 1,
  },
  {
    field: "startupGraceSeconds",
    rule: integer(60, MAX_STARTUP_SECONDS, "seconds; Cloud Run waits no longer"),
    synthesis: true,
  },
  ...IMAGE_ROWS,
  { field: "maxRequests", rule: integer(1, 1000), synthesis: true },
  { field: "serviceAccountId", rule: SERVICE_ACCOUNT_ID, synthesis: true },
];

/** Requirements on server settings. */
export const SERVER: CheckTable<ServerSettings, ResolvedServer> = { resolve: resolveServer, rows: ROWS };

/** `serverImages` of servers that are used alone. */
export function serverImagesRow<S extends ServerSettings & { readonly serverImages?: IServerImages }>(): Row<S> {
  return {
    field: "serverImages",
    rule: required(
      "Cloud Run does not pull the stock images from their registries",
      "Set it to ImageRepositories, or set imageRegistry or both images",
    ),
    when: ({ imageRegistry, images }) =>
      imageRegistry === undefined && (images?.mlflow === undefined || images.proxy === undefined),
  };
}

/** The name of an existing service. */
export const SERVICE_NAME: Rule = pattern(
  /^[a-z]([-a-z0-9]{0,47}[a-z0-9])?$/,
  "be the name of a Cloud Run service, neither its address nor its path",
  'Use for example "mlops-mlflow"',
);

/** Requirements on the attributes of an existing MLflow server. */
export const TRACKING_SERVER_ATTRIBUTES: CheckTable<TrackingServerAttributes> = {
  rows: [
    { field: "serviceName", rule: SERVICE_NAME },
    { field: "serviceRegion", rule: REGION },
    { field: "url", rule: serverUrl("https://mlflow-123456789012.europe-west1.run.app") },
  ],
};
