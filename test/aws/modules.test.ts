import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** What a program loads that uses one subpath of the built package alone. `npm test` builds it first. */
function loadedBy(subpath: string): string[] {
  const program = `require(${JSON.stringify(join(root, "dist", subpath))}); console.log(JSON.stringify(Object.keys(require.cache)))`;
  return JSON.parse(execFileSync(process.execPath, ["-e", program], { encoding: "utf8" })) as string[];
}

const loaded = loadedBy("aws");
const bindings = loaded.filter((file) => file.includes("/@cdktf/provider-"));

test("a program for AWS loads the providers of AWS and Snowflake, and no other cloud's", () => {
  const providers = new Set(bindings.map((file) => /\/@cdktf\/(provider-[a-z-]+)\//.exec(file)?.[1]));
  expect([...providers].sort()).toEqual(["provider-aws", "provider-random", "provider-snowflake", "provider-time"]);
});

test("no provider's barrel is loaded: it costs 300 times more than a resource", () => {
  expect(bindings.filter((file) => /\/provider-[a-z-]+\/lib\/index\.js$/.test(file))).toEqual([]);
});

test("neither the rehearsal nor the command line is loaded by constructs", () => {
  expect(loaded.filter((file) => /\/dist\/(rehearsal|cli)\//.test(file))).toEqual([]);
});

test("the root of the package loads no provider at all", () => {
  expect(loadedBy("index.js").filter((file) => file.includes("/@cdktf/provider-"))).toEqual([]);
});

/** The types of the bindings that a program loads which synthesizes one environment, and the types that are in its JSON. */
function bindingsOf(environment: string): { loaded: string[]; used: string[] } {
  const outdir = mkdtempSync(join(tmpdir(), "mlops-modules-"));
  const program = `
    const { App } = require("cdktf");
    const { AwsMlopsStack } = require(${JSON.stringify(join(root, "dist", "aws"))});
    const [environment] = Object.values(require(${JSON.stringify(join(root, ".build", "stacks", "environments", environment))}));
    const app = new App({ outdir: ${JSON.stringify(outdir)} });
    new AwsMlopsStack(app, environment);
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
      execFileSync(process.execPath, ["-e", program], { cwd: root, encoding: "utf8" }),
    ) as string[];
    const json = JSON.parse(readFileSync(join(outdir, "stacks", environment, "cdk.tf.json"), "utf8")) as Record<
      string,
      Record<string, unknown>
    >;
    const used = ["provider", "data", "resource"].flatMap((kind) =>
      Object.keys(json[kind] ?? {}).map((type) => `${kind} ${type}`),
    );
    return { loaded, used };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

test.each(["aws-dev", "aws-prod"])("no binding is loaded that %s does not use", (environment) => {
  const { loaded: bindingTypes, used } = bindingsOf(environment);
  // terraform_data is part of Terraform and of cdktf: it has no binding.
  expect(bindingTypes.sort()).toEqual(used.filter((type) => type !== "resource terraform_data").sort());
});
