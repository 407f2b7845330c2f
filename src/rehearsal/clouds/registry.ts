/** The registry of an image; Docker Hub where none is named. */
export function registryOf(image: string): string {
  const [host = "", ...rest] = image.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(host) ? host : "docker.io";
}
