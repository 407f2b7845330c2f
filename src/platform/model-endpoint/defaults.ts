import type { ModelDeployment } from "./settings";

/** The traffic of an endpoint: as it is set, or all calls to the only deployment. */
export function resolveTraffic({
  deployments,
  traffic,
}: {
  readonly deployments: readonly ModelDeployment[];
  readonly traffic?: Record<string, number>;
}): Record<string, number> {
  return traffic ?? Object.fromEntries(deployments.slice(0, 1).map(({ name }) => [name, 100]));
}

/** Data capture as it is set, of all calls if nothing else is said. */
export function resolveCapture(
  given: { readonly samplingPercent?: number } | undefined,
): { readonly samplingPercent: number } | undefined {
  return given && { samplingPercent: given.samplingPercent ?? 100 };
}
