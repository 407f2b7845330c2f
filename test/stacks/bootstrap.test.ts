import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../support/cli";
import { synthesizeProgram } from "../support/synthesized-stacks";

const BOOTSTRAP = join("stacks", "bootstrap", "main.js");

interface Protectable {
  readonly lifecycle?: { readonly prevent_destroy?: boolean };
}

/** What holds the states of a stack of the bootstrap. */
function storage(name: string, type: string, environment: Record<string, string> = {}): Protectable {
  const stack = synthesizeProgram(BOOTSTRAP, environment)[name] as
    { resource: Record<string, Record<string, Protectable>> } | undefined;
  const [found] = Object.values(stack?.resource[type] ?? {});
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
}

test("the place of the states is an app of its own, which deploying all environments never touches", () => {
  const states = ["aws-state", "azure-state", "gcp-state"];
  expect(Object.keys(synthesizeProgram(BOOTSTRAP)).sort()).toEqual(states);
  const environments = Object.keys(synthesizeProgram(join("stacks", "main.js")));
  expect(environments.filter((name) => states.includes(name))).toEqual([]);
});

test.each([
  ["aws-state", "aws_s3_bucket"],
  ["azure-state", "azurerm_storage_account"],
  ["gcp-state", "google_storage_bucket"],
])("what holds the states of %s is protected until the variable names its stack", (name, type) => {
  expect(storage(name, type).lifecycle).toEqual({ prevent_destroy: true });
  expect(storage(name, type, { MLOPS_UNPROTECTED: "aws-prod" }).lifecycle).toEqual({ prevent_destroy: true });
  expect(storage(name, type, { MLOPS_UNPROTECTED: name }).lifecycle).toBeUndefined();
});

describe("the identities of the pipelines", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "mlops-bootstrap-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const policy = (action: string) => ({ Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
  const write = (file: string, action: string) =>
    writeFileSync(join(folder, file), JSON.stringify(policy(action), undefined, 2));

  function writeDev(): void {
    write("aws-dev-plan.json", "s3:GetObject");
    write("aws-dev-deploy-1.json", "s3:PutObject");
    write("aws-dev-deploy-2.json", "s3:DeleteObject");
  }

  /** What the bootstrap says when it is synthesized for a repository. */
  function synthesized(MLOPS_CI_REPOSITORY: string): { status: number | null; stderr: string } {
    return spawnSync(process.execPath, [join(ROOT, ".build", BOOTSTRAP)], {
      cwd: folder,
      env: { ...process.env, MLOPS_CI_REPOSITORY, MLOPS_POLICIES: folder, CDKTF_OUTDIR: join(folder, "out") },
      encoding: "utf8",
    });
  }

  test("need a repository, and what mlops policy writes: a missing file is named with the command", () => {
    const none = synthesized("my-org/my-platform");
    expect(none.status).toBe(1);
    expect(none.stderr).toContain("Run npx mlops policy aws-dev --for plan --out stacks/bootstrap/policies");
    writeDev();
    const half = synthesized("my-org/my-platform");
    expect(half.status).toBe(1);
    expect(half.stderr).toContain("Run npx mlops policy aws-prod --for plan --out stacks/bootstrap/policies");
  });

  test("trust the repository that the variable names, and refuse a wildcard in it", () => {
    writeDev();
    write("aws-prod-plan.json", "s3:GetObject");
    write("aws-prod-deploy.json", "s3:PutObject");
    const wrong = synthesized("my-org/*");
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('aws-ci: repository = "my-org/*": must name exactly one, without wildcards');
    const stacks = synthesizeProgram(BOOTSTRAP, { MLOPS_CI_REPOSITORY: "my-org/my-platform", MLOPS_POLICIES: folder });
    expect(Object.keys(stacks)).toContain("aws-ci");
    const { resource } = stacks["aws-ci"] as unknown as {
      resource: Record<string, Record<string, { policy: string }>>;
    };
    const actions = Object.values(resource.aws_iam_policy ?? {}).map(
      ({ policy }) => /"Action":"([^"]+)"/.exec(policy)?.[1],
    );
    expect(actions.sort()).toEqual(["s3:DeleteObject", "s3:GetObject", "s3:GetObject", "s3:PutObject", "s3:PutObject"]);
    expect(JSON.stringify(resource.aws_iam_role)).toContain("repo:my-org/my-platform:environment:aws-prod");
  });
});
