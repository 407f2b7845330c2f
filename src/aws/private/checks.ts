import { Token } from "cdktf";
import { Sizes, type Problems, type Size } from "../../core";
import { checkOneOf } from "../../core/one-of";
import type { AccessLogSettings } from "../access-logs";
import type { ArtifactSettings } from "../artifact-store";
import type { GatewaySettings } from "../gateway";
import { GatewayAccessLog } from "../gateway-access-log";
import type { NetworkSettings } from "../network";
import { NetworkEgress } from "../network-egress";
import type { ServerSettings } from "../tracking-server";
import { parseCidr } from "./cidr";

export const DEFAULT_CIDR = "10.40.0.0/16";
export const DEFAULT_ARTIFACT_PREFIX = "mlflow";
export const DEFAULT_NONCURRENT_DAYS = 30;
export const DEFAULT_STAGE = "v1";
/** API Gateway's own limit; a regional API's can be raised by quota. */
export const MAX_TIMEOUT_SECONDS = 29;

/** First path segments that mean something to the method proxy, and so cannot name a stage. */
const RESERVED_STAGES = ["post", "get", "patch", "delete", "put", "health", "api", "ajax-api"];

/**
 * Memory in MiB that Fargate offers for each number of CPU units.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
const FARGATE: Record<number, number[]> = {
  256: [512, 1024, 2048],
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16384, 1024),
  4096: steps(8192, 30720, 1024),
  8192: steps(16384, 61440, 4096),
  16384: steps(32768, 122880, 8192),
};

function steps(low: number, high: number, step: number): number[] {
  return Array.from({ length: (high - low) / step + 1 }, (_, index) => low + index * step);
}

/** Measured on MLflow 3.17: 250 MB for the parent and for each worker, 50 MB for the proxy. */
const SERVER_BASE_MIB = 300;
const WORKER_MIB = 250;

/** Notes a prefix that is right in itself and still no load balancer's name. */
export function checkBalancerName(problems: Problems, prefix: string): void {
  problems.check(
    !prefix.startsWith("internal-"),
    "prefix",
    prefix,
    "the load balancer is named after the prefix, and AWS keeps names that begin with internal- for itself",
    "Choose another prefix",
  );
}

/** Notes what is wrong in a network's settings. */
export function checkNetwork(problems: Problems, settings: NetworkSettings, size: Size): void {
  const text = settings.cidr ?? DEFAULT_CIDR;
  const cidr = parseCidr(text);
  problems.check(
    cidr !== undefined && cidr.bits >= 16 && cidr.bits <= 22,
    "cidr",
    text,
    "a VPC of this layout is an IPv4 block of /16 to /22 whose address is the first of the block",
    'Write for example "10.40.0.0/16"',
  );
  const zones = settings.zones ?? 2;
  problems.check(
    zones === 2 || zones === 3,
    "zones",
    zones,
    "the database and the load balancer need subnets in 2 or 3 zones",
    "Write 2 or 3",
  );
  const names = settings.availabilityZones;
  problems.check(
    names === undefined || Token.isUnresolved(names) || new Set(names).size >= zones,
    "availabilityZones",
    names,
    `the subnets span ${zones} different zones`,
    "Name as many different zones, or leave it out",
  );
  const egresses: string[] = Object.values(NetworkEgress);
  problems.check(
    settings.egress === undefined || egresses.includes(settings.egress),
    "egress",
    settings.egress,
    `servers reach ${egresses.join(" or ")}`,
    "Write one of NetworkEgress",
  );
  if (settings.egress === NetworkEgress.NONE) checkClosed(problems, settings);
  const privateServers =
    settings.egress === NetworkEgress.NONE || (settings.privateServers ?? Sizes.defaults(size).privateServers);
  if (settings.natGateways === undefined || settings.egress === NetworkEgress.NONE) return;
  problems.check(
    privateServers,
    "natGateways",
    settings.natGateways,
    "servers in public subnets reach out without NAT",
    "Leave out natGateways, or set privateServers: true",
  );
  problems.check(
    Number.isInteger(settings.natGateways) && settings.natGateways >= 1 && settings.natGateways <= zones,
    "natGateways",
    settings.natGateways,
    `there are 1 to ${zones} NAT gateways, one a zone at most`,
    "Write 1, or the number of zones",
  );
}

function checkClosed(problems: Problems, settings: NetworkSettings): void {
  problems.check(
    settings.privateServers !== false,
    "privateServers",
    settings.privateServers,
    "servers without a way out are in private subnets",
    "Leave out privateServers, or egress",
  );
  problems.check(
    settings.natGateways === undefined,
    "natGateways",
    settings.natGateways,
    "NAT is a way out",
    "Leave out natGateways, or egress",
  );
}

