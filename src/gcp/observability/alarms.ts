import { justBelow, type Alarm } from "../alert-policy";
import type { DatabaseMetrics } from "../backend-store/interface";
import type { GatewayMetrics } from "../gateway/interface";
import type { ServerMetrics } from "../tracking-server/interface";
import { defaultConnections, type ResolvedThresholds } from "./defaults";
import type { MonitoredComponents } from "./interface";

/** The alarms of the components that are monitored. */
export function alarmsOf({ gateway, servers, database }: MonitoredComponents, limits: ResolvedThresholds): Alarm[] {
  return [
    ...(gateway === undefined ? [] : gatewayAlarms(gateway, limits)),
    ...(servers === undefined ? [] : serverAlarms(servers, limits)),
    ...(database === undefined ? [] : databaseAlarms(database, limits)),
  ];
}

/**
 * The gateway's metric has the class of a response, not its code (not verified): MLflow's own 4XX count with the rejected calls.
 * @see https://cloud.google.com/monitoring/api/metrics_gcp_a_b#gcp-apigateway
 */
function gatewayAlarms({ gatewayId, region }: GatewayMetrics, limits: ResolvedThresholds): Alarm[] {
  const requests = (label: string) =>
    ({
      metric: "apigateway.googleapis.com/proxy/request_count",
      resource: "apigateway.googleapis.com/Gateway",
      labels: [`resource.labels.gateway_id = "${gatewayId}"`, `resource.labels.location = "${region}"`, label],
      aligner: "ALIGN_DELTA",
      reducer: "REDUCE_SUM",
      minutes: 5,
    }) as const;
  return [
    {
      ...requests('metric.labels.response_code_class = "5xx"'),
      id: "GatewayErrors",
      name: "gateway-errors",
      meaning: "SQL functions fail: the gateway responds with 5XX",
      above: justBelow(limits.gatewayErrors),
    },
    {
      ...requests('metric.labels.response_code_class = "4xx"'),
      id: "GatewayRejections",
      name: "gateway-rejections",
      meaning: "Calls are rejected at the gateway, at Cloud Run or at the method proxy, or MLflow answers 4XX",
      above: justBelow(limits.gatewayRejections),
    },
  ];
}

/** Failed starts of a container until a failure is no longer a coincidence. */
const FAILED_STARTS = 3;

/**
 * API Gateway has no metric of latency: that of its servers is nearly all of it.
 * @see https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-run
 */
function serverAlarms({ serviceName, region }: ServerMetrics, limits: ResolvedThresholds): Alarm[] {
  const resource = "cloud_run_revision";
  const labels = [`resource.labels.service_name = "${serviceName}"`, `resource.labels.location = "${region}"`];
  return [
    {
      id: "GatewayLatency",
      name: "gateway-latency",
      meaning: "SQL functions are slow: the p99 latency of the servers is above the threshold",
      metric: "run.googleapis.com/request_latencies",
      resource,
      labels,
      aligner: "ALIGN_DELTA",
      reducer: "REDUCE_PERCENTILE_99",
      above: limits.latencySeconds * 1000,
      minutes: 15,
    },
    {
      id: "UnhealthyServers",
      name: "unhealthy-servers",
      meaning: "Servers do not become healthy: they fail their startup probes again and again",
      metric: "run.googleapis.com/container/completed_probe_count",
      resource,
      labels: [...labels, 'metric.labels.probe_type = "STARTUP"', "metric.labels.is_healthy = false"],
      aligner: "ALIGN_DELTA",
      reducer: "REDUCE_SUM",
      above: justBelow(FAILED_STARTS),
      minutes: 15,
    },
  ];
}

/** @see https://cloud.google.com/monitoring/api/metrics_gcp_c#gcp-cloudsql */
function databaseAlarms(database: DatabaseMetrics, limits: ResolvedThresholds): Alarm[] {
  const instance = {
    resource: "cloudsql_database",
    labels: [`resource.labels.database_id = "${database.databaseId}"`],
  } as const;
  return [
    {
      ...instance,
      id: "DatabaseCpu",
      name: "database-cpu",
      meaning: "The CPU of the database is busy: calls become slow",
      metric: "cloudsql.googleapis.com/database/cpu/utilization",
      aligner: "ALIGN_MEAN",
      above: limits.databaseCpuPercent / 100,
      minutes: 15,
    },
    {
      ...instance,
      id: "DatabaseConnections",
      name: "database-connections",
      meaning: "The database runs out of connections: servers will fail to open new ones",
      metric: "cloudsql.googleapis.com/database/postgresql/num_backends",
      aligner: "ALIGN_MAX",
      // A time series for each database of the instance.
      reducer: "REDUCE_SUM",
      above: limits.databaseConnections ?? defaultConnections(database),
      minutes: 5,
    },
    {
      ...instance,
      id: "DatabaseStorage",
      name: "database-storage",
      meaning: "The database is nearly full: it stops when its storage is used up",
      metric: "cloudsql.googleapis.com/database/disk/utilization",
      aligner: "ALIGN_MAX",
      above: limits.databaseStoragePercent / 100,
      minutes: 5,
    },
  ];
}
