import type {
  ContainerAppTemplateContainer,
  ContainerAppTemplateContainerEnv,
} from "@cdktf/provider-azurerm/lib/container-app";
import type { ContainerSpec } from "../../mlflow";
import type { ContainerSize } from "./container-sizes";
import type { Probes } from "./probes";

export interface AppContainerOptions {
  readonly size: ContainerSize;
  readonly probes: Probes;
  /** Name of the app's secret that each secret environment variable reads. @default - none */
  readonly secretNames?: Record<string, string>;
  /** Environment variables in addition to the container's own. @default - none */
  readonly environment?: Record<string, string>;
}

/**
 * A container as Container Apps takes it.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/containers
 */
export function appContainer(spec: ContainerSpec, options: AppContainerOptions): ContainerAppTemplateContainer {
  const { size, probes, secretNames = {}, environment = {} } = options;
  const plain = Object.entries({ ...spec.environment, ...environment });
  return {
    name: spec.name,
    image: spec.image,
    command: spec.command,
    ...size,
    env: [
      ...plain.map(([name, value]) => ({ name, value })),
      ...spec.secrets.map((name) => secretVariable(name, secretNames[name])),
    ],
    ...probes,
  };
}

function secretVariable(name: string, secretName: string | undefined): ContainerAppTemplateContainerEnv {
  if (secretName === undefined) throw new Error(`No secret is known for the environment variable ${name}`);
  return { name, secretName };
}