const ECR = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\//;

/** Notes images that servers without a way out could not pull. */
export function checkReachableImages(problems: Problems, network: NetworkSettings, server: ServerSettings): void {
  if (network.egress !== NetworkEgress.NONE) return;
  const registry = server.imageRegistry;
  const fromRegistry = registry === undefined ? "the stock registries" : `${registry}/`;
  for (const image of [server.images?.mlflow ?? fromRegistry, server.images?.proxy ?? fromRegistry].filter(
    (each, index, all) => all.indexOf(each) === index,
  ))
    problems.check(
      Token.isUnresolved(image) || ECR.test(image),
      "network.egress",
      `none, with images from ${image}`,
      "without a way out only images in ECR can be pulled, through VPC endpoints",
      'Set server.imageRegistry to a registry in ECR, for example "123456789012.dkr.ecr.eu-central-1.amazonaws.com/cache"',
    );
}

/** Notes what is wrong in the settings of the artifacts' bucket. */
export function checkArtifacts(problems: Problems, settings: ArtifactSettings): void {
  const prefix = settings.artifactPrefix ?? DEFAULT_ARTIFACT_PREFIX;
  problems.check(
    /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/.test(prefix),
    "artifactPrefix",
    prefix,
    "an artifact prefix is letters, digits, _ and -, with / between segments and at neither end",
    'Write for example "mlflow"',
  );
  const days = settings.noncurrentVersionDays ?? DEFAULT_NONCURRENT_DAYS;
  problems.check(
    Number.isInteger(days) && days >= 1,
    "noncurrentVersionDays",
    days,
    "a lifecycle rule counts whole days from 1",
    "Write for example 30",
  );
  checkKey(problems, settings.encryptionKeyArn);
}

/** Notes what is wrong in the settings of access logs. */
export function checkAccessLogs(problems: Problems, settings: AccessLogSettings): void {
  const days = settings.retentionDays;
  problems.check(
    days === undefined || (Number.isInteger(days) && days >= 1),
    "retentionDays",
    days,
    "a lifecycle rule counts whole days from 1",
    "Write for example 90",
  );
}

/** Notes what is wrong in the settings of the MLflow servers. */
export function checkServer(problems: Problems, settings: ServerSettings, size: Size): void {
  const defaults = Sizes.defaults(size);
  const replicas = settings.replicas ?? defaults.replicas;
  problems.check(
    Number.isInteger(replicas) && replicas >= 1 && replicas <= 20,
    "replicas",
    replicas,
    "1 to 20 servers run at once",
    "Write a whole number in that range",
  );
  const cpu = settings.cpuUnits ?? defaults.cpuUnits;
  const memory = settings.memoryMib ?? defaults.memoryMib;
  const offered = FARGATE[cpu];
  problems.check(
    offered !== undefined,
    "cpuUnits",
    cpu,
    `Fargate offers ${Object.keys(FARGATE).join(", ")} CPU units`,
    "Write one of them",
  );
  problems.check(
    offered === undefined || offered.includes(memory),
    "memoryMib",
    memory,
    `with ${cpu} CPU units Fargate offers ${String(offered?.[0])} to ${String(offered?.at(-1))} MiB in fixed steps`,
    `Write one of ${String(offered)}`,
  );
  const workers = settings.workers ?? defaults.workers;
  const needed = SERVER_BASE_MIB + WORKER_MIB * workers;
  problems.check(
    Number.isInteger(workers) && workers >= 1,
    "workers",
    workers,
    "a server has at least one worker",
    "Write 1 or more",
  );
  problems.check(
    needed <= memory,
    "workers",
    workers,
    `${workers} workers need ${needed} MiB of memory, a server has ${memory}`,
    "Take fewer workers or more memory",
  );
  const grace = settings.startupGraceSeconds ?? defaults.startupGraceSeconds;
  problems.check(
    Number.isInteger(grace) && grace >= 60 && grace <= 3600,
    "startupGraceSeconds",
    grace,
    "a server needs a minute and more to start, and is given up after an hour",
    "Write 60 to 3600",
  );
  const days = settings.logRetentionDays ?? defaults.logRetentionDays;
  problems.check(
    LOG_RETENTION_DAYS.includes(days),
    "logRetentionDays",
    days,
    `CloudWatch keeps logs ${LOG_RETENTION_DAYS.join(", ")} days`,
    "Write one of them",
  );
  checkKey(problems, settings.encryptionKeyArn);
  checkImages(problems, settings);
}

