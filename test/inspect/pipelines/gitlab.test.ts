import { spawnSync } from "node:child_process";
import { parse } from "yaml";
import { renderPipelines } from "../../../src/inspect/pipelines";
import { CLOUDS, exampleEnvironment, parsedExample, type ExampleCloud } from "../../support/pipelines";

interface Job {
  readonly stage?: string;
  readonly rules?: { if: string; when?: string; allow_failure?: boolean }[];
  readonly needs?: { job: string; artifacts: boolean }[];
  readonly environment?: { name: string; action?: string };
  readonly resource_group?: string;
  readonly interruptible?: boolean;
  readonly id_tokens?: Record<string, { aud: string }>;
  readonly artifacts?: Record<string, unknown>;
  readonly image?: string;
  readonly timeout?: string;
  readonly script?: string[];
}

const MAIN = '($CI_PIPELINE_SOURCE == "push" || $CI_PIPELINE_SOURCE == "web") && $CI_COMMIT_BRANCH == "main"';

describe.each(CLOUDS)("the pipeline of %s", (cloud: ExampleCloud) => {
  const { stages, workflow, ...entries } = parsedExample<Record<string, Job>>("gitlab", cloud, ".gitlab-ci.yml");
  const jobs = Object.entries(entries).filter(([name]) => !name.startsWith("."));
  const signedIn = jobs.filter(([, job]) => job.id_tokens !== undefined);
  const [dev, prod] = [`${cloud}-dev`, `${cloud}-prod`];
  const job = (name: string): Job => {
    const found = entries[name];
    if (found === undefined) throw new Error(`no job ${name}`);
    return found;
  };

  test("runs for merge requests, the main branch, by hand too, and schedules alone", () => {
    expect(stages).toEqual(["test", "deploy", "nightly"]);
    expect(workflow?.rules).toEqual([
      { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
      { if: MAIN },
      { if: '$CI_PIPELINE_SOURCE == "schedule"' },
    ]);
  });

  test("gives a job either no identity, or that of one environment", () => {
    for (const [name, { environment }] of jobs)
      expect([name, environment !== undefined]).toEqual([name, signedIn.some(([each]) => each === name)]);
    const identity = (name: string) => job(name).environment?.name;
    expect(["plan:", "deploy:", "check:", "drift:"].map((prefix) => identity(`${prefix}${prod}`))).toEqual([
      `${prod}-plan-main`,
      prod,
      `${prod}-plan-main`,
      `${prod}-plan-main`,
    ]);
  });

  test("lets a job need those of its own and of earlier stages alone, as GitLab refuses others", () => {
    const order = stages as unknown as string[];
    const at = (name: string) => order.indexOf(job(name).stage ?? "");
    for (const [name, { needs = [] }] of jobs)
      for (const need of needs) expect([name, need.job, at(need.job) <= at(name)]).toEqual([name, need.job, true]);
  });

  test("plans no merge request without a branch that the clouds trust, and one of that branch with it", () => {
    expect(jobs.map(([name]) => name).filter((name) => name.endsWith(":merge-request"))).toEqual([]);
    const environments = [exampleEnvironment(prod)];
    const [file] = renderPipelines("gitlab", { environments, planBranch: "staging" });
    const planned = (parse(file?.text ?? "") as Record<string, Job>)[`plan:${prod}:merge-request`];
    const [rule] = planned?.rules ?? [];
    expect(rule?.if).toContain('$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME == "staging"');
    expect(rule?.if).toContain("$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID");
    expect(planned?.environment?.name).toBe(`${prod}-plan`);
  });

  test("waits for a person before the deploy of prod, and applies the plan of the same pipeline", () => {
    expect(job(`deploy:${prod}`).rules).toEqual([{ if: MAIN, when: "manual", allow_failure: false }]);
    expect(job(`deploy:${dev}`).rules).toEqual([{ if: MAIN }]);
    expect(job(`deploy:${prod}`).needs).toEqual([{ job: `plan:${prod}`, artifacts: true }]);
    const script = (job(`deploy:${prod}`).script ?? []).join("\n");
    expect(script).toContain("apply -input=false plan.tfplan");
    expect(script).not.toMatch(/cdktf synth|terraform -chdir=\S+ plan|auto-approve/);
    expect(script).not.toMatch(/mlops (check|doctor)|project\.tgz/);
    expect(job(`check:${prod}`).script?.join("\n")).toContain(`mlops check ${prod}`);
  });

  test("plans prod only if somebody is named who approves, and lets nobody else deploy it", () => {
    const run = (name: string, env: Record<string, string>) => {
      const found = (job(name).script ?? []).find((entry) => entry.includes("must be approved"));
      const { PATH } = process.env;
      return spawnSync("bash", ["--norc", "-eo", "pipefail", "-c", found ?? "exit 9"], {
        encoding: "utf8",
        env: { PATH, ...env },
      });
    };
    expect(run(`plan:${prod}`, {})).toMatchObject({
      status: 1,
      stderr: `The deploy of ${prod} must be approved. Set the variable MLOPS_APPROVERS to the user names of those who approve it.\n`,
    });
    expect(run(`plan:${prod}`, { MLOPS_APPROVERS: "anna" }).status).toBe(0);
    const [token = ""] = Object.keys(job(`deploy:${prod}`).id_tokens ?? {});
    const claims = Buffer.from(JSON.stringify({ user_login: "ben" })).toString("base64url");
    const startedByBen = (approvers: string) =>
      // What is set by hand does not count.
      run(`deploy:${prod}`, { [token]: `e30.${claims}.x`, MLOPS_APPROVERS: approvers, GITLAB_USER_LOGIN: "anna" });
    expect(startedByBen("anna ben").status).toBe(0);
    expect(startedByBen("anna benno")).toMatchObject({
      status: 1,
      stderr: `The deploy of ${prod} must be approved by a user in MLOPS_APPROVERS. ben started it.\n`,
    });
    expect(run(`plan:${dev}`, {}).status).toBe(9);
    expect(run(`deploy:${dev}`, {}).status).toBe(9);
  });

  test("keeps the plan for three days, and from everybody", () => {
    expect(job(`plan:${prod}`).artifacts).toMatchObject({ access: "none", expire_in: "3 days" });
    for (const [name, { artifacts }] of jobs)
      if (JSON.stringify(artifacts ?? {}).includes("cdktf.out")) expect(name).toMatch(/^plan:[\w-]+$/);
  });

  test("deploys prod after dev, one deploy an environment at a time", () => {
    expect(job(`plan:${prod}`).needs?.map((need) => need.job)).toContain(`check:${dev}`);
    const writing = jobs.filter(([name]) => /^(deploy|destroy):/.test(name));
    for (const [name, { resource_group: group, interruptible }] of writing)
      expect([`${name.split(":")[0] ?? ""}:${group ?? ""}`, interruptible]).toEqual([name, false]);
  });

  test("installs, builds and synthesizes in jobs without an identity, which hand the project over", () => {
    const made = jobs.filter(([, { artifacts }]) => JSON.stringify(artifacts ?? {}).includes("project.tgz"));
    expect(made.map(([name]) => name)).toEqual(["synthesize"]);
    for (const [, { script = [], ...rest }] of made) {
      expect(script.join("\n").match(/npm ci.*|cdktf synth|init -backend=false|tar -czf/g)).toEqual([
        "npm ci --ignore-scripts",
        "cdktf synth",
        ...jobs.filter(([name]) => name.startsWith("deploy:")).map(() => "init -backend=false"),
        "tar -czf",
      ]);
      // What a cache holds would be restored before it.
      expect(rest).not.toHaveProperty("cache");
    }
    expect(job("validate").needs).toEqual([{ job: "synthesize", artifacts: true }]);
    for (const [name, { script = [], needs = [] }] of signedIn) {
      expect(script.join("\n")).not.toMatch(/npm (ci|run|install)|cdktf synth/);
      const from = needs.filter(({ artifacts }) => artifacts).map((need) => need.job);
      expect([name, from]).toEqual([
        name,
        [name === `deploy:${name.slice(7)}` ? `plan:${name.slice(7)}` : "synthesize"],
      ]);
      for (const init of script.join("\n").match(/^.* init .*$/gm) ?? [])
        expect(init).toMatch(/ init -input=false -lockfile=readonly$/);
    }
  });

  test("signs in after what needs no credentials", () => {
    for (const [, { script = [] }] of signedIn) {
      const at = (piece: string) => script.findIndex((entry) => entry.includes(piece));
      const signIn = Math.max(at("AWS_WEB_IDENTITY_TOKEN_FILE"), at("GOOGLE_APPLICATION_CREDENTIALS"));
      expect(signIn >= 0).toBe(cloud !== "azure");
      if (signIn >= 0) expect(at("tar -xzf")).toBeLessThan(signIn);
    }
  });

  test("asks for tokens with the audience of the cloud and of Snowflake", () => {
    const expected = {
      aws: { AWS_ID_TOKEN: "sts.amazonaws.com" },
      azure: { ARM_OIDC_TOKEN: "api://AzureADTokenExchange", SNOWFLAKE_TOKEN: "snowflakecomputing.com" },
      gcp: {
        GCP_ID_TOKEN: "https://iam.googleapis.com/$GCP_WORKLOAD_IDENTITY_PROVIDER",
        SNOWFLAKE_TOKEN: "snowflakecomputing.com",
      },
    }[cloud];
    for (const [, { id_tokens: tokens = {} }] of signedIn)
      expect(Object.fromEntries(Object.entries(tokens).map(([name, { aud }]) => [name, aud]))).toEqual(expected);
  });

  test("ends a job on which nothing moves, a deploy after two hours and not after the project's one", () => {
    for (const [name, { timeout = "" }] of jobs) {
      const limit = /^(deploy|destroy):/.test(name) ? 120 : name.includes(":") ? 30 : 90;
      expect([name, Number(/^(\d+) minutes$/.exec(timeout)?.[1]) <= limit]).toEqual([name, true]);
    }
    expect(job(`deploy:${prod}`).timeout).toBe("120 minutes");
  });

  test("looks for drift in scheduled pipelines alone", () => {
    for (const [name, { stage, rules }] of jobs)
      expect([name, JSON.stringify(rules).includes('== \\"schedule\\"')]).toEqual([name, stage === "nightly"]);
    // A job without rules would be left out of merge requests.
    expect(job("synthesize").rules).toEqual([{ when: "on_success" }]);
  });
});

test("a throw-away environment is destroyed by the schedule, with the identity that deploys, and is not stopped while it lives", () => {
  const jobs = parsedExample<Record<string, Job>>("gitlab", "aws", ".gitlab-ci.yml");
  expect(Object.keys(jobs).filter((name) => name.startsWith("destroy:"))).toEqual(["destroy:aws-trial"]);
  expect(jobs["destroy:aws-trial"]?.environment).toEqual({ name: "aws-trial", action: "verify" });
});

test("the image can be pinned to its digest", () => {
  const imageOf = (image?: string) => {
    const [file] = renderPipelines("gitlab", { environments: [exampleEnvironment("aws-dev")], image });
    return (parse(file?.text ?? "") as Record<string, Job>)[".tools"]?.image;
  };
  const pinned = `node@sha256:${"a".repeat(64)}`;
  expect([imageOf(), imageOf(pinned)]).toEqual(["node:22-bookworm", pinned]);
});
