import { DEFAULT_ARTIFACT_PREFIX } from "../../platform/component-rules";
import type { Size } from "../../core";
import { GcpSizes } from "../sizes";
import type { ArtifactSettings } from "./settings";

/** Artifact settings with every default; internal to the package. */
export interface ResolvedArtifacts extends ArtifactSettings {
  readonly artifactPrefix: string;
  readonly noncurrentVersionDays: number;
  readonly softDeleteDays: number;
}

export function resolveArtifacts(given: ArtifactSettings, size: Size): ResolvedArtifacts {
  return {
    ...given,
    artifactPrefix: given.artifactPrefix ?? DEFAULT_ARTIFACT_PREFIX,
    noncurrentVersionDays: given.noncurrentVersionDays ?? 30,
    softDeleteDays: given.softDeleteDays ?? GcpSizes.defaults(size).softDeleteDays,
  };
}
