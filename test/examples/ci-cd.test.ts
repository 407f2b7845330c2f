import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { trustPolicy } from "../../src/inspect/policy/aws";
import { Purpose } from "../../src/inspect/policy/purpose";
import { ROOT } from "../support/cli";
import { programs, synthesizeProgram } from "../support/synthesized-stacks";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
  readonly env?: Record<string, string>;
}
interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Record<string, string>;
  readonly steps: Step[];
  readonly env?: Record<string, string>;
}
interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly concurrency: Record<string, unknown>;
  readonly jobs: Record<string, Job>;
}

const read = (file: string) => readFileSync(join(ROOT, "examples", "ci-cd", file), "utf8");
const text = read("github-actions.yml");
const workflow = parse(text) as Workflow;
const job = (name: string): Job => {
  const found = workflow.jobs[name];
  if (found === undefined) throw new Error(`no job ${name}`);
  return found;
};
const steps = Object.values(workflow.jobs).flatMap((each) => each.steps);
const runs = (name: string): string[] => job(name).steps.flatMap(({ run }) => run ?? []);

describe("the workflow", () => {
  test("plans pull requests and deploys main, never in the context of a pull request's target", () => {
    expect(workflow.on).toEqual({ pull_request: { branches: ["main"] }, push: { branches: ["main"] } });
    expect(job("plan").if).toContain("github.event_name == 'pull_request'");
    expect(job("deploy").if).toBe("github.event_name == 'push'");
  });

  test("grants nothing by default, reading to each job, and an identity only to those that sign in", () => {
    expect(workflow.permissions).toEqual({});
    expect(job("rehearse").permissions).toEqual({ contents: "read" });
    for (const name of ["plan", "deploy"])
      expect(job(name).permissions).toEqual({ contents: "read", "id-token": "write" });
  });

  test("gives code of forks no credentials", () => {
    expect(job("plan").if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    expect(JSON.stringify(job("rehearse"))).not.toMatch(/configure-aws-credentials|SNOWFLAKE_|vars\./);
  });

  test("pins every action to a commit and names its version", () => {
    const uses = text.split("\n").filter((line) => line.includes("uses:"));
    expect(uses.length).toBe(steps.filter((step) => step.uses !== undefined).length);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("leaves no token of GitHub's in the checkout", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts).toHaveLength(3);
    for (const checkout of checkouts) expect(checkout.with).toMatchObject({ "persist-credentials": false });
  });

  test("knows no secret: signing in takes a role and a token of the moment", () => {
    expect(text).not.toMatch(/secrets\.|AWS_SECRET_ACCESS_KEY|AWS_ACCESS_KEY_ID|PRIVATE_KEY|PASSWORD|SNOWFLAKE_TOKEN/);
    for (const name of ["plan", "deploy"]) {
      const login = job(name).steps.filter(({ uses }) => uses?.startsWith("aws-actions/configure-aws-credentials@"));
      expect(login).toHaveLength(1);
      expect(Object.keys(login[0]?.with ?? {})).toEqual(["role-to-assume", "aws-region"]);
      expect(job(name).env).toMatchObject({ SNOWFLAKE_AUTHENTICATOR: "WORKLOAD_IDENTITY" });
    }
  });

  test("puts nothing that others write into a shell", () => {
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
  });

  test("signs in after the dependencies are installed, so that no install script runs with credentials of a cloud", () => {
    for (const name of ["plan", "deploy"]) {
      const order = job(name).steps.map((step) => step.run ?? step.uses?.split("@")[0]);
      expect(order.indexOf("npm ci")).toBeGreaterThan(-1);
      expect(order.indexOf("aws-actions/configure-aws-credentials")).toBeGreaterThan(order.indexOf("npm ci"));
    }
  });

  test("looks for what is missing before Terraform starts, plans without a lock, and deploys one named stack", () => {
    expect(runs("plan")).toEqual(["npm ci", "npm run mlops -- doctor aws-dev", "npx cdktf diff aws-dev"]);
    expect(job("plan").steps.at(-1)?.env).toEqual({ TF_CLI_ARGS_plan: "-lock=false" });
    expect(runs("deploy").at(-1)).toBe("npx cdktf deploy aws-dev --auto-approve");
  });

  test("cuts off no run that has begun", () => {
    expect(workflow.concurrency["cancel-in-progress"]).toBe(false);
  });

  test("runs scripts and reads files that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const used = steps.flatMap(({ run }) => /^npm run ([\w:-]+)/.exec(run ?? "")?.[1] ?? []);
    expect(used).toContain("rehearse");
    for (const script of used) expect(Object.keys(scripts)).toContain(script);
    expect(existsSync(join(ROOT, ".nvmrc"))).toBe(true);
  });

  test.each([
    ["plan", Purpose.PLAN],
    ["deploy", Purpose.DEPLOY],
  ])("runs %s in the GitHub environment that the role's trust policy names", (name, purpose) => {
    const trust = JSON.stringify(trustPolicy("123456789012", { repository: "example/platform" }, "aws-dev", purpose));
    expect(trust).toContain(`repo:example/platform:environment:${job(name).environment ?? ""}"`);
  });
});

