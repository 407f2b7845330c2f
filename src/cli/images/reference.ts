/** An image as registries address it. */
export interface ImageReference {
  /** Address of the registry: `https://ghcr.io`. */
  readonly registry: string;
  /** `mlflow/mlflow`. */
  readonly repository: string;
  /** A tag, or a digest with `sha256:`. */
  readonly version: string;
  /** The image without its tag or digest, as it is written: `ghcr.io/mlflow/mlflow`. */
  readonly name: string;
}

// Docker Hub has another host for its API.
const HUB = "registry-1.docker.io";
const HUB_NAMES = new Set(["docker.io", "index.docker.io"]);
// As in Docker, a registry on this machine may be without TLS.
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+)(:\d+)?$/;

/**
 * Reads the name of an image as Docker does: without a registry it is on Docker Hub, without a namespace one of its official images.
 * @see https://docs.docker.com/reference/cli/docker/image/tag/
 */
export function readReference(image: string): ImageReference {
  const [named = "", digest] = image.split("@");
  const tag = /:([\w][\w.-]*)$/.exec(named)?.[1];
  const name = tag === undefined ? named : named.slice(0, -tag.length - 1);
  const [first = "", ...rest] = name.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const host = isHost && !HUB_NAMES.has(first) ? first : HUB;
  const path = isHost ? rest.join("/") : name;
  return {
    registry: `${LOOPBACK.test(host) ? "http" : "https"}://${host}`,
    repository: host === HUB && !path.includes("/") ? `library/${path}` : path,
    version: digest ?? tag ?? "latest",
    name,
  };
}
