/** A container cannot be run from what was applied. */
export class ContainerError extends Error {
  constructor(
    /** Name of the container, or what else is at fault. */
    public readonly subject: string,
    message: string,
  ) {
    super(`${subject}: ${message}`);
    this.name = "ContainerError";
  }
}

/** Throws what is wrong with a container. */
export function failFor(name: string): (message: string) => never {
  return (message) => {
    throw new ContainerError(`container ${name}`, message);
  };
}

/** When a container starts that depends on another. */
export interface ContainerDependency {
  readonly container: string;
  /** START: once the other has been started; HEALTHY: once its health check has passed. */
  readonly condition: "START" | "HEALTHY";
}

/** A container of a task, as it was applied, with its secrets filled in: the same for every cloud. */
export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  /** The whole command line; images with an entry point are not supported. */
  readonly command: readonly string[];
  /** Plain variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables whose values came from the secret store. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Ports that others may reach. */
  readonly ports: readonly number[];
  /**
   * Whether these ports are all that can be reached from outside, whatever listens: MLflow may then listen on all addresses.
   * @default - false
   */
  readonly onlyPortsAreReached?: boolean;
  readonly dependsOn: readonly ContainerDependency[];
  /** When an essential container ends, all end. */
  readonly essential: boolean;
  /** The health command; it is run without a shell unless it names one. */
  readonly healthCheck?: readonly string[];
}

/** All that a container finds in its environment. */
export function environmentOf(definition: ContainerDefinition): Record<string, string> {
  return { ...definition.environment, ...definition.secrets };
}
