// Asks the registries whether the stock images and the base of images/Dockerfile exist for every processor that a stack can select, and
// prints the digests to pin. Needs a build and a network: part of a release, not of the tests.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const { checkImages } = require(join(root, "dist", "cli", "images"));
const { serverSettings } = require(join(root, "dist", "mlflow", "server", "defaults.js"));
const { STOCK_IMAGE_PATHS } = require(join(root, "dist", "mlflow", "server", "stock-images.js"));

/** Processors of the servers, as registries name them. */
const ARCHITECTURES = ["amd64", "arm64"];

/** The images that a release names. */
export function releasedImages() {
  const [, base] = /^ARG BASE_IMAGE=(\S+)$/m.exec(readFileSync(join(root, "images", "Dockerfile"), "utf8"));
  const { images } = serverSettings({ workers: 1 });
  // The remote repositories on Google Cloud fetch the proxy from Docker Hub.
  return [images.mlflow, images.proxy, `docker.io/${STOCK_IMAGE_PATHS.proxy}`, base].flatMap((image) =>
    ARCHITECTURES.map((architecture) => ({ image, architecture })),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = await checkImages(releasedImages());
  for (const { result, text } of found) console.log(`${result === "found" ? "✓" : "✗"} ${text}`);
  process.exitCode = found.every(({ result }) => result === "found") ? 0 : 1;
}
