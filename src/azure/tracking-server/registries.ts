/** Host of the registry that an image is pulled from; an image without one comes from Docker Hub. */
export function registryOf(image: string): string {
  const [host = "", ...path] = image.split("/");
  // As Docker reads a name: the part before the first slash is a host if it has a dot or a port.
  if (path.length === 0 || !/[.:]|^localhost$|\$\{/.test(host)) return "docker.io";
  return /^(index\.|registry-1\.)?docker\.(io|com)$|^registry\.hub\.docker\.com$/.test(host) ? "docker.io" : host;
}

/** Whether an image or registry is in Azure Container Registry, the only one that accepts an Azure identity. */
export function isAzureRegistry(image: string): boolean {
  // A token's host is known to Terraform alone.
  return /^[^/]*\.azurecr\.[a-z]+(\/|$)|^\$\{/.test(image);
}
