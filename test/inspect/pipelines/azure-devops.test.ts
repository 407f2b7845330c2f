import { spawnSync } from "node:child_process";
import { parse } from "yaml";
import { renderPipelines } from "../../../src/inspect/pipelines";
import { CLOUDS, exampleEnvironment, parsedExample, type ExampleCloud } from "../../support/pipelines";

interface Step {
  readonly bash?: string;
  readonly task?: string;
  readonly displayName?: string;
  readonly publish?: string;
  readonly inputs?: Record<string, unknown>;
  readonly env?: Record<string, string>;
}
interface Job {
  readonly job?: string;
  readonly deployment?: string;
  readonly pool?: string;
  readonly dependsOn?: string;
  readonly environment?: string;
  readonly timeoutInMinutes?: string;
  readonly variables?: Record<string, string>;
  readonly steps?: Step[];
  readonly strategy?: { runOnce?: { deploy: { steps: Step[] } } };
}
interface Stage {
  readonly stage: string;
  readonly condition: string;
  readonly dependsOn?: string | string[];
  readonly lockBehavior?: string;
  readonly variables?: { group: string }[];
  readonly jobs: Job[];
}

const CLOUD_TASKS = ["AzureCLI@2", "AWSShellScript@1"];
const stepsOf = (stage: Stage): Step[] =>
  stage.jobs.flatMap(({ steps, strategy }) => steps ?? strategy?.runOnce?.deploy.steps ?? []);
const textOf = (stage: Stage) =>
  stepsOf(stage)
    .map(({ bash, inputs }) => bash ?? inputs?.inlineScript ?? "")
    .join("\n");
const connectionsOf = (stage: Stage) =>
  stepsOf(stage)
    .filter(({ task }) => CLOUD_TASKS.includes(task ?? ""))
    .map(({ inputs }) => inputs?.azureSubscription ?? inputs?.awsCredentials);

