import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../support/cli";

const MODULE = pathToFileURL(join(ROOT, "scripts", "api-pages.mjs")).href;

/** The value of an expression over the functions of scripts/api-pages.mjs. */
function evaluate(expression: string): unknown {
  const program = `import * as pages from ${JSON.stringify(MODULE)}; console.log(JSON.stringify(${expression}));`;
  const args = ["--input-type=module", "-e", program];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

test("jsii checks every subpath of the package but the one of Node programs", () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { exports: Record<string, unknown> };
  const entry = readFileSync(join(ROOT, "api", "index.ts"), "utf8");
  const checked = [...entry.matchAll(/^export \* as \w+ from "\.\.\/src(?:\/(\w+))?";$/gm)].map(([, name]) =>
    name === undefined ? "." : `./${name}`,
  );
  const subpaths = Object.keys(manifest.exports).filter((name) => !["./package.json", "./rehearsal"].includes(name));
  expect(checked.sort()).toEqual(subpaths.sort());
});

test.each(["core", "snowflake", "mlflow", "kedro", "platform", "aws", "azure", "gcp"])(
  "the index of %s re-exports whole modules: jsii finds no type that is re-exported by name",
  (name) => {
    const lines = readFileSync(join(ROOT, "src", name, "index.ts"), "utf8")
      .trim()
      .split("\n");
    expect(lines.filter((line) => !/^export \* from "(\.\/[a-z/-]+|\.\.\/platform)";$/.test(line))).toEqual([]);
  },
);

test("a changed, a missing and a left-over page are differences, and equal pages are none", () => {
  const pages = `new Map([["same.md", "x"], ["changed.md", "# A\\nold"], ["gone.md", "x"]])`;
  const now = `new Map([["same.md", "x"], ["changed.md", "# A\\nnew"], ["come.md", "x"]])`;
  expect(evaluate(`pages.differences(${pages}, ${now})`)).toEqual([
    "changed.md:",
    "  - old",
    "  + new",
    "come.md: is missing",
    "gone.md: is left over",
  ]);
  expect(evaluate(`pages.differences(${pages}, ${pages})`)).toEqual([]);
});

test("lines that only change their order are a difference too", () => {
  expect(evaluate(`pages.differences(new Map([["a.md", "1\\n2"]]), new Map([["a.md", "2\\n1"]]))`)).not.toEqual([]);
});

test("the pages import from the subpaths, as users do", () => {
  const text =
    "# `aws` Submodule\n\n```typescript\nimport { aws } from 'pkg'\n\nnew aws.Network(scope: Construct)\n```\n";
  expect(evaluate(`pages.page(${JSON.stringify(text)}, "aws", "pkg")`)).toBe(
    '# `pkg/aws`\n\nWritten by `npm run api`.\n\n```typescript\nimport { Network } from "pkg/aws";\n\nnew Network(scope: Construct)\n```\n',
  );
});

test("what every construct inherits is left out of the pages, and what follows it is kept", () => {
  const text = [
    "# `aws` Submodule",
    "##### `toString` <a>",
    "text",
    "##### `with` <a>",
    '###### `mixins`<sup>Required</sup> <a name="x" id="pkg.aws.Network.with.parameter.mixins"></a>',
    "##### `grant` <a>",
  ].join("\n\n");
  const page = evaluate(`pages.page(${JSON.stringify(text)}, "aws", "pkg")`);
  expect(page).toBe("# `pkg/aws`\n\nWritten by `npm run api`.\n\n##### `grant` <a>\n");
});
