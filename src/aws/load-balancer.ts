import type { Construct } from "constructs";
import { Sizes } from "../core";
import { dependenciesFor } from "../core/dependencies";
import { ACCESS_LOG_PREFIXES } from "./access-logs/defaults";
import type { IAccessLogs } from "./access-logs/interface";
import type { AwsComponentProps } from "./component";
import type { INetwork } from "./network/interface";

/** What all load balancers of a platform have in common. */
export interface LoadBalancerProps extends AwsComponentProps {
  /** Deletion protection. @default - false in dev, true in prod */
  readonly protection?: boolean;
  /** Where access logs go. @default - none are kept */
  readonly accessLogs?: IAccessLogs;
}

/** The arguments of an application load balancer, and what must exist before it accepts the bucket of its access logs. */
export function loadBalancerArguments(scope: Construct, { size, tags, protection, accessLogs }: LoadBalancerProps) {
  return {
    loadBalancerType: "application",
    dropInvalidHeaderFields: true,
    enableDeletionProtection: protection ?? Sizes.defaults(size).protection,
    tags,
    accessLogs: accessLogs && {
      enabled: true,
      bucket: accessLogs.bucketName,
      prefix: ACCESS_LOG_PREFIXES.loadBalancer,
    },
    // Elastic Load Balancing writes a test object before it accepts the bucket.
    dependsOn: dependenciesFor(scope, accessLogs?.dependencies),
  };
}

/** The arguments of a target group of the proxy's containers. */
export function targetGroupArguments({ vpcId }: INetwork, tags: LoadBalancerProps["tags"]) {
  return {
    // At most six characters; AWS adds a unique end, so that a successor can exist beside the one in use.
    namePrefix: "mlops-",
    vpcId,
    targetType: "ip",
    protocol: "HTTP",
    tags,
    lifecycle: { createBeforeDestroy: true },
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
