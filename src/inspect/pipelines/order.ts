import type { PipelineEnvironment } from "./environment";

/**
 * The environments whose deploy must have succeeded before that of another: prod gets what dev runs. A throw-away environment holds nobody
 * up.
 */
export function deployedBefore(
  environment: PipelineEnvironment,
  all: readonly PipelineEnvironment[],
): readonly PipelineEnvironment[] {
  return environment.isProd ? all.filter(({ isProd, ttl }) => !isProd && ttl === undefined) : [];
}
