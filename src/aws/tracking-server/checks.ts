import type { CheckTable, Row } from "../../core/checks";
import { integer, oneOf, pattern, that, type Rule } from "../../core/rules";
import { IMAGE, IMAGE_REGISTRY } from "../../mlflow/server/checks";
import { WORKER_MIB, workersInMemory } from "../../platform/worker-memory";
import { KEY_ARN, PORT, resourceId } from "../rules";
import { resolveServer, type ResolvedServer } from "./defaults";
import { CpuArchitecture, ExecuteCommand, type ServerSettings, type TrackingServerAttributes } from "./settings";

/**
 * Memory in MiB that Fargate offers for each number of vCPU.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
const FARGATE = new Map<number, number[]>([
  [0.25, [512, 1024, 2048]],
  [0.5, memory(1, 4, 1)],
  [1, memory(2, 8, 1)],
  [2, memory(4, 16, 1)],
  [4, memory(8, 30, 1)],
  [8, memory(16, 60, 4)],
  [16, memory(32, 120, 8)],
]);

/** Sizes in MiB from `low` to `high` GiB in equal steps. */
function memory(low: number, high: number, step: number): number[] {
  return Array.from({ length: (high - low) / step + 1 }, (_, index) => (low + index * step) * 1024);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** MLflow's parent process, and 50 MB for the proxy. */
const SERVER_BASE_MIB = WORKER_MIB + 50;
const MAX_REPLICAS = 20;

function fargateMemory({ vcpu }: ResolvedServer): Rule {
  const offered = FARGATE.get(vcpu);
  // An invalid number of vCPU is reported by its own row.
  return offered === undefined
    ? that(() => true, "", "")
    : oneOf(offered, `the memory in MiB that Fargate offers with ${vcpu} vCPU`);
}

const SERVER_MEMORY = {
  baseMib: SERVER_BASE_MIB,
  owner: "a server of",
  remedy: "Use fewer workers or more memory",
};

const ROWS: readonly Row<ResolvedServer>[] = [
  { field: "replicas", rule: integer(1, MAX_REPLICAS) },
  { field: "vcpu", rule: oneOf([...FARGATE.keys()], "the vCPU that Fargate offers"), synthesis: true },
  { field: "memoryMib", rule: fargateMemory },
  { field: "workers", rule: integer(1), synthesis: true },
  {
    field: "workers",
    rule: ({ memoryMib }) => workersInMemory({ memoryMib, ...SERVER_MEMORY }),
  },
  {
    field: "startupGraceSeconds",
    rule: integer(60, 3600, "a server needs more than a minute to start"),
    synthesis: true,
  },
  { field: "logRetentionDays", rule: oneOf(LOG_RETENTION_DAYS, "the days that CloudWatch Logs offers") },
  { field: "encryptionKeyArn", rule: KEY_ARN },
  { field: "executeCommand", rule: oneOf(ExecuteCommand), synthesis: true },
  { field: "cpuArchitecture", rule: oneOf(CpuArchitecture) },
  { field: "images.mlflow", rule: IMAGE },
  { field: "images.proxy", rule: IMAGE },
  { field: "imageRegistry", rule: IMAGE_REGISTRY },
  { field: "maxRequests", rule: integer(1, 1000), synthesis: true },
];

/** Requirements on server settings. */
export const SERVER: CheckTable<ServerSettings, ResolvedServer> = { resolve: resolveServer, rows: ROWS };

/** Requirements on the attributes of an existing MLflow server. */
export const TRACKING_SERVER_ATTRIBUTES: CheckTable<TrackingServerAttributes> = {
  rows: [
    {
      field: "loadBalancerArn",
      rule: pattern(
        /^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/app\/[\w-]+\/\w+$/,
        "be the ARN of an application load balancer",
        "Use arn:<partition>:elasticloadbalancing:<region>:<account>:loadbalancer/app/<name>/<id>",
      ),
    },
    {
      field: "loadBalancerDnsName",
      rule: pattern(
        /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/,
        "be a DNS name without protocol, port and path",
        "Use the load balancer's DNS name",
      ),
    },
    { field: "loadBalancerPort", rule: PORT },
    { field: "loadBalancerSecurityGroupId", rule: resourceId("sg") },
  ],
};
