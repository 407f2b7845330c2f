import type { DatabaseMetrics } from "../backend-store/interface";
import { MAX_TIMEOUT_SECONDS } from "../gateway/defaults";
import type { GatewayMetrics } from "../gateway/interface";
import type { ServerMetrics } from "../tracking-server/interface";
import type { ResolvedThresholds } from "./defaults";
import type { MonitoredComponents } from "./interface";

/** One alarm, with CloudWatch's names. */
export interface Alarm {
  /** Id of the construct. */
  readonly id: string;
  /** Name after the prefix; the operations guide has a heading of this name. */
  readonly name: string;
  /** What the alarm means. */
  readonly meaning: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Record<string, string>;
  /** `Sum`, `Maximum`, `Average`, `Minimum`, or a percentile such as `p99`. */
  readonly statistic: string;
  readonly comparison: "GreaterThanOrEqualToThreshold" | "GreaterThanThreshold" | "LessThanThreshold";
  readonly threshold: number;
  /** Consecutive periods of five minutes (of one minute for targets) in which the threshold is crossed. */
  readonly periods: number;
  readonly periodSeconds: number;
  /** What a period without data points means. */
  readonly missing: "breaching" | "notBreaching" | "missing";
}

const FIVE_MINUTES = 300;
const MINUTE = 60;
const GIB = 1024 ** 3;

/** Where CloudWatch finds the 403s that a metric filter counts in the gateway's access log. */
export function rejectionMetric(prefix: string): { readonly namespace: string; readonly metric: string } {
  return { namespace: `Mlops/${prefix}`, metric: "GatewayRejections" };
}

/** The alarms of the components that are monitored. */
export function alarmsOf(
  prefix: string,
  { gateway, servers, database }: MonitoredComponents,
  limits: ResolvedThresholds,
): Alarm[] {
  return [
    ...(gateway === undefined ? [] : gatewayAlarms(prefix, gateway, limits)),
    ...(servers === undefined ? [] : serverAlarms(servers)),
    ...(database === undefined ? [] : databaseAlarms(database, limits)),
  ];
}

function gatewayAlarms(prefix: string, gateway: GatewayMetrics, limits: ResolvedThresholds): Alarm[] {
  const api = {
    namespace: "AWS/ApiGateway",
    dimensions: { ApiName: gateway.apiName, Stage: gateway.stageName },
    periodSeconds: FIVE_MINUTES,
    missing: "notBreaching",
  } as const;
  const rejected =
    gateway.accessLogGroupName === undefined
      ? { ...api, metric: "4XXError", meaning: "Calls are rejected: 403 at the gateway, or 4XX of MLflow" }
      : { ...api, ...rejectionMetric(prefix), dimensions: {}, meaning: "Calls are rejected with 403 at the gateway" };
  return [
    {
      ...api,
      id: "GatewayErrors",
      name: "gateway-errors",
      meaning: "SQL functions fail: the gateway responds with 5XX",
      metric: "5XXError",
      statistic: "Sum",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: limits.gatewayErrors,
      periods: 1,
    },
    {
      ...rejected,
      id: "GatewayRejections",
      name: "gateway-rejections",
      statistic: "Sum",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: limits.gatewayRejections,
      periods: 1,
    },
    {
      ...api,
      id: "GatewayLatency",
      name: "gateway-latency",
      meaning: `SQL functions are slow: the p99 latency is above the threshold; the gateway ends calls at ${MAX_TIMEOUT_SECONDS} s`,
      metric: "Latency",
      statistic: "p99",
      comparison: "GreaterThanThreshold",
      threshold: limits.latencySeconds * 1000,
      periods: 3,
    },
  ];
}

function serverAlarms(servers: ServerMetrics): Alarm[] {
  const target = {
    namespace: "AWS/ApplicationELB",
    dimensions: { LoadBalancer: servers.loadBalancerArnSuffix, TargetGroup: servers.targetGroupArnSuffix },
    statistic: "Maximum",
    periodSeconds: MINUTE,
  } as const;
  return [
    {
      ...target,
      id: "UnhealthyServers",
      name: "unhealthy-servers",
      meaning: "A server fails its health check",
      metric: "UnHealthyHostCount",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      periods: 5,
      missing: "notBreaching",
    },
    {
      ...target,
      id: "NoServer",
      name: "no-server",
      meaning: "No MLflow server is healthy: every SQL function fails",
      metric: "HealthyHostCount",
      comparison: "LessThanThreshold",
      threshold: 1,
      periods: 3,
      // A target group without targets sends no data points at all.
      missing: "breaching",
    },
  ];
}

function databaseAlarms(database: DatabaseMetrics, limits: ResolvedThresholds): Alarm[] {
  const rds = {
    namespace: "AWS/RDS",
    dimensions: database.dimensions,
    periodSeconds: FIVE_MINUTES,
    missing: "missing",
  } as const;
  const storage: Alarm = {
    ...rds,
    id: "DatabaseStorage",
    name: "database-storage",
    meaning: "The database is nearly full: its storage has not grown, or has reached its limit",
    metric: "FreeStorageSpace",
    statistic: "Minimum",
    comparison: "LessThanThreshold",
    threshold: limits.databaseFreeStorageGib * GIB,
    periods: 1,
  };
  return [
    {
      ...rds,
      id: "DatabaseCpu",
      name: "database-cpu",
      meaning: "The CPU of the database is busy: calls become slow",
      metric: "CPUUtilization",
      statistic: "Average",
      comparison: "GreaterThanThreshold",
      threshold: limits.databaseCpuPercent,
      periods: 3,
    },
    {
      ...rds,
      id: "DatabaseConnections",
      name: "database-connections",
      meaning: "The database runs out of connections: servers will fail to open new ones",
      metric: "DatabaseConnections",
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: limits.databaseConnections,
      periods: 1,
    },
    ...(database.hasOwnStorage ? [storage] : []),
  ];
}
