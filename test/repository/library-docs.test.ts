import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/cli";

const page = readFileSync(join(ROOT, "docs", "library.md"), "utf8");
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  exports: Record<string, unknown>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, unknown>;
};
const CLOUDS = /^@cdktf\/provider-(aws|azurerm|azuread|google|google-beta)$/;

/** Packages with the versions that the page's install commands name. */
const installed = [...page.matchAll(/^npm install .*$/gm)].flatMap(([command]) =>
  command.split(" ").flatMap((word) => {
    const [, name, version] = /^(@?[a-z][a-z0-9/-]*)(?:@(.+))?$/.exec(word) ?? [];
    return name === undefined || ["npm", "install"].includes(name) ? [] : [{ name, version }];
  }),
);

test("docs/library.md lists every subpath", () => {
  const subpaths = Object.keys(manifest.exports).filter((name) => name !== "./package.json");
  const listed = [...page.matchAll(/^\| `(cdktf-snowflake-mlops[/a-z]*)`/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(subpaths.map((name) => `cdktf-snowflake-mlops${name.slice(1)}`).sort());
});

test("docs/library.md lists every optional package but the clouds' bindings", () => {
  const tools = Object.keys(manifest.peerDependenciesMeta).filter((name) => !CLOUDS.test(name));
  const table = page.slice(page.indexOf("| package"));
  expect(tools.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
});

test("the first command installs every required package", () => {
  const required = Object.keys(manifest.peerDependencies).filter((name) => !(name in manifest.peerDependenciesMeta));
  expect(installed.map(({ name }) => name)).toEqual(expect.arrayContaining(required));
});

test("the commands install versions that the package asks for", () => {
  const asked = installed.filter(({ name }) => name !== "cdktf-snowflake-mlops");
  expect(asked.length).toBeGreaterThan(8);
  for (const { name, version } of asked) {
    expect([name, manifest.peerDependencies[name]]).toEqual([name, expect.stringContaining(version ?? "")]);
  }
});

test("the override is the one that npm run cdktn installs", () => {
  const pinned = /const CDKTN = "(.+)";/.exec(readFileSync(join(ROOT, "scripts", "cdktn.mjs"), "utf8"))?.[1];
  expect(page).toContain(`"cdktf": "npm:cdktn@${pinned}"`);
});
