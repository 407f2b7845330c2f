/** Host of the registry that an image is pulled from; an image without one comes from Docker Hub. */
export function registryHost(image: string): string {
  const [host = "", ...path] = image.split("/");
  // As Docker reads a name: the part before the first slash is a host if it has a dot or a port. A token stands for one.
  return path.length === 0 || !/[.:]|^localhost$|\$\{/.test(host) ? "docker.io" : host;
}
