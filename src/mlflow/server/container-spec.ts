/** A container, independent of the cloud. The image has no entry point; the command is the complete command line. */
export interface ContainerSpec {
  /** Name, unique in the task. */
  readonly name: string;
  /** Image with its tag. */
  readonly image: string;
  /** Command with its arguments, in place of the image's. */
  readonly command: string[];
  /** Environment variables. */
  readonly environment: Record<string, string>;
  /** Environment variables whose values come from the cloud's secret store. */
  readonly secrets: string[];
  /** Port that is open to other hosts. @default - none: reachable from its own task only */
  readonly port?: number;
  /** Port of the proxy's UI listener, for the load balancer that signs users in. @default - none */
  readonly uiPort?: number;
  /** Folders that it writes to; everything else of its file system may be read-only. @default - none */
  readonly writablePaths?: string[];
  /** Command that succeeds while the container is healthy. @default - none */
  readonly healthCheck?: string[];
}

/** The containers of one MLflow server; they share a network namespace. */
export interface ServerContainers {
  /** MLflow, on the loopback address unless `listensOnAllAddresses` is set. */
  readonly mlflow: ContainerSpec;
  /** The method proxy, the entry point. */
  readonly proxy: ContainerSpec;
}