function checkImages(problems: Problems, settings: ServerSettings): void {
  for (const [field, image] of [
    ["images.mlflow", settings.images?.mlflow],
    ["images.proxy", settings.images?.proxy],
  ] as const)
    problems.check(
      image === undefined ||
        Token.isUnresolved(image) ||
        /^[^\s:]+(:\d+\/[^\s:]+)?(:[\w.-]+|@sha256:[0-9a-f]{64})$/.test(image),
      field,
      image,
      "an image is pinned by a tag or a digest, so that a restart runs what was tested",
      "Write <registry>/<repository>:<tag>",
    );
  const registry = settings.imageRegistry;
  problems.check(
    registry === undefined ||
      Token.isUnresolved(registry) ||
      /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9._-]+)*$/.test(registry),
    "imageRegistry",
    registry,
    "a registry is a host with an optional path, without https:// and without / at its end",
    'Write for example "123456789012.dkr.ecr.eu-central-1.amazonaws.com/cache"',
  );
  const requests = settings.maxRequests;
  problems.check(
    requests === undefined || (Number.isInteger(requests) && requests >= 1 && requests <= 1000),
    "maxRequests",
    requests,
    "a server works on 1 to 1000 requests at once",
    "Write a whole number in that range",
  );
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Notes what is wrong in a gateway's settings. */
export function checkGateway(problems: Problems, settings: GatewaySettings, size: Size): void {
  const defaults = Sizes.defaults(size);
  const stage = settings.stageName ?? DEFAULT_STAGE;
  problems.check(
    /^[A-Za-z0-9_-]{1,128}$/.test(stage) && !RESERVED_STAGES.includes(stage.toLowerCase()),
    "stageName",
    stage,
    `a stage name has 1 to 128 letters, digits, _ and -, and is none of ${RESERVED_STAGES.join(", ")}`,
    'Write for example "v1"',
  );
  const timeout = settings.timeoutSeconds ?? MAX_TIMEOUT_SECONDS;
  problems.check(
    timeout >= 1 && timeout <= MAX_TIMEOUT_SECONDS,
    "timeoutSeconds",
    timeout,
    `API Gateway cuts a call after ${MAX_TIMEOUT_SECONDS} seconds`,
    `Write 1 to ${MAX_TIMEOUT_SECONDS}`,
  );
  const rate = settings.requestsPerSecond ?? defaults.requestsPerSecond;
  problems.check(
    rate > 0 && rate <= 10_000,
    "requestsPerSecond",
    rate,
    "an account's API Gateway serves up to 10000 requests a second",
    "Write a number above 0 up to 10000",
  );
  const burst = settings.requestBurst ?? defaults.requestBurst;
  problems.check(
    Number.isInteger(burst) && burst >= 1 && burst <= 5000,
    "requestBurst",
    burst,
    "an account's API Gateway serves up to 5000 requests at once",
    "Write a whole number from 1 to 5000",
  );
  checkOneOf(
    problems,
    "accessLog",
    settings.accessLog,
    GatewayAccessLog,
    "a gateway's access log is one of",
    "Write one of GatewayAccessLog",
  );
  checkKey(problems, settings.encryptionKeyArn);
  problems.check(
    settings.encryptionKeyArn === undefined || (settings.accessLog ?? GatewayAccessLog.NONE) !== GatewayAccessLog.NONE,
    "encryptionKeyArn",
    settings.encryptionKeyArn,
    "the key encrypts the access log, and there is none",
    "Set accessLog, or leave the key out",
  );
  problems.check(
    settings.webAclArn === undefined ||
      Token.isUnresolved(settings.webAclArn) ||
      /^arn:[a-z-]+:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[\w-]+\/[\w-]+$/.test(settings.webAclArn),
    "webAclArn",
    settings.webAclArn,
    "a regional API takes a regional web ACL, named by its whole ARN; a global one is CloudFront's",
    "Write arn:aws:wafv2:<region>:<account>:regional/webacl/<name>/<id>",
  );
  (settings.allowedRoleArns ?? []).forEach((arn, index) => {
    problems.check(
      Token.isUnresolved(arn) || /^arn:[a-z-]+:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(arn),
      `allowedRoleArns.${index}`,
      arn,
      "the Deny spares single roles and users, named by their whole ARN",
      "Write arn:aws:iam::<account>:role/<name>",
    );
  });
}

/** Notes a KMS key that is not named by its ARN. */
export function checkKey(problems: Problems, arn: string | undefined, field = "encryptionKeyArn"): void {
  problems.check(
    arn === undefined || Token.isUnresolved(arn) || /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/.+$/.test(arn),
    field,
    arn,
    "a KMS key is named by its whole ARN, no alias",
    "Write arn:aws:kms:<region>:<account>:key/<id>",
  );
}
