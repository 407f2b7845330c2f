import { DEFAULT_ARTIFACT_PREFIX } from "../../platform/component-rules";
import type { ArtifactSettings } from "./settings";

/** Artifact settings with every default; internal to the package. */
export interface ResolvedArtifacts extends ArtifactSettings {
  readonly artifactPrefix: string;
  readonly noncurrentVersionDays: number;
  readonly zoneRedundant: boolean;
}

export function resolveArtifacts(given: ArtifactSettings): ResolvedArtifacts {
  return {
    ...given,
    artifactPrefix: given.artifactPrefix ?? DEFAULT_ARTIFACT_PREFIX,
    noncurrentVersionDays: given.noncurrentVersionDays ?? 30,
    zoneRedundant: given.zoneRedundant ?? true,
  };
}
