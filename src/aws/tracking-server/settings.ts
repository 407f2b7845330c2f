import type { ServerImages } from "../../mlflow";

/** Processor of the servers; the images must exist for it. */
export enum CpuArchitecture {
  /** Graviton: about a fifth cheaper. */
  ARM64 = "ARM64",
  X86_64 = "X86_64",
}

/**
 * ECS Exec: shells in the containers, and the port forwarding of `mlops open`.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 */
export enum ExecuteCommand {
  /** No sessions. The containers' file systems are read-only except `/tmp`, which ECS Exec does not support. */
  OFF = "off",
  /** Sessions are allowed by IAM; CloudTrail records each of them. */
  ON = "on",
  /** As `ON`; the commands of a shell and their output are kept in the log group `/mlops/<prefix>/exec`. */
  LOGGED = "logged",
}

/** Settings of the MLflow servers. */
export interface ServerSettings {
  /** Servers that run at once. @default - 1 in dev, 2 in prod */
  readonly replicas?: number;
  /** vCPU of one server, one of Fargate's sizes: 0.25 to 16. @default - 0.25 in dev, 1 in prod */
  readonly vcpu?: number;
  /** Memory of one server in MiB, one of Fargate's sizes. @default - 1024 in dev, 4096 in prod */
  readonly memoryMib?: number;
  /** Uvicorn workers of one server, about 250 MiB each. @default - 1 in dev, 2 in prod */
  readonly workers?: number;
  /** Seconds that a starting server may take before a failed health check counts. @default - 300 */
  readonly startupGraceSeconds?: number;
  /** Days that the servers' logs are kept. @default - 14 in dev, 90 in prod */
  readonly logRetentionDays?: number;
  /**
   * ARN of a KMS key for the servers' logs; its policy must allow CloudWatch Logs, see docs/aws.md.
   * @default - CloudWatch's own encryption
   */
  readonly encryptionKeyArn?: string;
  /** Sessions in the containers; `mlops open` needs one. @default - ExecuteCommand.ON in dev, ExecuteCommand.OFF in prod */
  readonly executeCommand?: ExecuteCommand;
  /** Processor of the servers. @default - CpuArchitecture.ARM64 */
  readonly cpuArchitecture?: CpuArchitecture;
  /** Your own images, each with a tag or digest. @default - the stock images of MLflow and Caddy */
  readonly images?: ServerImages;
  /**
   * Registry of the stock images, such as a pull-through cache of ECR: `<account>.dkr.ecr.<region>.amazonaws.com/<prefix>`.
   * @default - the stock registries
   */
  readonly imageRegistry?: string;
  /**
   * Concurrent requests of one server; further ones wait up to 20 s, then get 429, after which Snowflake slows down.
   * @default - 8 per worker
   */
  readonly maxRequests?: number;
}

/** An existing MLflow server, behind an internal application load balancer of the same VPC. */
export interface TrackingServerAttributes {
  readonly loadBalancerArn: string;
  readonly loadBalancerDnsName: string;
  /** Port of the listener in front of the method proxy, not of MLflow. @default - 80 */
  readonly loadBalancerPort?: number;
  /** Security group of the load balancer, to which a rule for the gateway is added. @default - you allow the gateway yourself */
  readonly loadBalancerSecurityGroupId?: string;
}
