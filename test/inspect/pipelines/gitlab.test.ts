import { CLOUDS, parsedExample, type ExampleCloud } from "../../support/pipelines";

interface Job {
  readonly stage?: string;
  readonly rules?: { if: string; when?: string; allow_failure?: boolean }[];
  readonly needs?: { job: string; artifacts: boolean }[];
  readonly environment?: { name: string; action?: string };
  readonly resource_group?: string;
  readonly interruptible?: boolean;
  readonly id_tokens?: Record<string, { aud: string }>;
  readonly artifacts?: Record<string, unknown>;
  readonly script?: string[];
}

const MAIN = '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "main"';

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

  test("runs for merge requests, the main branch and schedules alone", () => {
    expect(stages).toEqual(["test", "plan", "deploy", "nightly"]);
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
    expect(["plan:", "deploy:", "drift:"].map((prefix) => identity(`${prefix}${prod}`))).toEqual([
      `${prod}-plan-main`,
      prod,
      `${prod}-plan-main`,
    ]);
  });

  test("plans a merge request from one branch alone, as its token names the branch", () => {
    const [rule] = job(`plan:${prod}:merge-request`).rules ?? [];
    expect(rule?.if).toContain("$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME == $MLOPS_PLAN_BRANCH");
    expect(rule?.if).toContain("$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID");
    expect(job(`plan:${prod}:merge-request`).environment?.name).toBe(`${prod}-plan`);
  });

  test("waits for a person before the deploy of prod, and applies the plan of the same pipeline", () => {
    expect(job(`deploy:${prod}`).rules).toEqual([{ if: MAIN, when: "manual", allow_failure: false }]);
    expect(job(`deploy:${dev}`).rules).toEqual([{ if: MAIN }]);
    expect(job(`deploy:${prod}`).needs).toEqual([{ job: `plan:${prod}`, artifacts: true }]);
    const script = (job(`deploy:${prod}`).script ?? []).join("\n");
    expect(script).toContain("apply -input=false plan.tfplan");
    expect(script).not.toMatch(/cdktf synth|terraform -chdir=\S+ plan|auto-approve/);
    expect(script).toContain(`mlops check ${prod}`);
  });

  test("keeps the plan for a day, and from everybody", () => {
    expect(job(`plan:${prod}`).artifacts).toMatchObject({ access: "none", expire_in: "1 day" });
    for (const [name, { artifacts }] of jobs)
      if (JSON.stringify(artifacts ?? {}).includes("cdktf.out")) expect(name).toMatch(/^plan:[\w-]+$/);
  });

  test("deploys prod after dev, one deploy an environment at a time", () => {
    expect(job(`plan:${prod}`).needs?.map((need) => need.job)).toContain(`deploy:${dev}`);
    const writing = jobs.filter(([name]) => /^(deploy|destroy):/.test(name));
    for (const [name, { resource_group: group, interruptible }] of writing)
      expect([`${name.split(":")[0] ?? ""}:${group ?? ""}`, interruptible]).toEqual([name, false]);
  });

  test("runs no install script in a job with an identity, and synthesizes before the sign-in", () => {
    for (const [, { script = [] }] of signedIn) {
      expect(script.join("\n").match(/npm ci.*/g)).toEqual(["npm ci --ignore-scripts"]);
      const at = (piece: string) => script.findIndex((entry) => entry.includes(piece));
      const signIn = Math.max(at("AWS_WEB_IDENTITY_TOKEN_FILE"), at("GOOGLE_APPLICATION_CREDENTIALS"));
      if (at("cdktf synth") >= 0 && signIn >= 0) expect(at("cdktf synth")).toBeLessThan(signIn);
      expect(signIn >= 0).toBe(cloud !== "azure");
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

  test("looks for drift in scheduled pipelines alone", () => {
    for (const [name, { stage, rules }] of jobs)
      expect([name, JSON.stringify(rules).includes('== \\"schedule\\"')]).toEqual([name, stage === "nightly"]);
  });
});

test("a throw-away environment is destroyed by the schedule, with the identity that deploys", () => {
  const jobs = parsedExample<Record<string, Job>>("gitlab", "aws", ".gitlab-ci.yml");
  expect(Object.keys(jobs).filter((name) => name.startsWith("destroy:"))).toEqual(["destroy:aws-trial"]);
  expect(jobs["destroy:aws-trial"]?.environment).toEqual({ name: "aws-trial", action: "stop" });
});
