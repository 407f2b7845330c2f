import { readReference } from "./reference";
import { RegistryClient, RegistryError, SignInRequired, type Fetch } from "./registry";

export type { Fetch };

/** An image, and a processor for which it must exist. */
export interface WantedImage {
  readonly image: string;
  /** As registries name it: `arm64`, `amd64`. */
  readonly architecture: string;
}

/** What a registry says of an image. */
export interface ImageFinding {
  /** `unknown` if the registry wants a sign-in, or if the name is known after the deploy only. */
  readonly result: "found" | "missing" | "unknown";
  readonly text: string;
}

/** Asks the registries for images, each with its processor, and returns a sentence for each of them. */
export async function checkImages(wanted: readonly WantedImage[], send?: Fetch): Promise<ImageFinding[]> {
  const client = new RegistryClient(send);
  const different = new Map(wanted.map((each) => [`${each.image} ${each.architecture}`, each]));
  return Promise.all([...different.values()].map((each) => checkImage(client, each)));
}

async function checkImage(client: RegistryClient, { image, architecture }: WantedImage): Promise<ImageFinding> {
  const what = `${image} for linux/${architecture}`;
  if (image.includes("${")) return { result: "unknown", text: `${what}: its name is known after the deploy only` };
  const reference = readReference(image);
  try {
    const { digest, architectures } = await client.manifest(reference);
    if (!architectures.includes(architecture))
      return {
        result: "missing",
        text: `${what}: missing. The image exists for: ${architectures.join(", ") || "no Linux"}`,
      };
    const pin = `${reference.name}@${digest}`;
    return { result: "found", text: pin === image ? `${what}: exists` : `${what}: exists. To pin it: ${pin}` };
  } catch (error) {
    if (error instanceof SignInRequired)
      return {
        result: "unknown",
        text:
          `${what}: ${error.message}. It is private, or its repository does not exist. ` +
          `Sign in and run: docker buildx imagetools inspect ${image}`,
      };
    if (error instanceof RegistryError) return { result: "missing", text: `${what}: ${error.message}` };
    throw error;
  }
}
