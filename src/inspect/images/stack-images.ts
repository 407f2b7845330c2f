import { objectsOf, type JsonObject } from "../../core/json";
import { templateParts, type Block, type SynthesizedStack } from "../stack";

/** An image that a container of a stack runs. */
export interface StackImage {
  /** Address of the resource that runs the container. */
  readonly address: string;
  readonly container: string;
  /** The image as the stack names it; `${...}` stands for what only a deploy knows. */
  readonly image: string;
  /** Processor as registries name it: `arm64`, `amd64`. */
  readonly architecture: string;
}

interface ContainerType {
  containers(values: JsonObject): JsonObject[];
  /** @default - amd64, the only processor of the service */
  architecture?(values: JsonObject): string;
}

const AMD64 = "amd64";
const ECS_PROCESSORS: Readonly<Record<string, string>> = { ARM64: "arm64", X86_64: AMD64 };

/** Where each type that runs containers has them. */
const TYPES: Readonly<Record<string, ContainerType>> = {
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html: X86_64 is the default.
  aws_ecs_task_definition: {
    containers: ({ container_definitions: json }) => objectsOf(typeof json === "string" ? parsed(json) : undefined),
    architecture: ({ runtime_platform: platform }) =>
      ECS_PROCESSORS[String(objectsOf(platform)[0]?.cpu_architecture ?? "X86_64")] ?? AMD64,
  },
  // https://learn.microsoft.com/en-us/azure/container-apps/containers: linux/amd64 only.
  azurerm_container_app: { containers: ({ template }) => objectsOf(objectsOf(template)[0]?.container) },
  // https://cloud.google.com/run/docs/container-contract: 64-bit x86 only.
  google_cloud_run_v2_service: { containers: ({ template }) => objectsOf(objectsOf(template)[0]?.containers) },
};

/** The images of all containers of a stack. */
export function imagesOf(stack: SynthesizedStack): StackImage[] {
  return stack.resources.flatMap((block) => {
    const type = TYPES[block.type];
    return type === undefined ? [] : imagesIn(block, type);
  });
}

function imagesIn({ address, values }: Block, type: ContainerType): StackImage[] {
  const architecture = type.architecture?.(values) ?? AMD64;
  return type
    .containers(values)
    .flatMap(({ name, image }) =>
      typeof image === "string" ? [{ address, container: String(name), image, architecture }] : [],
    );
}

/** JSON in a string of Terraform, whose references stay as they are written. */
function parsed(template: string): unknown {
  const parts = templateParts(template).map((part) =>
    part.kind === "text" ? part.text : JSON.stringify(`\${${part.expression}}`).slice(1, -1),
  );
  try {
    return JSON.parse(parts.join(""));
  } catch {
    // A value that only Terraform can compute.
    return undefined;
  }
}
