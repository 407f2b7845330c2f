import type { IConstruct } from "constructs";

/** MLflow servers behind the method proxy, reached through an internal application load balancer. */
export interface ITrackingServer extends IConstruct {
  /** `http://<load balancer>`, without a slash at the end. */
  readonly url: string;
  readonly loadBalancerArn: string;
  readonly loadBalancerDnsName: string;
  readonly loadBalancerPort: number;
  /** Security group of the load balancer; the gateway adds a rule to it. */
  readonly loadBalancerSecurityGroupId?: string;
}

/** How CloudWatch finds the metrics of the servers. */
export interface ServerMetrics {
  /** The end of the load balancer's ARN: `app/<name>/<id>`. */
  readonly loadBalancerArnSuffix: string;
  /** The end of the target group's ARN: `targetgroup/<name>/<id>`. */
  readonly targetGroupArnSuffix: string;
  readonly clusterName: string;
  readonly serviceName: string;
}
