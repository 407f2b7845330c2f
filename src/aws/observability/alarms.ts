import type { Size } from "../../core";
import type { AlarmThresholds, ObservabilityProps } from "../observability";
import { AwsSizes } from "../sizes";

/** One alarm in CloudWatch's own words. */
export interface Alarm {
  /** Id of the construct. */
  readonly id: string;
  /** Name after the prefix; the operations guide has a heading of this name. */
  readonly name: string;
  /** What it means when it rings. */
  readonly meaning: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Record<string, string>;
  /** `Sum`, `Maximum`, `Average`, `Minimum`, or a percentile such as `p99`. */
  readonly statistic: string;
  readonly comparison: "GreaterThanOrEqualToThreshold" | "GreaterThanThreshold" | "LessThanThreshold";
  readonly threshold: number;
  /** Periods of five minutes (of one minute for targets) that must all be bad. */
  readonly periods: number;
  readonly periodSeconds: number;
  /** What a period without data points means. */
  readonly missing: "breaching" | "notBreaching" | "missing";
}

const FIVE_MINUTES = 300;
const MINUTE = 60;
const GIB = 1024 ** 3;

/** Every threshold, by size where nothing else is said. */
export function thresholdsOf(props: { readonly size: Size; readonly thresholds?: AlarmThresholds }) {
  const own = props.thresholds ?? {};
  const defaults = AwsSizes.defaults(props.size);
  return {
    gatewayErrors: own.gatewayErrors ?? 5,
    gatewayRejections: own.gatewayRejections ?? 20,
    latencySeconds: own.latencySeconds ?? defaults.alarmLatencySeconds,
    databaseCpuPercent: own.databaseCpuPercent ?? 80,
    databaseConnections: own.databaseConnections ?? defaults.alarmDatabaseConnections,
    databaseFreeStorageGib: own.databaseFreeStorageGib ?? defaults.alarmDatabaseFreeStorageGib,
  };
}

/** Where CloudWatch finds the 403s that a metric filter counts in the gateway's access log. */
export function rejectionMetric(prefix: string): { readonly namespace: string; readonly metric: string } {
  return { namespace: `Mlops/${prefix}`, metric: "GatewayRejections" };
}

/** The alarms of what is watched. */
export function alarmsOf(props: ObservabilityProps): Alarm[] {
  return [...gatewayAlarms(props), ...serverAlarms(props), ...databaseAlarms(props)];
}

function gatewayAlarms(props: ObservabilityProps): Alarm[] {
  const { gateway } = props;
  if (gateway === undefined) return [];
  const limits = thresholdsOf(props);
  const api = {
    namespace: "AWS/ApiGateway",
    dimensions: { ApiName: gateway.apiName, Stage: gateway.stageName },
    periodSeconds: FIVE_MINUTES,
    missing: "notBreaching",
  } as const;
  const rejected =
    gateway.accessLogGroupName === undefined
      ? { ...api, metric: "4XXError", meaning: "Calls are turned away or refused: 403 at the gateway, or MLflow's 4XX" }
      : { ...api, ...rejectionMetric(props.prefix), dimensions: {}, meaning: "Calls get 403 at the gateway" };
  return [
    {
      ...api,
      id: "GatewayErrors",
      name: "gateway-errors",
      meaning: "SQL functions fail: the gateway answers 5XX",
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
      meaning: "SQL functions are slow: one call in a hundred takes longer than this; the gateway cuts calls at 29 s",
      metric: "Latency",
      statistic: "p99",
      comparison: "GreaterThanThreshold",
      threshold: limits.latencySeconds * 1000,
      periods: 3,
    },
  ];
}

function serverAlarms(props: ObservabilityProps): Alarm[] {
  const { servers } = props;
  if (servers === undefined) return [];
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
      meaning: "No MLflow server runs and is healthy: every SQL function fails",
      metric: "HealthyHostCount",
      comparison: "LessThanThreshold",
      threshold: 1,
      periods: 3,
      // A target group without targets sends no data points at all.
      missing: "breaching",
    },
  ];
}

function databaseAlarms(props: ObservabilityProps): Alarm[] {
  const { database } = props;
  if (database === undefined) return [];
  const limits = thresholdsOf(props);
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
    meaning: "The database is nearly full: its storage did not grow by itself, or has reached its limit",
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
      meaning: "The database is busy: calls become slow",
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
