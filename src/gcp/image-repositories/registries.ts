/** Host of the registry that an image is pulled from; an image without one comes from Docker Hub. */
function registryOf(image: string): string {
  const [host = "", ...path] = image.split("/");
  // As Docker reads a name: the part before the first slash is a host if it has a dot or a port.
  return path.length === 0 || !/[.:]|^localhost$/.test(host) ? "docker.io" : host;
}

/** Whether a registry is one of Google's: Artifact Registry, or the older gcr.io, which Artifact Registry serves. */
export function isGoogleRegistry(image: string): boolean {
  return /^([a-z0-9-]+-docker\.pkg\.dev|([a-z]+\.)?gcr\.io)$/.test(registryOf(image));
}

/**
 * Whether Cloud Run pulls an image: it refuses every registry but Google's and Docker Hub.
 * @see https://cloud.google.com/run/docs/deploying#images
 */
export function isCloudRunImage(image: string): boolean {
  return isGoogleRegistry(image) || registryOf(image) === "docker.io";
}
