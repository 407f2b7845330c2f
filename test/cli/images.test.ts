import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { checkImages } from "../../src/cli/images";
import { readReference } from "../../src/cli/images/reference";

// A registry as the distribution specification describes it: https://github.com/opencontainers/distribution-spec/blob/main/spec.md
const digestOf = (body: string) => `sha256:${createHash("sha256").update(body).digest("hex")}`;
const platform = (os: string, architecture: string) => ({
  digest: digestOf(architecture),
  platform: { os, architecture },
});
const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const CONFIG = JSON.stringify({ os: "linux", architecture: "arm64" });
const BOTH = JSON.stringify({
  mediaType: INDEX,
  // Attestations are of an unknown platform.
  manifests: [platform("linux", "amd64"), platform("linux", "arm64"), platform("unknown", "unknown")],
});
const INTEL = JSON.stringify({
  mediaType: INDEX,
  manifests: [platform("linux", "amd64"), platform("windows", "arm64")],
});
const SINGLE = JSON.stringify({ mediaType: MANIFEST, config: { digest: digestOf(CONFIG) } });
const OLD = JSON.stringify({ schemaVersion: 1, fsLayers: [] });

const CONTENT: Readonly<Record<string, string>> = {
  "/v2/team/both/manifests/1": BOTH,
  [`/v2/team/both/manifests/${digestOf(BOTH)}`]: BOTH,
  [`/v2/team/both/manifests/${digestOf(SINGLE)}`]: BOTH,
  "/v2/team/intel/manifests/1": INTEL,
  "/v2/team/single/manifests/1": SINGLE,
  [`/v2/team/single/blobs/${digestOf(CONFIG)}`]: CONFIG,
  "/v2/team/old/manifests/1": OLD,
};

let host = "";
const server = createServer((request, response) => answer(request, response));
const asked: string[] = [];

function answer({ url = "", headers }: IncomingMessage, response: ServerResponse): void {
  const send = (status: number, body = "{}", more = {}) => response.writeHead(status, more).end(body);
  const { pathname, searchParams } = new URL(url, `http://${host}`);
  asked.push(url);
  if (pathname === "/token") {
    const scope = searchParams.get("scope") ?? "";
    return scope.includes("team/private") || searchParams.get("service") !== "registry of the test"
      ? void send(403, '{"errors":[{"code":"DENIED"}]}')
      : void send(200, JSON.stringify({ token: `for ${scope}` }));
  }
  if (pathname.startsWith("/v2/basic/")) return void send(401, "{}", { "WWW-Authenticate": 'Basic realm="ecr"' });
  if (pathname.startsWith("/v2/busy/")) return void send(429);
  const repository = /^\/v2\/(.*)\/(manifests|blobs)\//.exec(pathname)?.[1] ?? "";
  if (headers.authorization !== `Bearer for repository:${repository}:pull`)
    return void send(401, "{}", {
      "WWW-Authenticate": `Bearer realm="http://${host}/token",service="registry of the test",scope="repository:${repository}:pull"`,
    });
  const body = CONTENT[pathname];
  if (body === undefined) return void send(404);
  const isAccepted = pathname.includes("/blobs/") || headers.accept?.includes(INDEX) === true;
  return void send(isAccepted ? 200 : 406, body);
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function check(image: string, architecture = "arm64") {
  const [finding] = await checkImages([
    { image: image.startsWith("https:") ? image : `${host}/${image}`, architecture },
  ]);
  return { ...finding, text: finding?.text.replaceAll(host, "registry") };
}

test("a tag whose list has the processor gives the digest of the list, with which it is accepted again", async () => {
  const pin = `registry/team/both@${digestOf(BOTH)}`;
  expect(await check("team/both:1")).toEqual({
    result: "found",
    text: `registry/team/both:1 for linux/arm64: exists. To pin it: ${pin}`,
  });
  expect(await check(`team/both@${digestOf(BOTH)}`)).toEqual({
    result: "found",
    text: `${pin} for linux/arm64: exists`,
  });
});

test("an image without a list is found for the processor of its configuration, and for no other", async () => {
  expect(await check("team/single:1")).toMatchObject({ result: "found" });
  expect(await check("team/single:1", "amd64")).toEqual({
    result: "missing",
    text: "registry/team/single:1 for linux/amd64: missing. The image exists for: arm64",
  });
});

test("a list without the processor is missing, and another operating system's does not count", async () => {
  expect(await check("team/intel:1")).toEqual({
    result: "missing",
    text: "registry/team/intel:1 for linux/arm64: missing. The image exists for: amd64",
  });
});

test("a tag that the registry does not have is missing", async () => {
  expect(await check("team/both:2")).toEqual({
    result: "missing",
    text: "registry/team/both:2 for linux/arm64: the registry does not have 2 of team/both",
  });
});

test.each(["team/private:1", "basic/cache:1"])(
  "%s is private: nobody can tell whether it exists without a sign-in",
  async (image) => {
    const { result, text } = await check(image);
    expect(result).toBe("unknown");
    expect(text).toMatch(
      /private, or its repository does not exist. Sign in and run: docker buildx imagetools inspect /,
    );
  },
);

test.each([
  ["busy/image:1", "allows no more requests for now"],
  ["team/old:1", "neither one of OCI nor one of Docker's version 2"],
  [`team/both@${digestOf(SINGLE)}`, `the registry answers with ${digestOf(BOTH)} for ${digestOf(SINGLE)}`],
])("%s: the answer of the registry is reported", async (image, text) => {
  expect(await check(image)).toEqual({ result: "missing", text: expect.stringContaining(text) as string });
});

test("a registry that cannot be reached is reported with the cause", async () => {
  const send = () => Promise.reject(new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") }));
  expect(await checkImages([{ image: "registry.invalid/a:1", architecture: "arm64" }], send)).toEqual([
    {
      result: "missing",
      text: "registry.invalid/a:1 for linux/arm64: registry.invalid cannot be reached: getaddrinfo ENOTFOUND",
    },
  ]);
});

test("an image is asked for once for each processor, and not before its name is known", async () => {
  asked.length = 0;
  const image = `${host}/team/both:1`;
  const wanted = [image, image, "${aws_ecr_repository.Own.repository_url}:1"].map((each) => ({
    image: each,
    architecture: "arm64",
  }));
  expect((await checkImages(wanted)).map(({ result }) => result)).toEqual(["found", "unknown"]);
  expect(asked.filter((url) => url.startsWith("/v2/team/both/"))).toHaveLength(2);
});

test.each([
  ["caddy:2.11", "https://registry-1.docker.io", "library/caddy", "2.11"],
  ["docker.io/library/caddy", "https://registry-1.docker.io", "library/caddy", "latest"],
  ["mlflow/mlflow:1", "https://registry-1.docker.io", "mlflow/mlflow", "1"],
  ["ghcr.io/mlflow/mlflow:v3-full", "https://ghcr.io", "mlflow/mlflow", "v3-full"],
  ["public.ecr.aws/docker/library/caddy:2", "https://public.ecr.aws", "docker/library/caddy", "2"],
  ["registry.example:5000/a/b:1", "https://registry.example:5000", "a/b", "1"],
  ["localhost:5000/a@sha256:00", "http://localhost:5000", "a", "sha256:00"],
])("%s is read as Docker reads it", (image, registry, repository, version) => {
  expect(readReference(image)).toMatchObject({ registry, repository, version });
});