describe.each(CLOUDS)("the pipeline of %s", (cloud: ExampleCloud) => {
  const { stages, trigger } = parsedExample<{ stages: Stage[]; trigger: object }>(
    "azure-devops",
    cloud,
    "azure-pipelines.yml",
  );
  const plain = ["test", "synthesize"];
  const [dev, prod] = [`${cloud}_dev`, `${cloud}_prod`];
  const stage = (name: string): Stage => {
    const found = stages.find((each) => each.stage === name);
    if (found === undefined) throw new Error(`no stage ${name}`);
    return found;
  };

  test("plans a pull request, but none of a fork, and deploys the main branch alone", () => {
    expect(stage(`plan_${prod}`).condition).toMatch(
      /'PullRequest'.*ne\(variables\['System.PullRequest.IsFork'\], 'True'\)/,
    );
    for (const name of [`plan_main_${prod}`, `deploy_${prod}`])
      expect(stage(name).condition).toMatch(/notIn\(.*'PullRequest', 'Schedule'\).*'refs\/heads\/main'/);
    expect(stage(`drift_${prod}`)).toMatchObject({
      dependsOn: "synthesize",
      condition: "and(succeeded(), eq(variables['Build.Reason'], 'Schedule'))",
    });
  });

  test("signs in by the service connection of the purpose alone", () => {
    const name = `${cloud}-prod`;
    const connections = (of: string) => [...new Set(connectionsOf(stage(of)))];
    expect(connections(`plan_${prod}`)).toEqual([`${name}-plan`]);
    expect(connections(`plan_main_${prod}`)).toEqual([`${name}-plan-main`]);
    expect(connections(`drift_${prod}`)).toEqual([`${name}-plan-main`]);
    expect(connections(`deploy_${prod}`)).toEqual([name]);
    expect(connections(`check_${prod}`)).toEqual([`${name}-plan-main`]);
    for (const each of plain) expect(connections(each)).toEqual([]);
  });

  test("waits for a person before the deploy of prod, and for the checks of its environment", () => {
    const [approvers, approve, deploy] = stage(`deploy_${prod}`).jobs;
    const inputs = { approvers: "$(MLOPS_APPROVERS)", allowApproversToApproveTheirOwnRuns: false, onTimeout: "reject" };
    expect(approve).toMatchObject({
      job: "approve",
      dependsOn: "approvers",
      pool: "server",
      steps: [{ task: "ManualValidation@1", inputs }],
    });
    const preflight = approvers?.steps?.find(({ bash }) => bash !== undefined)?.bash ?? "exit 9";
    const { PATH } = process.env;
    const run = (env: Record<string, string>) =>
      spawnSync("bash", ["--norc", "-c", preflight], { encoding: "utf8", env: { PATH, ...env } });
    expect(run({ MLOPS_APPROVERS: "anna@example.com" }).status).toBe(0);
    expect(run({})).toMatchObject({
      status: 1,
      stdout: `##vso[task.logissue type=error]The deploy of ${cloud}-prod must be approved. Set MLOPS_APPROVERS in the variable group ${cloud}-prod.\n`,
    });
    expect(deploy).toMatchObject({ deployment: "deploy", dependsOn: "approve", environment: `${cloud}-prod` });
    expect(stage(`deploy_${dev}`).jobs).toHaveLength(1);
  });

  test("applies the plan of the same run, and neither plans nor synthesizes again", () => {
    expect(stage(`deploy_${prod}`).dependsOn).toBe(`plan_main_${prod}`);
    const published = stages.filter((each) => stepsOf(each).some(({ publish }) => publish !== undefined));
    for (const each of published) expect(each.stage).toMatch(/^(plan_main_\w+|test|synthesize)$/);
    const text = textOf(stage(`deploy_${prod}`));
    expect(text).toContain("apply -input=false plan.tfplan");
    expect(text).not.toMatch(/mlops (check|doctor)|project\.tgz/);
    expect(textOf(stage(`check_${prod}`))).toContain(`mlops check ${cloud}-prod`);
    expect(text).not.toMatch(/cdktf synth|terraform -chdir=\S+ plan|auto-approve/);
  });

  test("deploys prod after dev, one deploy an environment at a time", () => {
    expect(stage(`plan_main_${prod}`).dependsOn).toEqual(["test", `check_${dev}`]);
    const writing = stages.filter((each) => /^(deploy|destroy)_/.test(each.stage));
    expect(writing.length).toBeGreaterThan(1);
    for (const each of writing) expect(each.lockBehavior).toBe("sequential");
  });

  test("ends every script at its first error", () => {
    for (const each of stages.flatMap(stepsOf)) {
      const script = each.bash ?? each.inputs?.inlineScript;
      if (script !== undefined) expect(script).toMatch(/^set -eo pipefail\n/);
    }
  });

  test("installs, builds and synthesizes in stages without an identity, which hand the project over", () => {
    for (const each of stages) {
      const isPlain = plain.includes(each.stage);
      const text = textOf(each);
      expect([each.stage, /npm (ci|run|install)|cdktf synth/.test(text)]).toEqual([each.stage, isPlain]);
      const makers = each.jobs.filter(({ steps = [] }) => steps.some(({ publish }) => publish === "project.tgz"));
      expect([each.stage, makers.map(({ job }) => job)]).toEqual([each.stage, isPlain ? ["synthesize"] : []]);
      for (const { steps = [] } of makers) {
        // A published artifact stays: after it nothing may fail, or the job could not be run again. No cache is restored before it.
        expect(steps.at(-1)).toMatchObject({ publish: "project.tgz" });
        expect(steps.filter(({ task }) => task === "Cache@2")).toEqual([]);
      }
      expect([each.stage, each.variables === undefined]).toEqual([each.stage, isPlain]);
      const downloads = stepsOf(each).flatMap(({ inputs }) => inputs?.artifactName ?? []);
      const expected = each.stage === "synthesize" ? [] : each.stage.startsWith("deploy_") ? [/^plan-/] : [/^project$/];
      expect(downloads).toEqual(expected.map((form) => expect.stringMatching(form) as string));
    }
    expect(textOf(stage("synthesize")).match(/npm ci.*/g)).toEqual(["npm ci --ignore-scripts"]);
  });

  test("validates what was handed over, in a job that can be run again by itself", () => {
    const validate = stage("test").jobs.find(({ job }) => job === "validate");
    expect(validate).toMatchObject({ dependsOn: "synthesize", variables: { MLOPS_SYNTHESIZED: "cdktf.out" } });
    expect(validate?.steps?.filter(({ publish }) => publish !== undefined)).toEqual([]);
  });

  test("starts a run for each merge: one that waits for an approval holds up no other", () => {
    expect(trigger).toEqual({ branches: { include: ["main"] } });
  });

  test("asks for a session on AWS that lasts an hour, as the task's own default is 15 minutes", () => {
    for (const { deployment, steps, strategy, variables } of stages.flatMap((each) => each.jobs)) {
      const all = steps ?? strategy?.runOnce?.deploy.steps ?? [];
      const signsIn = all.some(({ task }) => task === "AWSShellScript@1");
      expect([deployment, variables?.["aws.rolecredential.maxduration"]]).toEqual([
        deployment,
        signsIn ? "3600" : undefined,
      ]);
    }
    expect(connectionsOf(stage(`deploy_${prod}`)).length).toBe(1);
  });

  test("ends a job on which nothing moves, a deploy after two hours", () => {
    for (const { job, deployment, timeoutInMinutes } of stages.flatMap((each) => each.jobs))
      if (job !== "approve")
        expect([job, Number(timeoutInMinutes) <= (deployment === undefined ? 90 : 120)]).toEqual([job, true]);
  });

  test("takes the providers' versions and checksums from the stage without an identity", () => {
    for (const each of stages.filter(({ stage: name }) => !plain.includes(name)))
      for (const init of textOf(each).match(/^.* init .*$/gm) ?? [])
        expect(init).toMatch(/ init -input=false -lockfile=readonly$/);
    expect(textOf(stage("synthesize"))).toMatch(/init -backend=false -input=false\n/);
  });

  test("lets the task select no subscription where the identity has no role in Azure", () => {
    const signIns = stages.flatMap(stepsOf).filter(({ task }) => task === "AzureCLI@2");
    for (const { inputs } of signIns) expect(inputs?.allowNoSubscriptions).toBe(cloud === "gcp" ? true : undefined);
    expect(signIns.length > 0).toBe(cloud !== "aws");
  });

  test("caches what rehearsals and checkov install, by the lock file", () => {
    const caches = stages.flatMap((each) => stepsOf(each).filter(({ task }) => task === "Cache@2"));
    expect(caches.map(({ inputs }) => inputs)).toEqual(
      ["rehearse", "validate"].map((name) => ({
        key: `mlops | ${name} | "$(Agent.OS)" | package-lock.json`,
        path: "$(Pipeline.Workspace)/.mlops-cache",
      })),
    );
  });

  test("hands the system's own token to the providers of Azure alone, which renew theirs with it", () => {
    const tokens = stages.flatMap(stepsOf).filter(({ env }) => env?.SYSTEM_ACCESSTOKEN !== undefined);
    expect(tokens.length > 0).toBe(cloud === "azure");
    for (const { task } of tokens) expect(task).toBe("AzureCLI@2");
  });
});

test("a throw-away environment is destroyed at night, with the connection that deploys", () => {
  const { stages } = parsedExample<{ stages: Stage[] }>("azure-devops", "aws", "azure-pipelines.yml");
  const destroys = stages.filter(({ stage }) => stage.startsWith("destroy_"));
  expect(destroys.map(({ stage }) => stage)).toEqual(["destroy_aws_trial"]);
  expect(destroys.flatMap(connectionsOf)).toEqual(["aws-trial"]);
});

test("a session on AWS has the hours that are given", () => {
  const [file] = renderPipelines("azure-devops", { environments: [exampleEnvironment("aws-dev")], sessionHours: 2 });
  const { stages } = parse(file?.text ?? "") as { stages: Stage[] };
  const deploy = stages.find(({ stage }) => stage === "deploy_aws_dev")?.jobs.at(-1);
  expect(deploy?.variables).toEqual({ "aws.rolecredential.maxduration": "7200" });
});
