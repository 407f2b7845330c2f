import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/cli";
import { AWS_PEERS, CLOUDS, NAME, Packed, PEERS, SUBPATHS, type Consumer } from "./consumer";

/** The configuration that `cdktf init --template=typescript` writes. */
const INIT = readFileSync(
  join(ROOT, "node_modules", "@cdktf", "cli-core", "templates", "typescript", "tsconfig.json"),
  "utf8",
);
const STRICT = { strict: true, skipLibCheck: false, types: ["node"], target: "ES2022", lib: ["ES2022"] };

// A program with a wrong prop, compiled beside the others: each way to resolve the package must bring its types.
const WRONG = `import type { AwsEnvironmentProps } from "${NAME}/aws";
export const wrong: AwsEnvironmentProps = { name: 1 };
`;

const packed = new Packed();
afterAll(() => packed.remove());

/** What a compiler says of the wrong program, and what it says of all else. */
function errors(output: string): { wrong: string[]; others: string[] } {
  const all = output.split("\n").filter((line) => line.includes("error TS"));
  const isWrong = (line: string) => line.startsWith("wrong.");
  return { wrong: all.filter(isWrong), others: all.filter((line) => !isWrong(line)) };
}

const NOT_ASSIGNABLE = expect.stringContaining("Type 'number' is not assignable to type 'string'") as string;

interface Printed {
  readonly refused: string;
  readonly seen: string[];
  readonly loaded: string[];
}

function runPlatform(project: Consumer, file: string): { printed: Printed; stack: unknown } {
  const outdir = project.path("cdktf.out");
  const printed = project.run(file, { CDKTF_OUTDIR: outdir }) as Printed;
  const stack = JSON.parse(readFileSync(join(outdir, "stacks", "aws-dev", "cdk.tf.json"), "utf8")) as object;
  return { printed, stack: { ...stack, terraform: undefined } };
}

const initialized = packed.project(AWS_PEERS);
initialized.write("tsconfig.json", INIT);
initialized.program("platform.ts", "main.ts");
const initErrors = initialized.compile("-p", ".");

const modern = packed.project(AWS_PEERS);
modern.program("platform.ts", "commonjs.cts");
modern.program("platform.ts", "module.mts");
modern.write("wrong.cts", WRONG);
modern.write("tsconfig.json", { compilerOptions: { ...STRICT, module: "node16", moduleResolution: "node16" } });
const modernErrors = errors(modern.compile("-p", "."));

test("a program compiles with the configuration of cdktf init, and runs", () => {
  expect(initErrors).toBe("");
  const { printed } = runPlatform(initialized, "main.js");
  expect(printed).toMatchObject({ refused: "name", seen: ["internal", expect.stringMatching(/^3\./), "VARIANT"] });
});

test("a wrong prop is a compile error: the types arrive", () => {
  // The configuration of cdktf init writes no program beside an error.
  const project = packed.project(AWS_PEERS);
  project.write("wrong.ts", WRONG);
  const output = project.compile("wrong.ts", "--noEmit", "--skipLibCheck", "--types", "node", "--module", "commonjs");
  expect(errors(output)).toEqual({ wrong: [NOT_ASSIGNABLE], others: [] });
});

test("it compiles with node16 resolution, the types of the package checked too, as CommonJS and as an ES module", () => {
  expect(modernErrors).toEqual({ wrong: [NOT_ASSIGNABLE], others: [] });
});

test("it compiles with the resolution of bundlers", () => {
  const project = packed.project(AWS_PEERS);
  project.program("platform.ts", "main.ts");
  project.write("wrong.ts", WRONG);
  const compilerOptions = {
    ...STRICT,
    skipLibCheck: true,
    module: "esnext",
    moduleResolution: "bundler",
    noEmit: true,
  };
  project.write("tsconfig.json", { compilerOptions });
  expect(errors(project.compile("-p", "."))).toEqual({ wrong: [NOT_ASSIGNABLE], others: [] });
});

test("run as CommonJS and as an ES module, a program synthesizes the same stack", () => {
  const [commonjs, esm] = [runPlatform(modern, "commonjs.cjs"), runPlatform(modern, "module.mjs")];
  expect(esm.printed.seen).toEqual(commonjs.printed.seen);
  expect(esm.printed.refused).toBe("name");
  expect(esm.stack).toEqual(commonjs.stack);
});

test.each(["commonjs.cjs", "module.mjs"])(
  "%s for AWS loads no other cloud's provider, no barrel and no tool",
  (file) => {
    const { loaded } = runPlatform(modern, file).printed;
    const bindings = loaded.filter((path) => path.includes("/@cdktf/provider-"));
    const providers = new Set(bindings.map((path) => /\/@cdktf\/(provider-[a-z-]+)\//.exec(path)?.[1]));
    expect([...providers].sort()).toEqual(["provider-aws", "provider-random", "provider-snowflake", "provider-time"]);
    expect(bindings.filter((path) => /\/provider-[a-z-]+\/lib\/index\.js$/.test(path))).toEqual([]);
    expect(loaded.filter((path) => path.includes(`/${NAME}/dist/rehearsal/`) || path.includes("/dist/cli/"))).toEqual(
      [],
    );
  },
);

const everything = packed.project([...PEERS, ...Object.values(CLOUDS).flat()]);

test.each(SUBPATHS)("an ES module imports by name everything that %s exports", (subpath) => {
  const file = `names-${SUBPATHS.indexOf(subpath)}.mjs`;
  everything.write(
    file,
    `import * as names from "${subpath}";
import { createRequire } from "node:module";
const all = Object.keys(createRequire(import.meta.url)("${subpath}"));
console.log(JSON.stringify({ all, missing: all.filter((name) => names[name] === undefined) }));`,
  );
  const { all, missing } = everything.run(file) as { all: string[]; missing: string[] };
  expect(all.length).toBeGreaterThan(0);
  expect(missing).toEqual([]);
});

const isCloud = (subpath: string) => Object.keys(CLOUDS).some((cloud) => subpath === `${NAME}/${cloud}`);
const loadAll = (subpaths: readonly string[]) =>
  `for (const path of ${JSON.stringify(subpaths)}) require(path); console.log("true");`;

test("a project for Snowflake alone needs no cloud's provider", () => {
  const project = packed.project(PEERS);
  project.write("main.js", loadAll(SUBPATHS.filter((subpath) => !isCloud(subpath))));
  expect(project.run("main.js")).toBe(true);
});

test.each(Object.entries(CLOUDS))("a project for %s needs no other cloud's provider", (cloud, providers) => {
  const project = packed.project([...PEERS, ...providers]);
  project.write("main.js", loadAll(SUBPATHS.filter((each) => !isCloud(each) || each === `${NAME}/${cloud}`)));
  expect(project.run("main.js")).toBe(true);
  for (const other of Object.keys(CLOUDS).filter((each) => each !== cloud)) {
    project.write("other.js", `require("${NAME}/${other}");`);
    expect(() => project.run("other.js")).toThrow("Cannot find module '@cdktf/provider-");
  }
});
