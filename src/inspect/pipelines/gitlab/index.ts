import {
  apply,
  build,
  CACHE_FOLDER,
  check,
  destroyExpired,
  drift,
  INSTALL,
  installTerraform,
  LINT_AND_TEST,
  LOCK_FILE,
  MINUTES,
  PLAN_DAYS,
  planSteps,
  PROJECT_ARCHIVE,
  READ_SYNTHESIZED,
  rehearse,
  shell,
  stackFolder,
  UNPACK,
  validate,
  verify,
  type Step,
} from "../commands";
import type { PipelineEnvironment } from "../environment";
import { identitiesOf } from "../identities";
import { deployedBefore } from "../order";
import { keysOf, type Pipeline, type RenderedFile } from "../pipeline";
import { commented, toYaml, type Yaml } from "../yaml";
import { requireApproval, requireApprovers } from "./approval";
import { signInOf } from "./sign-in";

type Job = Readonly<Record<string, Yaml | undefined>>;

/** Conditions of jobs. https://docs.gitlab.com/ci/jobs/job_rules/ */
/** A push, or the button that runs the pipeline of a branch again. */
const onBranch = (branch: string) =>
  `($CI_PIPELINE_SOURCE == "push" || $CI_PIPELINE_SOURCE == "web") && $CI_COMMIT_BRANCH == "${branch}"`;
const MERGE_REQUEST = '$CI_PIPELINE_SOURCE == "merge_request_event"';
const SCHEDULE = '$CI_PIPELINE_SOURCE == "schedule"';
const NOT_SCHEDULED = '$CI_PIPELINE_SOURCE != "schedule"';
/** A merge request's token names its branch, and a cloud admits exact subjects alone: one branch can be admitted beside the main one. */
const fromBranch = (branch: string) =>
  `${MERGE_REQUEST} && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID && ` +
  `$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME == "${branch}"`;

/** The log shows the summary; a merge request shows the file. */
const PUBLISH: readonly string[] = [];
/** One entry of `script` for each step: its lines share the shell's state with those after it. */
const script = (steps: readonly Step[]) => steps.map(({ run }) => shell(run));

const planOf = (name: string) => `plan:${name}`;
const deployOf = (name: string) => `deploy:${name}`;
const checkOf = (name: string) => `check:${name}`;

const TEST = "test";
const REHEARSE = "rehearse";
const VALIDATE = "validate";
const SYNTHESIZE_JOB = "synthesize";

const timeout = (minutes: number) => `${minutes} minutes`;

/** @param from the job whose artifacts are used; those of the others are not downloaded */
const needs = (from: string, ...others: string[]): Yaml =>
  [...others, from].map((job) => ({ job, artifacts: job === from }));

/** A job with an identity: GitLab gives it the variables of its environment. */
function signedInJob(
  { snowflakeAuth }: Pipeline,
  environment: PipelineEnvironment,
  steps: readonly Step[],
  more: Job,
  before: readonly Step[] = [UNPACK],
): Job {
  const { tokens, variables, script: signIn } = signInOf(environment, snowflakeAuth);
  const first = steps.findIndex(({ signedIn }) => signedIn === true);
  const all: readonly Step[] = [
    ...before,
    ...steps.slice(0, first),
    ...(signIn.length === 0 ? [] : [{ name: "Sign in", run: signIn }]),
    ...steps.slice(first),
  ];
  const { rules, stage, ...rest } = more;
  return {
    extends: ".tools",
    stage,
    rules,
    ...rest,
    id_tokens: Object.fromEntries(Object.entries(tokens).map(([name, aud]) => [name, { aud }])),
    variables: { ...variables, ...(before.includes(UNPACK) ? READ_SYNTHESIZED : {}) },
    script: script(all),
  };
}

