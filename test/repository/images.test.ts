import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { imagesOf } from "../../src/inspect/images";
import { SynthesizedStack } from "../../src/inspect/stack";
import { MlflowVersion } from "../../src/mlflow/version";
import { ROOT } from "../support/cli";
import { synthesizeProgram } from "../support/synthesized-stacks";

const read = (...path: string[]) => readFileSync(join(ROOT, ...path), "utf8");
const dockerfile = read("images", "Dockerfile");
const pinned = (file: string, name: string) => new RegExp(`^${name}==(\\S+)`, "m").exec(file)?.[1];
const instructions = (name: string) =>
  dockerfile.split("\n").flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));

test("the image holds the MLflow that the platform deploys", () => {
  expect(instructions("ARG")).toContain(`MLFLOW_VERSION=${MlflowVersion.PINNED}`);
  for (const file of ["requirements.in", "requirements.txt"])
    expect([file, pinned(read("images", file), "mlflow")]).toEqual([file, MlflowVersion.PINNED]);
  const tags = [...read("images", "README.md").matchAll(/mlflow:(\d\S*?)["\s]/g)].map(([, tag]) => tag);
  expect(tags.length).toBeGreaterThan(5);
  expect([...new Set(tags)]).toEqual([MlflowVersion.PINNED]);
});

test("the PostgreSQL driver is the one that rehearsals run", () => {
  const version = pinned(read("python", "requirements.txt"), "psycopg2-binary");
  expect(version).toMatch(/^\d/);
  for (const file of ["requirements.in", "requirements.txt"])
    expect([file, pinned(read("images", file), "psycopg2-binary")]).toEqual([file, version]);
});

test("every package of the image is pinned with its hashes, the clients of the three artifact stores among them", () => {
  const packages = read("images", "requirements.txt")
    .split(/\n(?=\S)/)
    .filter((text) => !text.startsWith("#"));
  expect(packages.length).toBeGreaterThan(50);
  for (const text of packages) expect(text).toMatch(/^[\w.-]+==[^\s]+[\s\S]*--hash=sha256:[0-9a-f]{64}/);
  for (const client of ["boto3", "azure-storage-blob", "azure-identity", "google-cloud-storage"])
    expect(packages.filter((text) => text.startsWith(`${client}==`))).toHaveLength(1);
});

test("the image runs as a user without privileges, and leaves command and health check to the platform", () => {
  expect(instructions("USER")).toEqual(["10001:10001"]);
  for (const name of ["ENTRYPOINT", "HEALTHCHECK", "EXPOSE"]) expect(instructions(name)).toEqual([]);
  // The only path that must stay writable when the root file system is read-only.
  expect(instructions("VOLUME")).toEqual(["/tmp"]);
});

test("every stage is built on the base that a build argument can pin by its digest", () => {
  expect(dockerfile).toMatch(/^ARG BASE_IMAGE=\S+:\d\S+$/m);
  for (const base of instructions("FROM")) expect(base).toMatch(/^\$\{BASE_IMAGE\}( AS build)?$/);
});

/** Where a remote repository of Artifact Registry fetches an image from. */
function upstream(image: string): string {
  const [, kind, path] = /-docker\.pkg\.dev\/[^/]+\/[a-z0-9-]+-(ghcr|docker)\/(.+)$/.exec(image) ?? [];
  return kind === undefined ? image : `${kind === "ghcr" ? "ghcr.io" : "docker.io"}/${path}`;
}

test("a release asks for the images that the stacks run, and for the base of the Dockerfile, for both processors", () => {
  const script = pathToFileURL(join(ROOT, "scripts", "release-images.mjs")).href;
  const program = `import { releasedImages } from ${JSON.stringify(script)}; console.log(JSON.stringify(releasedImages()));`;
  const asked = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  const stacks = Object.values(synthesizeProgram("stacks/main.js")).map((json) => new SynthesizedStack(json));
  const base = /^ARG BASE_IMAGE=(\S+)$/m.exec(dockerfile)?.[1];
  const images = new Set([...stacks.flatMap(imagesOf).map(({ image }) => upstream(image)), base]);
  const expected = [...images].flatMap((image) => ["amd64", "arm64"].map((architecture) => ({ image, architecture })));
  const wanted = JSON.parse(asked) as object[];
  expect(wanted).toHaveLength(expected.length);
  expect(wanted).toEqual(expect.arrayContaining(expected));
});
