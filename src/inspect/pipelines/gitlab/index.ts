import {
  apply,
  check,
  destroyExpired,
  drift,
  install,
  installTerraform,
  LINT_AND_TEST,
  planSteps,
  rehearse,
  shell,
  stackFolder,
  SYNTHESIZE,
  validate,
  verify,
  type Step,
} from "../commands";
import type { PipelineEnvironment } from "../environment";
import { identitiesOf } from "../identities";
import { deployedBefore } from "../order";
import type { Pipeline, RenderedFile } from "../pipeline";
import { commented, toYaml, type Yaml } from "../yaml";
import { signInOf } from "./sign-in";

type Job = Readonly<Record<string, Yaml | undefined>>;

/** Conditions of jobs. https://docs.gitlab.com/ci/jobs/job_rules/ */
const onBranch = (branch: string) => `$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "${branch}"`;
const MERGE_REQUEST = '$CI_PIPELINE_SOURCE == "merge_request_event"';
const SCHEDULE = '$CI_PIPELINE_SOURCE == "schedule"';
const NOT_SCHEDULED = '$CI_PIPELINE_SOURCE != "schedule"';
/** A merge request's token names its branch, and a cloud admits exact subjects alone: one branch can be admitted beside the main one. */
const PLANNED_BRANCH =
  `${MERGE_REQUEST} && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID && ` +
  "$MLOPS_PLAN_BRANCH && $CI_MERGE_REQUEST_SOURCE_BRANCH_NAME == $MLOPS_PLAN_BRANCH";

/** The log shows the summary; a merge request shows the file. */
const PUBLISH: readonly string[] = [];
/** One entry of `script` for each step: its lines share the shell's state with those after it. */
const script = (steps: readonly Step[]) => steps.map(({ run }) => shell(run));

const planOf = (name: string) => `plan:${name}`;
const deployOf = (name: string) => `deploy:${name}`;

const CHECKS = ["test", "rehearse", "validate"];
const needs = (...jobs: string[]): Yaml => jobs.map((job) => ({ job, artifacts: false }));

/** A job with an identity: GitLab gives it the variables of its environment. */
function signedInJob(environment: PipelineEnvironment, steps: readonly Step[], more: Job): Job {
  const { tokens, variables, script: signIn } = signInOf(environment);
  const first = steps.findIndex(({ signedIn }) => signedIn === true);
  const all: readonly Step[] = [
    install(false),
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
    variables,
    script: script(all),
  };
}

function planJob(environment: PipelineEnvironment, { branch, environments }: Pipeline): Job {
  const { name } = environment;
  const before = deployedBefore(environment, environments).map((each) => deployOf(each.name));
  return signedInJob(environment, planSteps(environment, PUBLISH), {
    stage: "plan",
    rules: [{ if: onBranch(branch) }],
    needs: needs(...CHECKS, ...before),
    environment: { name: identitiesOf(name).planMain, action: "verify" },
    artifacts: {
      paths: [`${stackFolder(name)}/`],
      exclude: [`${stackFolder(name)}/.terraform/**/*`],
      access: commented("A plan holds secrets: the deploy gets it, and nobody can download it.", "none"),
      expire_in: "1 day",
    },
  });
}

function mergeRequestJob(environment: PipelineEnvironment): Job {
  const { name } = environment;
  return signedInJob(environment, planSteps(environment, PUBLISH), {
    stage: "plan",
    rules: [{ if: PLANNED_BRANCH }],
    needs: needs(...CHECKS),
    environment: { name: identitiesOf(name).plan, action: "verify" },
    artifacts: { paths: ["summary.md"], expose_as: `plan of ${name}`, when: "always", expire_in: "1 week" },
  });
}

function deployJob(environment: PipelineEnvironment, { branch, needsApproval }: Pipeline): Job {
  const { name, isProd } = environment;
  const isMainBranch = { if: onBranch(branch) };
  return signedInJob(environment, [apply(name), check(name)], {
    stage: "deploy",
    rules: [needsApproval(environment) ? { ...isMainBranch, when: "manual", allow_failure: false } : isMainBranch],
    needs: [{ job: planOf(name), artifacts: true }],
    environment: { name, deployment_tier: isProd ? "production" : "development" },
    resource_group: name,
    interruptible: false,
  });
}

function nightlyJobs(environment: PipelineEnvironment): [string, Job][] {
  const { name, ttl } = environment;
  const nightly = { stage: "nightly", rules: [{ if: SCHEDULE }], needs: [] };
  const driftJob = signedInJob(environment, [SYNTHESIZE, drift(name, PUBLISH)], {
    ...nightly,
    environment: { name: identitiesOf(name).planMain, action: "verify" },
  });
  const destroyJob = () =>
    signedInJob(environment, [SYNTHESIZE, destroyExpired(name)], {
      ...nightly,
      environment: { name, action: "stop" },
      resource_group: name,
      interruptible: false,
    });
  return [
    [`drift:${name}`, driftJob],
    ...(ttl === undefined ? [] : ([[`destroy:${name}`, destroyJob()]] as [string, Job][])),
  ];
}

function pipelineOf(pipeline: Pipeline): Readonly<Record<string, Yaml | undefined>> {
  const { environments, branch, needsApproval } = pipeline;
  const names = environments.map(({ name }) => name);
  const check = (run: readonly Step[], more: Job = {}): Job => ({
    extends: ".tools",
    stage: "test",
    rules: [{ if: NOT_SCHEDULED }],
    ...more,
    script: script(run),
  });
  const ofEnvironment = (environment: PipelineEnvironment): [string, Yaml][] => [
    [`${planOf(environment.name)}:merge-request`, mergeRequestJob(environment)],
    [planOf(environment.name), planJob(environment, pipeline)],
    [
      deployOf(environment.name),
      commented(
        needsApproval(environment)
          ? `Waits for a person; the protected environment ${environment.name} says who.`
          : "Deploys without an approval.",
        deployJob(environment, pipeline),
      ),
    ],
  ];
  return {
    stages: ["test", "plan", "deploy", "nightly"],
    workflow: { rules: [{ if: MERGE_REQUEST }, { if: onBranch(branch) }, { if: SCHEDULE }] },
    ".tools": {
      image: "node:22-bookworm",
      before_script: [
        "apt-get update -qq && apt-get install -y -qq python3-venv unzip > /dev/null",
        shell(installTerraform("/usr/local/bin").run),
      ],
    },
    test: commented("These three run without an identity.", check([install(true), ...LINT_AND_TEST])),
    rehearse: check([install(true), rehearse('"$ENVIRONMENT"')], { parallel: { matrix: [{ ENVIRONMENT: names }] } }),
    validate: check([install(false), SYNTHESIZE, verify(names), ...names.map(validate)]),
    ...Object.fromEntries(environments.flatMap(ofEnvironment)),
    ...Object.fromEntries(environments.flatMap(nightlyJobs)),
  };
}

/** GitLab CI/CD. */
export function renderGitlab(pipeline: Pipeline): RenderedFile[] {
  const header = [
    pipeline.header,
    "Checks a merge request, and plans and deploys what is merged, without a stored key. A pipeline schedule looks for drift,",
    "and destroys throw-away environments after the day in their tag ttl.",
  ].join("\n");
  return [{ file: ".gitlab-ci.yml", text: toYaml(header, pipelineOf(pipeline), []) }];
}
