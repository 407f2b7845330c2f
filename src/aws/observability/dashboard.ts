import type { MonitoredComponents } from "./interface";

type Metric = (string | Record<string, string>)[];

interface Chart {
  readonly title: string;
  readonly metrics: Metric[];
  readonly stat?: string;
}

const WIDTH = 8;
const HEIGHT = 6;
const COLUMNS = 3;

/**
 * The body of a dashboard: three charts a row, the state of the alarms above them.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardBody(props: MonitoredComponents, region: string, alarmArns: string[]): string {
  const charts = [...gatewayCharts(props), ...serverCharts(props), ...databaseCharts(props)];
  const top = alarmArns.length === 0 ? 0 : 3;
  const states =
    top === 0
      ? []
      : [
          {
            type: "alarm",
            x: 0,
            y: 0,
            width: WIDTH * COLUMNS,
            height: top,
            properties: { title: "Alarms", alarms: alarmArns },
          },
        ];
  const widgets = charts.map(({ title, metrics, stat }, index) => ({
    type: "metric",
    x: (index % COLUMNS) * WIDTH,
    y: top + Math.floor(index / COLUMNS) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: { title, metrics, region, view: "timeSeries", period: 300, ...(stat === undefined ? {} : { stat }) },
  }));
  return JSON.stringify({ widgets: [...states, ...widgets] });
}

function gatewayCharts({ gateway }: MonitoredComponents): Chart[] {
  if (gateway === undefined) return [];
  const metric = (name: string, options: Record<string, string>): Metric => [
    "AWS/ApiGateway",
    name,
    "ApiName",
    gateway.apiName,
    "Stage",
    gateway.stageName,
    options,
  ];
  return [
    { title: "Calls", metrics: [metric("Count", { stat: "Sum", label: "calls" })] },
    {
      title: "Failed calls",
      metrics: [metric("5XXError", { stat: "Sum" }), metric("4XXError", { stat: "Sum" })],
    },
    {
      title: "Latency, ms",
      metrics: [
        metric("Latency", { stat: "p99", label: "p99" }),
        metric("Latency", { stat: "p50", label: "p50" }),
        metric("IntegrationLatency", { stat: "p99", label: "p99 behind the gateway" }),
      ],
    },
  ];
}

function serverCharts({ servers }: MonitoredComponents): Chart[] {
  if (servers === undefined) return [];
  const target = (name: string): Metric => [
    "AWS/ApplicationELB",
    name,
    "TargetGroup",
    servers.targetGroupArnSuffix,
    "LoadBalancer",
    servers.loadBalancerArnSuffix,
  ];
  const service = (name: string): Metric => [
    "AWS/ECS",
    name,
    "ClusterName",
    servers.clusterName,
    "ServiceName",
    servers.serviceName,
  ];
  return [
    { title: "Servers", metrics: [target("HealthyHostCount"), target("UnHealthyHostCount")], stat: "Maximum" },
    {
      title: "Servers' CPU and memory, %",
      metrics: [service("CPUUtilization"), service("MemoryUtilization")],
      stat: "Maximum",
    },
  ];
}

function databaseCharts({ database }: MonitoredComponents): Chart[] {
  if (database === undefined) return [];
  const metric = (name: string): Metric => ["AWS/RDS", name, ...Object.entries(database.dimensions).flat()];
  return [
    { title: "Database's CPU, %", metrics: [metric("CPUUtilization")], stat: "Maximum" },
    { title: "Database connections", metrics: [metric("DatabaseConnections")], stat: "Maximum" },
    ...(database.hasOwnStorage
      ? [{ title: "Database's free storage, bytes", metrics: [metric("FreeStorageSpace")], stat: "Minimum" }]
      : []),
  ];
}
