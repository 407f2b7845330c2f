import type { Construct } from "constructs";
import { dependenciesFor } from "../core/dependencies";
import { ACCESS_LOG_PREFIXES } from "./access-logs/defaults";
import type { IAccessLogs } from "./access-logs/interface";

/** The arguments of a load balancer that delivers access logs, and what must exist before it accepts the bucket. */
export function accessLogArguments(scope: Construct, accessLogs: IAccessLogs | undefined) {
  return {
    accessLogs: accessLogs && {
      enabled: true,
      bucket: accessLogs.bucketName,
      prefix: ACCESS_LOG_PREFIXES.loadBalancer,
    },
    // Elastic Load Balancing writes a test object before it accepts the bucket.
    dependsOn: dependenciesFor(scope, accessLogs?.dependencies),
  };
}

/** The health check of the proxy, on the port that it serves. */
export const PROXY_HEALTH_CHECK = {
  path: "/health",
  protocol: "HTTP",
  port: "traffic-port",
  matcher: "200",
  interval: 15,
  timeout: 5,
};