function planJob(pipeline: Pipeline, environment: PipelineEnvironment): Job {
  const { branch, environments, needsApproval } = pipeline;
  const { name } = environment;
  const before = deployedBefore(environment, environments).map((each) => checkOf(each.name));
  const approvers = needsApproval(environment) ? [requireApprovers(name)] : [];
  return signedInJob(pipeline, environment, [...approvers, ...planSteps(environment, PUBLISH)], {
    stage: "deploy",
    rules: [{ if: onBranch(branch) }],
    needs: needs(SYNTHESIZE_JOB, TEST, REHEARSE, VALIDATE, ...before),
    timeout: timeout(MINUTES.read),
    environment: { name: identitiesOf(name).planMain, action: "verify" },
    artifacts: {
      paths: [`${stackFolder(name)}/`],
      exclude: [`${stackFolder(name)}/.terraform/**/*`],
      access: commented("A plan holds secrets: the deploy gets it, and nobody can download it.", "none"),
      expire_in: `${PLAN_DAYS} days`,
    },
  });
}

function mergeRequestJob(pipeline: Pipeline, environment: PipelineEnvironment, planBranch: string): Job {
  const { name } = environment;
  return signedInJob(pipeline, environment, planSteps(environment, PUBLISH), {
    stage: "deploy",
    rules: [{ if: fromBranch(planBranch) }],
    needs: needs(SYNTHESIZE_JOB, TEST, REHEARSE, VALIDATE),
    timeout: timeout(MINUTES.read),
    environment: { name: identitiesOf(name).plan, action: "verify" },
    artifacts: { paths: ["summary.md"], expose_as: `plan of ${name}`, when: "always", expire_in: "1 week" },
  });
}

/** Terraform alone runs beside the identity that deploys. */
function deployJob(pipeline: Pipeline, environment: PipelineEnvironment): Job {
  const { branch, needsApproval, snowflakeAuth } = pipeline;
  const { name, isProd } = environment;
  const isMainBranch = { if: onBranch(branch) };
  const isApproved = needsApproval(environment);
  const [token = ""] = Object.keys(signInOf(environment, snowflakeAuth).tokens);
  return signedInJob(
    pipeline,
    environment,
    [apply(name)],
    {
      stage: "deploy",
      rules: [isApproved ? { ...isMainBranch, when: "manual", allow_failure: false } : isMainBranch],
      needs: needs(planOf(name)),
      timeout: timeout(MINUTES.change),
      environment: { name, deployment_tier: isProd ? "production" : "development" },
      resource_group: name,
      interruptible: false,
    },
    isApproved ? [requireApproval(name, token)] : [],
  );
}

/** The check after a deploy, with the identity that reads the state. */
function checkJob(pipeline: Pipeline, environment: PipelineEnvironment): Job {
  const { name } = environment;
  return signedInJob(pipeline, environment, [check(name)], {
    stage: "deploy",
    rules: [{ if: onBranch(pipeline.branch) }],
    needs: needs(SYNTHESIZE_JOB, deployOf(name)),
    timeout: timeout(MINUTES.read),
    environment: { name: identitiesOf(name).planMain, action: "verify" },
  });
}

function nightlyJobs(pipeline: Pipeline, environment: PipelineEnvironment): [string, Job][] {
  const { name, ttl } = environment;
  const nightly = { stage: "nightly", rules: [{ if: SCHEDULE }], needs: needs(SYNTHESIZE_JOB) };
  const driftJob = signedInJob(pipeline, environment, [drift(environment, PUBLISH)], {
    ...nightly,
    timeout: timeout(MINUTES.read),
    environment: { name: identitiesOf(name).planMain, action: "verify" },
  });
  const destroyJob = () =>
    signedInJob(pipeline, environment, [destroyExpired(name)], {
      ...nightly,
      timeout: timeout(MINUTES.change),
      // Not stop: GitLab would mark an environment as stopped in each night that it lives through.
      environment: { name, action: "verify" },
      resource_group: name,
      interruptible: false,
    });
  return [
    [`drift:${name}`, driftJob],
    ...(ttl === undefined ? [] : ([[`destroy:${name}`, destroyJob()]] as [string, Job][])),
  ];
}

/** A job without an identity. */
const plainJob = (run: readonly Step[], more: Job): Job => ({ extends: ".tools", ...more, script: script(run) });

