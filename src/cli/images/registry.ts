import { createHash } from "node:crypto";
import { isObject, type JsonObject } from "../../core/json";
import type { ImageReference } from "./reference";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What a registry has under the name of an image. */
export interface ImageManifest {
  /** Digest of the manifest, or of the list of manifests for all processors. */
  readonly digest: string;
  /** Processors for which there is an image for Linux. */
  readonly architectures: readonly string[];
}

/** The registry serves the image to callers with credentials only, or does not have the repository: it does not tell which. */
export class SignInRequired extends Error {}
/** The registry does not have the image, cannot be reached, or answers otherwise than the specification says. */
export class RegistryError extends Error {}

const LISTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
] as const;
const MANIFESTS = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;
const TIMEOUT_MS = 15_000;

/**
 * Asks registries for manifests, without credentials.
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export class RegistryClient {
  /** @param send defaults to the fetch of Node */
  constructor(private readonly send: Fetch = fetch) {}

  /**
   * What the registry has under the name of an image.
   * @throws SignInRequired, RegistryError
   */
  public async manifest(reference: ImageReference): Promise<ImageManifest> {
    const { version } = reference;
    const body = await this.read(reference, `manifests/${version}`, [...LISTS, ...MANIFESTS].join(", "));
    const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
    if (version.includes(":") && version !== digest)
      throw new RegistryError(`the registry answers with ${digest} for ${version}`);
    const manifest = objectIn(body);
    return { digest, architectures: await this.architectures(reference, manifest) };
  }

  private async architectures(reference: ImageReference, manifest: JsonObject): Promise<string[]> {
    const { manifests, config } = manifest;
    if (Array.isArray(manifests))
      return manifests.filter(isObject).flatMap(({ platform }) => (isObject(platform) ? architectureOf(platform) : []));
    if (!isObject(config) || typeof config.digest !== "string")
      throw new RegistryError(
        "the registry answers with a manifest that is neither one of OCI nor one of Docker's version 2",
      );
    return architectureOf(objectIn(await this.read(reference, `blobs/${config.digest}`, "*/*")));
  }

  private async read({ registry, repository, version }: ImageReference, path: string, accept: string): Promise<Buffer> {
    const url = `${registry}/v2/${repository}/${path}`;
    let answer = await this.request(url, { Accept: accept });
    if (answer.status === 401) {
      const token = await this.token(answer.headers.get("www-authenticate") ?? "", repository);
      answer = await this.request(url, { Accept: accept, Authorization: `Bearer ${token}` });
    }
    if (answer.status === 401 || answer.status === 403)
      throw new SignInRequired(`the registry answers with ${answer.status}`);
    if (answer.status === 404) throw new RegistryError(`the registry does not have ${version} of ${repository}`);
    return bodyOf(answer, url);
  }

  /** A token for anonymous callers, as the registry's challenge asks for. */
  private async token(challenge: string, repository: string): Promise<string> {
    const parameters = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    const { realm, service, scope = `repository:${repository}:pull` } = parameters;
    if (!/^bearer /i.test(challenge) || realm === undefined)
      throw new SignInRequired("the registry has no tokens for anonymous callers");
    const url = new URL(realm);
    if (service !== undefined) url.searchParams.set("service", service);
    url.searchParams.set("scope", scope);
    const answer = await this.request(url.href, {});
    if (answer.status >= 400 && answer.status < 404)
      throw new SignInRequired(
        `the registry gives anonymous callers no token: ${url.host} answers with ${answer.status}`,
      );
    const { token, access_token: accessToken = token } = objectIn(await bodyOf(answer, url.href));
    if (typeof accessToken !== "string") throw new RegistryError(`${url.host} answers without a token`);
    return accessToken;
  }

  private async request(url: string, headers: Record<string, string>): Promise<Response> {
    try {
      return await this.send(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      throw new RegistryError(`${new URL(url).host} cannot be reached: ${reason(error)}`);
    }
  }
}

/** Node's fetch fails with a text that says nothing; the cause does. */
function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

async function bodyOf(answer: Response, url: string): Promise<Buffer> {
  if (answer.status === 429)
    throw new RegistryError(`${new URL(url).host} allows no more requests for now: try again later`);
  if (answer.status !== 200) throw new RegistryError(`${new URL(url).host} answers with ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

function objectIn(body: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    value = undefined;
  }
  if (!isObject(value)) throw new RegistryError("the registry answers with something else than a JSON object");
  return value;
}

function architectureOf({ os, architecture }: JsonObject): string[] {
  return os === "linux" && typeof architecture === "string" ? [architecture] : [];
}