describe("the Snowflake role that deploys", () => {
  const sql = read("snowflake.sql")
    .split("\n")
    .filter((line) => !line.startsWith("--"))
    .join("\n");
  const onAccount = [...sql.matchAll(/GRANT ([A-Z ]+) ON ACCOUNT TO ROLE MLOPS_DEPLOY( WITH GRANT OPTION)?;/g)];
  const privileges = onAccount.map((match) => match[1] ?? "");

  /** What an account's own objects need. All others lie in a schema, or are grants on what the role owns. */
  const NEEDS: Record<string, string> = {
    snowflake_account_role: "CREATE ROLE",
    snowflake_api_integration: "CREATE INTEGRATION",
    snowflake_database: "CREATE DATABASE",
    snowflake_storage_integration: "CREATE INTEGRATION",
    snowflake_warehouse: "CREATE WAREHOUSE",
  };
  const stacks = programs().flatMap((program) => Object.values(synthesizeProgram(program)));
  const resources = stacks.flatMap((stack) =>
    Object.entries((stack.resource ?? {}) as Record<string, Record<string, Record<string, unknown>>>),
  );

  test("may make every object of every stack and example, and holds no privilege that none needs", () => {
    const snowflake = resources.filter(([type]) => type.startsWith("snowflake_"));
    const types = [...new Set(snowflake.map(([type]) => type))];
    expect(types.length).toBeGreaterThan(10);
    const others = snowflake
      .filter(([type]) => !(type in NEEDS) && !/^snowflake_(grant_\w+|schema|execute)$/.test(type))
      .filter(([, all]) => Object.values(all).some((object) => object.schema === undefined))
      .map(([type]) => type);
    expect(others).toEqual([]);
    const needed = new Set(types.map((type) => NEEDS[type] ?? "").filter((privilege) => privilege !== ""));
    expect(privileges.filter((privilege) => privilege !== "EXECUTE TASK").sort()).toEqual([...needed].sort());
  });

  test("may hand on each account privilege that a stack grants", () => {
    const granted = resources
      .filter(([type]) => type === "snowflake_grant_privileges_to_account_role")
      .flatMap(([, all]) => Object.values(all))
      .filter((grant) => grant.on_account === true)
      .flatMap((grant) => grant.privileges as string[]);
    expect(new Set(granted)).toEqual(new Set(["EXECUTE TASK"]));
    const withOption = onAccount.filter((match) => match[2] !== undefined).map((match) => match[1]);
    expect(withOption).toEqual([...new Set(granted)]);
  });

  test("is neither an administrator nor may it grant what it does not own", () => {
    expect(sql).not.toMatch(/GRANT ROLE (ACCOUNTADMIN|SECURITYADMIN|SYSADMIN)|MANAGE GRANTS/);
  });

  test("belongs to service users that have no password and no key", () => {
    const users = sql.split("CREATE USER").slice(1);
    expect(users).toHaveLength(2);
    for (const user of users)
      expect(user).toMatch(/TYPE = SERVICE[\s\S]*WORKLOAD_IDENTITY = \(TYPE = AWS ARN = 'arn:aws:iam::/);
    expect(sql).not.toMatch(/PASSWORD|RSA_PUBLIC_KEY/);
  });
});
