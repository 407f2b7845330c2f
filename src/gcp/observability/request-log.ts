import { Id } from "@cdktf/provider-random/lib/id";
import { Construct } from "constructs";
import { dependenciesFor } from "../../core/dependencies";
import type { GcpComponentProps } from "../component";
import { OptionalBindings } from "../optional-bindings";
import { GcpProject } from "../project";
import type { MonitoredComponents } from "./interface";

export interface RequestLogProps extends GcpComponentProps, Pick<MonitoredComponents, "gateway" | "servers"> {
  readonly retentionDays: number;
}

/**
 * The logs of gateway and servers in a log bucket of their own, for as long as `retentionDays` says. API Gateway and Cloud Run log each
 * request by themselves: time, URL, status, latency and caller's address, never headers or bodies. The URL names an operation of MLflow,
 * and its path a model or user; the arguments are in the body.
 * @see https://cloud.google.com/api-gateway/docs/platform-logging
 * @see https://cloud.google.com/run/docs/logging
 */
export class RequestLog extends Construct {
  constructor(scope: Construct, id: string, props: RequestLogProps) {
    super(scope, id);
    const { prefix, region, services } = props;
    const { projectId } = GcpProject.of(this);
    const { LoggingProjectBucketConfig } = OptionalBindings.loggingProjectBucketConfig();
    const { LoggingProjectSink } = OptionalBindings.loggingProjectSink();
    // A deleted log bucket keeps its ID for seven days.
    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    const bucket = new LoggingProjectBucketConfig(this, "Resource", {
      project: projectId,
      location: region,
      bucketId: `${prefix}-logs-${suffix.hex}`,
      retentionDays: props.retentionDays,
      description: `Logs of gateway and servers of ${prefix}`,
      dependsOn: dependenciesFor(this, services?.dependencies),
    });
    new LoggingProjectSink(this, "Sink", {
      name: `${prefix}-logs`,
      description: `Logs of gateway and servers of ${prefix}`,
      destination: `logging.googleapis.com/${bucket.id}`,
      filter: filterOf(props),
      // A bucket of the same project needs no grant for the sink's identity.
      uniqueWriterIdentity: true,
    });
  }
}

/** The entries of the gateway and of the servers; Cloud Run's are those of requests, containers and instances. */
function filterOf({ gateway, servers }: RequestLogProps): string {
  const of = (type: string, labels: Readonly<Record<string, string>>) =>
    `(resource.type="${type}"${Object.entries(labels)
      .map(([label, value]) => ` AND resource.labels.${label}="${value}"`)
      .join("")})`;
  return [
    ...(gateway === undefined
      ? []
      : [of("apigateway.googleapis.com/Gateway", { gateway_id: gateway.gatewayId, location: gateway.region })]),
    ...(servers === undefined
      ? []
      : [of("cloud_run_revision", { service_name: servers.serviceName, location: servers.region })]),
  ].join(" OR ");
}
