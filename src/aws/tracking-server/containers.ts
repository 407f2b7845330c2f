import type { ContainerSpec, ServerContainers } from "../../mlflow";

export interface EcsContainerOptions {
  /** ARN of the secret that each secret environment variable reads from. */
  readonly secrets: Record<string, string>;
  /** Seconds in which failed health checks are ignored. */
  readonly startPeriodSeconds: number;
  readonly logGroupName: string;
  readonly region: string;
  /** Makes the file system read-only, except the folders that a container writes to: one volume for each. */
  readonly isReadOnly: boolean;
}

/** The volume of a folder that a container writes to. */
interface Mount {
  readonly volume: string;
  readonly path: string;
}

function mountsOf({ name, writablePaths = [] }: ContainerSpec): Mount[] {
  return writablePaths.map((path) => ({ volume: `${name}${path.replaceAll("/", "-")}`, path }));
}

/** Names of the volumes of a task whose containers are read-only; Fargate takes them from its own storage. */
export function volumesOf({ mlflow, proxy }: ServerContainers): string[] {
  return [mlflow, proxy].flatMap(mountsOf).map(({ volume }) => volume);
}

/** The longest start period that ECS accepts. */
const MAX_START_PERIOD = 300;

/**
 * Container definitions of a Fargate task as JSON text.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function ecsContainers({ mlflow, proxy }: ServerContainers, options: EcsContainerOptions): string {
  // boto3 reads the region from this variable only, and ECS does not set it.
  const environment = { ...mlflow.environment, AWS_DEFAULT_REGION: options.region };
  return JSON.stringify([
    container({ ...mlflow, environment }, options),
    // A container stops before those that it depends on, so that the last requests reach MLflow.
    { ...container(proxy, options), dependsOn: [{ containerName: mlflow.name, condition: "START" }] },
  ]);
}

function container(spec: ContainerSpec, options: EcsContainerOptions) {
  return {
    name: spec.name,
    image: spec.image,
    essential: true,
    command: spec.command,
    environment: Object.entries(spec.environment).map(([name, value]) => ({ name, value })),
    secrets: spec.secrets.map((name) => ({ name, valueFrom: secret(name, options) })),
    portMappings: [spec.port, spec.uiPort].flatMap((port) =>
      port === undefined ? [] : [{ containerPort: port, hostPort: port, protocol: "tcp" }],
    ),
    healthCheck: spec.healthCheck && {
      command: ["CMD", ...spec.healthCheck],
      interval: 30,
      // A busy server with half a vCPU takes seconds to start the checking process.
      timeout: 10,
      retries: 3,
      startPeriod: Math.min(options.startPeriodSeconds, MAX_START_PERIOD),
    },
    ...(options.isReadOnly && {
      readonlyRootFilesystem: true,
      mountPoints: mountsOf(spec).map(({ volume, path }) => ({
        sourceVolume: volume,
        containerPath: path,
        readOnly: false,
      })),
    }),
    // Reaps the shells that ECS Exec leaves behind.
    linuxParameters: { initProcessEnabled: true },
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": options.logGroupName,
        "awslogs-region": options.region,
        "awslogs-stream-prefix": "mlflow",
      },
    },
  };
}

function secret(name: string, options: EcsContainerOptions): string {
  const arn = options.secrets[name];
  if (arn === undefined) throw new Error(`No secret is known for the environment variable ${name}`);
  return arn;
}
