import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { ROOT } from "../support/cli";

// Their schemas and the audit: test/inspect/pipelines/examples.test.ts.
interface Job {
  readonly permissions?: Record<string, string>;
  readonly environment?: string;
  readonly strategy?: { readonly matrix: Record<string, unknown> };
  readonly steps: { readonly uses?: string; readonly run?: string }[];
}
interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: object;
  readonly jobs: Record<string, Job>;
}

const folder = join(ROOT, ".github", "workflows");
const files = readdirSync(folder);
const text = (file: string) => readFileSync(join(folder, file), "utf8");
const workflow = (file: string) => parse(text(file)) as Workflow;
const jobsOf = (file: string) => Object.entries(workflow(file).jobs);
const usesIn = (content: string) =>
  [...content.matchAll(/uses: (\S+)@(\S+)(?: # (\S+))?$/gm)].map(([, ...parts]) => parts);
const runsOf = ({ steps }: Job) => steps.flatMap(({ run }) => run ?? []);

test("there is one for tests, one for releases, and one for dependencies", () => {
  expect(files.sort()).toEqual(["ci.yml", "dependencies.yml", "release.yml"]);
});

test.each(files)("%s grants nothing by default, and knows no secret", (file) => {
  expect(workflow(file).permissions).toEqual({});
  for (const [, { permissions }] of jobsOf(file)) expect(permissions).toBeDefined();
  expect(text(file)).not.toMatch(/secrets\.|NPM_TOKEN|NODE_AUTH_TOKEN/);
  expect(Object.keys(workflow(file).on)).not.toContain("pull_request_target");
});

test("the actions are those of the rendered pipelines, at the same commits", () => {
  const rendered = new Map(
    usesIn(readFileSync(join(ROOT, "examples/ci-cd/github/gcp/.github/workflows/platform.yml"), "utf8")).map(
      ([name, ...pin]) => [name, pin],
    ),
  );
  const own = files.flatMap((file) => usesIn(text(file)));
  expect(own.length).toBeGreaterThan(10);
  for (const [name, commit, version] of own) {
    expect([name, commit]).toEqual([name, expect.stringMatching(/^[0-9a-f]{40}$/)]);
    if (rendered.has(name)) expect([name, commit, version]).toEqual([name, ...(rendered.get(name) ?? [])]);
    else expect(name).toBe("opentofu/setup-opentofu");
  }
});

test("CI runs on Node 20 and 22, Terraform and OpenTofu, cdktf and CDK Terrain", () => {
  const { ci, test: matrix, cdktn } = workflow("ci.yml").jobs;
  expect(ci && runsOf(ci)).toEqual([".ci/run"]);
  const rows = matrix?.strategy?.matrix.include as { node: number; terraform: string }[];
  // .ci/run is Node 22 with Terraform.
  expect(rows.map(({ node, terraform }) => `${node} ${terraform}`)).toEqual(["20 terraform", "20 tofu", "22 tofu"]);
  expect(cdktn?.strategy?.matrix).toEqual({ node: [20, 22] });
  expect(cdktn && runsOf(cdktn)).toContain("npm run cdktn");
});

test("CI checks every environment: the policies of what is synthesized, and the real providers", () => {
  const { stacks } = workflow("ci.yml").jobs;
  expect(stacks?.permissions).toEqual({ contents: "read" });
  const runs = stacks === undefined ? [] : runsOf(stacks);
  const order = ["cdktf synth", "dist/cli/main.js verify", "terraform -chdir"];
  expect(order.map((piece) => runs.findIndex((run) => run.includes(piece)))).toEqual([2, 3, 4]);
  // No list of names that could lack one.
  expect(runs[3]).toMatch(/< <\(ls cdktf\.out\/stacks\)\n.*verify "\$\{stacks\[@\]\}"/);
  expect(runs[4]).toMatch(
    /for stack in cdktf\.out\/stacks\/\*\/; do\n.*init -backend=false -input=false\n.* validate\n/,
  );
});

test("a release packs without an identity, publishes with provenance and no token, and has the changelog as its notes", () => {
  const { pack, publish, release } = workflow("release.yml").jobs;
  expect(workflow("release.yml").on).toEqual({ push: { tags: ["v*"] } });
  expect(pack?.permissions).toEqual({ contents: "read" });
  expect(publish).toMatchObject({ permissions: { contents: "read", "id-token": "write" }, environment: "npm" });
  expect(publish && runsOf(publish)).toEqual(["npm publish ./*.tgz --provenance --access public --ignore-scripts"]);
  expect(pack && runsOf(pack)).toEqual(
    expect.arrayContaining(['node scripts/release-notes.mjs "$GITHUB_REF_NAME" > notes.md', ".ci/run"]),
  );
  expect(release && runsOf(release).join()).toContain("--notes-file notes.md");
});

describe("the notes of a release", () => {
  const CHANGELOG =
    "# Changelog\n\n## [Unreleased]\n\n- later\n\n## [1.2.0] - 2026-01-01\n\n### Added\n\n- x\n\n## [1.1.0]\n\n- y\n";
  const notes = (tag: string, version: string) => {
    const script = pathToFileURL(join(ROOT, "scripts", "release-notes.mjs")).href;
    const args = JSON.stringify([tag, { version }, CHANGELOG]);
    const program = `import { notesOf } from ${JSON.stringify(script)}; console.log(notesOf(...${args}));`;
    return execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8", stdio: "pipe" });
  };

  test("are the section of its version alone", () => {
    expect(notes("v1.2.0", "1.2.0")).toBe("### Added\n\n- x\n");
  });

  test.each([
    ["v1.3.0", "1.2.0", "The tag must be v1.2.0, the version of package.json. Got: v1.3.0"],
    ["v1.3.0", "1.3.0", "CHANGELOG.md must have a section [1.3.0]"],
  ])("%s of version %s is refused", (tag, version, message) => {
    expect(() => notes(tag, version)).toThrow(message);
  });
});

test("scripts that the workflows run exist", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const used = files.flatMap((file) =>
    [...text(file).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name),
  );
  expect(used).toContain("cdktn");
  for (const name of used) expect(Object.keys(scripts)).toContain(name);
});
