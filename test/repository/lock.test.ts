import { execFileSync } from "node:child_process";
import { join } from "node:path";

const script = join(__dirname, "..", "..", "scripts", "check-lock.mjs");

function faultsOf(lock: object): string[] {
  const source = `import { faultsOf } from ${JSON.stringify(`file://${script}`)}; console.log(JSON.stringify(faultsOf(${JSON.stringify(lock)})));`;
  return JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", source], { encoding: "utf8" }),
  ) as string[];
}

const entry = (more: object = {}) => ({ version: "1.0.0", integrity: "sha512-x", license: "MIT", ...more });

test("a platform package that is named but has no entry is a fault", () => {
  const packages = { "": {}, "node_modules/tool": entry({ optionalDependencies: { "@tool/darwin-arm64": "1.0.0" } }) };
  expect(faultsOf({ packages })).toEqual([
    "node_modules/tool names the optional package @tool/darwin-arm64@1.0.0, which has no entry of its own",
  ]);
  expect(faultsOf({ packages: { ...packages, "node_modules/@tool/darwin-arm64": entry({ optional: true }) } })).toEqual(
    [],
  );
});

test("an entry without integrity is a fault, unless it comes inside another package", () => {
  expect(faultsOf({ packages: { "node_modules/a": { version: "1.0.0", license: "MIT" } } })).toHaveLength(1);
  expect(faultsOf({ packages: { "node_modules/a": { version: "1.0.0", inBundle: true, license: "MIT" } } })).toEqual(
    [],
  );
});

test.each(["AGPL-3.0", "SSPL-1.0", "BUSL-1.1"])(
  "a package under %s is a fault, a choice that leaves a free one is not",
  (licence) => {
    expect(faultsOf({ packages: { "node_modules/a": entry({ license: licence }) } })).toHaveLength(1);
    expect(faultsOf({ packages: { "node_modules/a": entry({ license: `(MIT OR ${licence})` }) } })).toEqual([]);
  },
);
