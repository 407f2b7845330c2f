import { registryHost } from "../../platform/registry-host";

/** Whether a registry is one of Google's: Artifact Registry, or the older gcr.io, which Artifact Registry serves. */
export function isGoogleRegistry(image: string): boolean {
  return /^([a-z0-9-]+-docker\.pkg\.dev|([a-z]+\.)?gcr\.io)$/.test(registryHost(image));
}

/**
 * Whether Cloud Run pulls an image: it refuses every registry but Google's and Docker Hub.
 * @see https://cloud.google.com/run/docs/deploying#images
 */
export function isCloudRunImage(image: string): boolean {
  return isGoogleRegistry(image) || registryHost(image) === "docker.io";
}
