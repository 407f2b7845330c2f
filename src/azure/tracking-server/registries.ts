import { registryHost } from "../../platform/registry-host";

/** Host of the registry that an image is pulled from; Docker Hub's other names count as docker.io. */
export function registryOf(image: string): string {
  const host = registryHost(image);
  return /^(index\.|registry-1\.)?docker\.(io|com)$|^registry\.hub\.docker\.com$/.test(host) ? "docker.io" : host;
}

/** Whether an image or registry is in Azure Container Registry, the only one that accepts an Azure identity. */
export function isAzureRegistry(image: string): boolean {
  // A token's host is known to Terraform alone.
  return /^[^/]*\.azurecr\.[a-z]+(\/|$)|^\$\{/.test(image);
}
