import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./cli";

/** What a program loads that uses one subpath of the built package alone. `npm test` builds it first. */
export function loadedBy(subpath: string): string[] {
  const program = `require(${JSON.stringify(join(ROOT, "dist", subpath))}); console.log(JSON.stringify(Object.keys(require.cache)))`;
  return JSON.parse(execFileSync(process.execPath, ["-e", program], { encoding: "utf8" })) as string[];
}

/** The provider packages among loaded files, sorted. */
export function providersIn(files: readonly string[]): string[] {
  return [...new Set(files.flatMap((file) => /\/@cdktf\/(provider-[a-z-]+)\//.exec(file)?.[1] ?? []))].sort();
}

/** The index files of whole provider packages among loaded files: each costs 300 times more than a resource. */
export function barrelsIn(files: readonly string[]): string[] {
  return files.filter((file) => /\/@cdktf\/provider-[a-z-]+\/lib\/index\.js$/.test(file));
}

/** The types of the bindings that a program loads which synthesizes one environment, and the types that are in its JSON; both sorted. */
export function bindingsOf(subpath: string, stack: string, environment: string): { loaded: string[]; used: string[] } {
  const outdir = mkdtempSync(join(tmpdir(), "mlops-modules-"));
  const program = `
    const { App } = require("cdktf");
    const { ${stack}: Stack } = require(${JSON.stringify(join(ROOT, "dist", subpath))});
    const [environment] = Object.values(require(${JSON.stringify(join(ROOT, ".build", "stacks", "environments", environment))}));
    const app = new App({ outdir: ${JSON.stringify(outdir)} });
    new Stack(app, environment);
    app.synth();
    const loaded = Object.entries(require.cache).flatMap(([file, { exports }]) => {
      const folder = /\\/@cdktf\\/provider-[a-z-]+\\/lib\\/([^/]+)\\/index\\.js$/.exec(file)?.[1];
      if (folder === undefined) return [];
      const types = Object.values(exports).flatMap(({ tfResourceType }) => tfResourceType ?? []);
      const kind = folder === "provider" ? "provider" : folder.startsWith("data-") ? "data" : "resource";
      return types.map((type) => kind + " " + type);
    });
    console.log(JSON.stringify(loaded));`;
  try {
    const loaded = JSON.parse(
      execFileSync(process.execPath, ["-e", program], { cwd: ROOT, encoding: "utf8" }),
    ) as string[];
    const json = JSON.parse(readFileSync(join(outdir, "stacks", environment, "cdk.tf.json"), "utf8")) as Record<
      string,
      Record<string, unknown>
    >;
    const used = ["provider", "data", "resource"].flatMap((kind) =>
      Object.keys(json[kind] ?? {}).map((type) => `${kind} ${type}`),
    );
    // terraform_data is part of Terraform and of cdktf: it has no binding.
    return { loaded: loaded.sort(), used: used.filter((type) => type !== "resource terraform_data").sort() };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
