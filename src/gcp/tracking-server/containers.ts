import type {
  CloudRunV2ServiceTemplateContainers,
  CloudRunV2ServiceTemplateContainersEnv,
  CloudRunV2ServiceTemplateContainersResources,
  CloudRunV2ServiceTemplateContainersStartupProbe,
} from "@cdktf/provider-google/lib/cloud-run-v2-service";
import type { ContainerSpec } from "../../mlflow";

/** A version of a secret that an environment variable shows. */
export interface SecretReference {
  /** `projects/<project>/secrets/<name>`. */
  readonly secret: string;
  readonly version: string;
}

export interface RunContainerOptions {
  readonly vcpu: number;
  readonly memoryMib: number;
  readonly startupProbe: CloudRunV2ServiceTemplateContainersStartupProbe;
  /** The secret of each secret environment variable. @default - none */
  readonly secrets?: Record<string, SecretReference>;
  /** Names of the containers that start before. @default - none */
  readonly dependsOn?: string[];
  /** Port that the service's address leads to. @default - none: reached from its own instance only */
  readonly port?: number;
}

/**
 * A container as Cloud Run takes it.
 * @see https://cloud.google.com/run/docs/reference/rest/v2/Container
 */
export function runContainer(spec: ContainerSpec, options: RunContainerOptions): CloudRunV2ServiceTemplateContainers {
  const { secrets = {}, port, dependsOn, startupProbe } = options;
  return {
    name: spec.name,
    image: spec.image,
    command: spec.command,
    ports: port === undefined ? undefined : { containerPort: port },
    dependsOn,
    resources: resources(options),
    startupProbe,
    env: [
      ...Object.entries(spec.environment).map(([name, value]) => ({ name, value })),
      ...spec.secrets.map((name) => secretVariable(name, secrets[name])),
    ],
  };
}

/**
 * Every container starts with more CPU: with that in one container of two, every plan shows a difference.
 * @see https://github.com/hashicorp/terraform-provider-google/issues/20784
 */
function resources({ vcpu, memoryMib }: RunContainerOptions): CloudRunV2ServiceTemplateContainersResources {
  return {
    // Both, as the provider would remove what Cloud Run adds to one.
    limits: { cpu: String(vcpu), memory: `${memoryMib}Mi` },
    // Written, as resources without it are billed all the time.
    cpuIdle: true,
    startupCpuBoost: true,
  };
}

function secretVariable(name: string, reference: SecretReference | undefined): CloudRunV2ServiceTemplateContainersEnv {
  if (reference === undefined) throw new Error(`No secret is known for the environment variable ${name}`);
  return { name, valueSource: { secretKeyRef: { ...reference } } };
}
