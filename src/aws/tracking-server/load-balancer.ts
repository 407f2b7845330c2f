import { AccessLogs, type IAccessLogs } from "../access-logs";

/** Where a load balancer's access logs go, and what must exist before it takes the place. */
export function loggedTo(accessLogs: IAccessLogs | undefined) {
  return {
    accessLogs: accessLogs && {
      enabled: true,
      bucket: accessLogs.bucketName,
      prefix: AccessLogs.LOAD_BALANCER_PREFIX,
    },
    // Elastic Load Balancing writes a test object before it takes the bucket.
    dependsOn: accessLogs?.deliverable,
  };
}

/** How a load balancer sees that the proxy runs, on the port that it serves. */
export const PROXY_HEALTH = {
  path: "/health",
  protocol: "HTTP",
  port: "traffic-port",
  matcher: "200",
  interval: 15,
  timeout: 5,
};
