import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Size } from "cdktf-snowflake-mlops";
import { loadEnvironments } from "../../stacks/listed";
import { ROOT } from "../support/cli";
import { providersIn } from "../support/modules";

const COMMON = ["provider-random", "provider-snowflake", "provider-time"];

/** The clouds and the provider packages that a built program loads to synthesize, and the stacks that it makes. */
function loadedBy(program: string, MLOPS_STACK: string) {
  const output = mkdtempSync(join(tmpdir(), "mlops-loaded-"));
  const run = `process.on("exit", () => console.log(JSON.stringify(Object.keys(require.cache))));
    require(${JSON.stringify(join(ROOT, ".build", "stacks", program))});`;
  try {
    const env = { ...process.env, MLOPS_STACK, CDKTF_OUTDIR: output };
    const files = JSON.parse(execFileSync(process.execPath, ["-e", run], { env, encoding: "utf8" })) as string[];
    const clouds = files.flatMap((file) => /\/dist\/(aws|azure|gcp)\//.exec(file)?.[1] ?? []);
    return {
      clouds: [...new Set(clouds)].sort(),
      providers: providersIn(files).filter((name) => !COMMON.includes(name)),
      stacks: readdirSync(join(output, "stacks")).sort(),
    };
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

const ALONE = {
  aws: { clouds: ["aws"], providers: ["provider-aws"] },
  azure: { clouds: ["azure"], providers: ["provider-azuread", "provider-azurerm"] },
  gcp: { clouds: ["gcp"], providers: ["provider-google", "provider-google-beta"] },
};

test.each([
  ["main.js", "aws-prod", ALONE.aws],
  ["main.js", "azure-dev", ALONE.azure],
  ["main.js", "gcp-dev", ALONE.gcp],
  ["bootstrap/main.js", "azure-state", ALONE.azure],
])("%s loads for %s the package of its cloud alone", (program, stack, alone) => {
  expect(loadedBy(program, stack)).toEqual({ ...alone, stacks: [stack] });
});

test("an environment that is not asked for is not loaded; for a name that none has, all are", async () => {
  const one = { name: "aws-one", size: Size.DEV };
  const fails = () => Promise.reject(new Error("loaded"));
  const listed = { aws: { "aws-one": () => Promise.resolve(one), "aws-two": fails }, gcp: { "gcp-one": fails } };
  expect(await loadEnvironments(listed, "aws-one")).toEqual({ aws: [one], azure: [], gcp: [] });
  await expect(loadEnvironments(listed, "nosuch")).rejects.toThrow("loaded");
  await expect(loadEnvironments(listed)).rejects.toThrow("loaded");
});