/** What rehearsals and checkov install. A job has its own, as they install different things. */
const cached = (of: string, variables: Readonly<Record<string, string>> = {}): Job => ({
  extends: ".python",
  variables: { MLOPS_CACHE: `$CI_PROJECT_DIR/${CACHE_FOLDER}`, ...variables },
  cache: { key: { files: [LOCK_FILE], prefix: of }, paths: [`${CACHE_FOLDER}/`] },
});

const HAND_OVER: Job = { artifacts: { paths: [PROJECT_ARCHIVE], expire_in: "1 week" } };
/** A job without rules is left out of merge requests. */
const ALWAYS: Job = { rules: [{ when: "on_success" }] };

const TERRAFORM_INSTALLED = shell(installTerraform("/usr/local/bin").run);

function pipelineOf(pipeline: Pipeline): Readonly<Record<string, Yaml | undefined>> {
  const { environments, branch, needsApproval, planBranch, image } = pipeline;
  const names = environments.map(({ name }) => name);
  const checks = { stage: "test", rules: [{ if: NOT_SCHEDULED }] };
  const ofEnvironment = (environment: PipelineEnvironment): [string, Yaml][] => {
    const { name } = environment;
    const mergeRequest = (): [string, Yaml][] =>
      planBranch === undefined
        ? []
        : [[`${planOf(name)}:merge-request`, mergeRequestJob(pipeline, environment, planBranch)]];
    return [
      ...mergeRequest(),
      [planOf(name), planJob(pipeline, environment)],
      [
        deployOf(name),
        commented(
          needsApproval(environment)
            ? `Waits for a person; MLOPS_APPROVERS and the protected environment ${name} say who.`
            : "Deploys without an approval.",
          deployJob(pipeline, environment),
        ),
      ],
      [checkOf(name), checkJob(pipeline, environment)],
    ];
  };
  return {
    // A job can need those of its own and of earlier stages: prod is planned after dev is deployed.
    stages: ["test", "deploy", "nightly"],
    workflow: { rules: [{ if: MERGE_REQUEST }, { if: onBranch(branch) }, { if: SCHEDULE }] },
    ".tools": { image, before_script: [TERRAFORM_INSTALLED] },
    ".python": {
      extends: ".tools",
      before_script: ["apt-get update -qq && apt-get install -y -qq python3-venv > /dev/null", TERRAFORM_INSTALLED],
    },
    [TEST]: commented(
      "These jobs run without an identity.",
      plainJob([INSTALL, ...LINT_AND_TEST], { ...checks, timeout: timeout(MINUTES.test), extends: ".python" }),
    ),
    [REHEARSE]: plainJob([INSTALL, rehearse('"$ENVIRONMENT"')], {
      ...checks,
      timeout: timeout(MINUTES.rehearse),
      ...cached(REHEARSE),
      parallel: { matrix: [{ ENVIRONMENT: names }] },
    }),
    [SYNTHESIZE_JOB]: plainJob(build(names), {
      ...checks,
      ...ALWAYS,
      timeout: timeout(MINUTES.synthesize),
      ...HAND_OVER,
    }),
    [VALIDATE]: plainJob([UNPACK, verify(names), ...names.map(validate)], {
      ...checks,
      needs: needs(SYNTHESIZE_JOB),
      timeout: timeout(MINUTES.validate),
      ...cached(VALIDATE, READ_SYNTHESIZED),
    }),
    ...Object.fromEntries(environments.flatMap(ofEnvironment)),
    ...Object.fromEntries(environments.flatMap((each) => nightlyJobs(pipeline, each))),
  };
}

/** GitLab CI/CD. */
export function renderGitlab(pipeline: Pipeline): RenderedFile[] {
  const header = [
    pipeline.header,
    `Checks a merge request, and plans and deploys what is merged, ${keysOf(pipeline)}. A pipeline schedule`,
    "looks for drift, and destroys throw-away environments after the day in their tag ttl.",
  ].join("\n");
  return [{ file: ".gitlab-ci.yml", text: toYaml(header, pipelineOf(pipeline), []) }];
}
