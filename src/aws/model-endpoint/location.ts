import type { IArtifactStore } from "../artifact-store/interface";

/** Whether a location is an archive that SageMaker extracts. */
export function isArchive(model: string): boolean {
  return model.endsWith(".tar.gz");
}

/** The URI of a model, as SageMaker takes it: a prefix ends with a slash. */
export function modelUri(store: IArtifactStore, model: string): string {
  return `${store.artifactsDestination}/${model}${isArchive(model) ? "" : "/"}`;
}
