import type { DatabaseMetrics } from "../backend-store/interface";
import type { GatewayMetrics } from "../gateway/interface";
import type { ServerMetrics } from "../tracking-server/interface";
import type { ResolvedThresholds } from "./defaults";
import type { MonitoredComponents } from "./interface";

/** One alarm, with Azure Monitor's names. */
export interface Alarm {
  /** Id of the construct. */
  readonly id: string;
  /** Name after the prefix; the operations guide has a heading of this name. */
  readonly name: string;
  /** What the alarm means. */
  readonly meaning: string;
  /** ID of the resource that has the metric. */
  readonly scope: string;
  readonly namespace: string;
  readonly metric: string;
  /** The values of one dimension that count; all without it. */
  readonly dimension?: { readonly name: string; readonly values: readonly string[] };
  readonly aggregation: "Average" | "Maximum" | "Total";
  readonly comparison: "GreaterThan" | "GreaterThanOrEqual";
  readonly threshold: number;
  /** Minutes that are looked at, every five minutes. */
  readonly minutes: 5 | 15;
}

/** The alarms of the components that are monitored. */
export function alarmsOf({ gateway, servers, database }: MonitoredComponents, limits: ResolvedThresholds): Alarm[] {
  return [
    ...(gateway === undefined ? [] : gatewayAlarms(gateway, limits)),
    ...(servers === undefined ? [] : serverAlarms(servers)),
    ...(database === undefined ? [] : databaseAlarms(database, limits)),
  ];
}

/** These metrics exist in every tier. https://learn.microsoft.com/en-us/azure/api-management/monitor-api-management-reference */
function gatewayAlarms(gateway: GatewayMetrics, limits: ResolvedThresholds): Alarm[] {
  const service = { scope: gateway.serviceId, namespace: "Microsoft.ApiManagement/service" };
  const requests = {
    ...service,
    metric: "Requests",
    aggregation: "Total",
    comparison: "GreaterThanOrEqual",
    minutes: 5,
  } as const;
  return [
    {
      ...requests,
      id: "GatewayErrors",
      name: "gateway-errors",
      meaning: "SQL functions fail: the gateway responds with 5XX",
      dimension: { name: "GatewayResponseCodeCategory", values: ["5xx"] },
      threshold: limits.gatewayErrors,
    },
    {
      ...requests,
      id: "GatewayRejections",
      name: "gateway-rejections",
      meaning: "Calls are rejected: 401 at the gateway, or 403 at the method proxy",
      dimension: { name: "GatewayResponseCode", values: ["401", "403"] },
      threshold: limits.gatewayRejections,
    },
    {
      ...service,
      id: "GatewayLatency",
      name: "gateway-latency",
      meaning: "SQL functions are slow: the average latency is above the threshold",
      metric: "Duration",
      aggregation: "Average",
      comparison: "GreaterThan",
      threshold: limits.latencySeconds * 1000,
      minutes: 15,
    },
  ];
}

/** Restarts of a replica until a failure is no longer a coincidence. Not verified: that the metric counts from the replica's start. */
const RESTARTS = 3;

/** https://learn.microsoft.com/en-us/azure/azure-monitor/reference/supported-metrics/microsoft-app-containerapps-metrics */
function serverAlarms(servers: ServerMetrics): Alarm[] {
  return [
    {
      id: "ServerRestarts",
      name: "server-restarts",
      meaning: "A server is restarted again and again: it ends by itself, or fails its probes",
      scope: servers.containerAppId,
      namespace: "Microsoft.App/containerapps",
      metric: "RestartCount",
      aggregation: "Maximum",
      comparison: "GreaterThanOrEqual",
      threshold: RESTARTS,
      minutes: 15,
    },
  ];
}

/** https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-monitoring */
function databaseAlarms(database: DatabaseMetrics, limits: ResolvedThresholds): Alarm[] {
  const server = {
    scope: database.serverId,
    namespace: "Microsoft.DBforPostgreSQL/flexibleServers",
    comparison: "GreaterThan",
  } as const;
  return [
    {
      ...server,
      id: "DatabaseCpu",
      name: "database-cpu",
      meaning: "The CPU of the database is busy: calls become slow",
      metric: "cpu_percent",
      aggregation: "Average",
      threshold: limits.databaseCpuPercent,
      minutes: 15,
    },
    {
      ...server,
      id: "DatabaseConnections",
      name: "database-connections",
      meaning: "The database runs out of connections: servers will fail to open new ones",
      metric: "active_connections",
      aggregation: "Maximum",
      threshold: limits.databaseConnections,
      minutes: 5,
    },
    {
      ...server,
      id: "DatabaseStorage",
      name: "database-storage",
      meaning: "The database is nearly full: it becomes read-only when its storage is used up",
      metric: "storage_percent",
      aggregation: "Maximum",
      threshold: limits.databaseStoragePercent,
      minutes: 5,
    },
  ];
}
