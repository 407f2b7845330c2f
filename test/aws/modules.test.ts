import { execFileSync } from "node:child_process";
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
