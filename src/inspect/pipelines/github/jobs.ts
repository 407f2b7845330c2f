import {
  apply,
  build,
  check,
  destroyExpired,
  drift,
  INSTALL,
  LINT_AND_TEST,
  LOCK_FILE,
  MINUTES,
  PLAN_DAYS,
  planSteps,
  PROJECT,
  PROJECT_ARCHIVE,
  READ_SYNTHESIZED,
  rehearse,
  stackFolder,
  TERRAFORM,
  UNPACK,
  validate,
  verify,
  type Step,
} from "../commands";
import type { PipelineEnvironment } from "../environment";
import { identitiesOf } from "../identities";
import type { Pipeline } from "../pipeline";
import { action } from "./actions";
import { REFUSE_PUBLIC, REFUSE_SUPERSEDED, requireReviewers } from "./refusals";
import { allowEnv, plainSteps, signedInEnv, withSignIn } from "./sign-in";
import { RUNNER, type WorkflowJob, type WorkflowStep } from "./workflow";

const PULL_REQUEST = "github.event_name == 'pull_request'";
const PUSH = "github.event_name == 'push'";
const OWN_BRANCH = "github.event.pull_request.head.repo.full_name == github.repository";
const READS = { contents: "read" } as const;
/** No code is checked out beside an identity, also where the token may read the repository. */
const SIGNS_IN = { "id-token": "write" } as const;
const PUBLISH = ['cat summary.md >> "$GITHUB_STEP_SUMMARY"'];
const CACHE = "/tmp/mlops-cache";

const SETUP_TERRAFORM: WorkflowStep = {
  uses: action("setupTerraform"),
  with: { terraform_version: TERRAFORM.version, terraform_wrapper: false },
};
const SETUP_NODE: WorkflowStep = { uses: action("setupNode"), with: { "node-version": 22 } };

const TOOLS: readonly WorkflowStep[] = [
  { uses: action("checkout"), with: { "persist-credentials": false } },
  SETUP_NODE,
  SETUP_TERRAFORM,
];

/** What rehearsals and checkov install. A job has its own, as they install different things. */
const cache = (of: string): WorkflowStep => ({
  uses: action("cache"),
  with: { path: CACHE, key: `mlops-${of}-\${{ runner.os }}-\${{ hashFiles('${LOCK_FILE}') }}` },
});
const CACHED = { MLOPS_CACHE: CACHE } as const;

/** The project, from the job without an identity of the same run. */
const BUILT: readonly WorkflowStep[] = [
  { name: "Get the project", uses: action("downloadArtifact"), with: { name: PROJECT } },
  ...plainSteps([UNPACK]),
  SETUP_NODE,
  SETUP_TERRAFORM,
];

/** Installs, builds and synthesizes, and hands the project to the jobs with an identity. */
const handOver = (names: readonly string[]): readonly WorkflowStep[] => [
  ...TOOLS,
  ...plainSteps(build(names)),
  {
    name: "Hand over the project",
    uses: action("uploadArtifact"),
    with: {
      name: PROJECT,
      path: PROJECT_ARCHIVE,
      overwrite: true,
      "if-no-files-found": "error",
      // A deploy may wait for days for its approval, and is checked after it.
      "retention-days": 7,
    },
  },
];

/** The order of the entries is that of the file: when, then where, then what. */
const job = (
  minutes: number,
  { if: condition, needs, ...more }: JobSettings & Pick<WorkflowJob, "permissions" | "steps">,
): WorkflowJob => ({
  if: condition,
  needs,
  "runs-on": RUNNER,
  "timeout-minutes": minutes,
  ...more,
});

/** What a job may say of itself. */
interface JobSettings {
  readonly if?: string;
  readonly needs?: readonly string[];
  readonly environment?: string;
  readonly strategy?: WorkflowJob["strategy"];
  readonly concurrency?: WorkflowJob["concurrency"];
  readonly env?: WorkflowJob["env"];
}

function signedInJob(
  pipeline: Pipeline,
  environment: PipelineEnvironment,
  minutes: number,
  steps: readonly Step[],
  more: JobSettings & {
    readonly permissions?: WorkflowJob["permissions"];
    /** Steps before all others. */
    readonly first?: readonly WorkflowStep[];
    /** What is there before the sign-in. @default - the project that was built, whose commands read what was synthesized */
    readonly tools?: readonly WorkflowStep[];
    readonly after?: readonly WorkflowStep[];
  },
): WorkflowJob {
  const { first = [], tools, after = [], permissions = SIGNS_IN, env, ...rest } = more;
  return job(minutes, {
    ...rest,
    permissions,
    env: {
      ...signedInEnv(environment, pipeline.snowflakeAuth),
      ...(tools === undefined ? READ_SYNTHESIZED : {}),
      ...env,
    },
    steps: [...first, ...(tools ?? BUILT), ...withSignIn(pipeline, environment, steps), ...after],
  });
}

export const testJob = (): WorkflowJob =>
  job(MINUTES.test, { permissions: READS, steps: [...TOOLS, ...plainSteps([INSTALL, ...LINT_AND_TEST])] });

export const rehearseJob = (names: readonly string[]): WorkflowJob =>
  job(MINUTES.rehearse, {
    strategy: { "fail-fast": false, matrix: { environment: names } },
    permissions: READS,
    env: { ENVIRONMENT: "${{ matrix.environment }}", ...CACHED },
    steps: [...TOOLS, cache("rehearse"), ...plainSteps([INSTALL, rehearse('"$ENVIRONMENT"')])],
  });

/** Hands the project over to the jobs after it. Nothing that a cache holds runs before that. */
export const synthesizeJob = (names: readonly string[]): WorkflowJob =>
  job(MINUTES.synthesize, { permissions: READS, steps: handOver(names) });

/** Checks the configuration that was handed over. */
export const validateJob = (names: readonly string[], needs: readonly string[]): WorkflowJob =>
  job(MINUTES.validate, {
    // It fails where there is nothing to check: for the protection of a branch, a job that is skipped has passed.
    if: "always()",
    needs,
    permissions: {},
    env: { ...CACHED, ...READ_SYNTHESIZED },
    steps: [...BUILT, cache("validate"), ...plainSteps([verify(names), ...names.map(validate)])],
  });

/** The plan of a pull request. */
export const planJob = (pipeline: Pipeline, environment: PipelineEnvironment, needs: readonly string[]): WorkflowJob =>
  signedInJob(pipeline, environment, MINUTES.read, planSteps(environment, PUBLISH), {
    if: `${PULL_REQUEST} && ${OWN_BRANCH}`,
    needs,
    environment: identitiesOf(environment.name).plan,
    env: allowEnv,
  });

const artifact = (name: string) => `plan-${name}`;

/** The plan of a deploy, kept for the deploy. */
export const planMainJob = (
  pipeline: Pipeline,
  environment: PipelineEnvironment,
  needs: readonly string[],
): WorkflowJob => {
  const { name } = environment;
  const approved = pipeline.needsApproval(environment);
  const folder = stackFolder(name);
  return signedInJob(pipeline, environment, MINUTES.read, planSteps(environment, PUBLISH), {
    if: PUSH,
    needs,
    environment: identitiesOf(name).planMain,
    env: allowEnv,
    permissions: approved ? { ...SIGNS_IN, actions: "read" } : SIGNS_IN,
    first: [REFUSE_PUBLIC, ...(approved ? [requireReviewers(name)] : [])],
    after: [
      {
        name: "Keep the plan",
        uses: action("uploadArtifact"),
        with: {
          name: artifact(name),
          path: `${folder}\n!${folder}/.terraform\n`,
          overwrite: true,
          "include-hidden-files": true,
          "if-no-files-found": "error",
          "retention-days": PLAN_DAYS,
        },
      },
    ],
  });
};

/** One deploy an environment at a time. A job that runs is not cancelled: that would leave a lock and an incomplete deploy. */
const oneAtATime = (name: string) => ({ group: `mlops-${name}`, "cancel-in-progress": false });

/** Terraform alone runs beside the identity that deploys. */
export const deployJob = (
  pipeline: Pipeline,
  environment: PipelineEnvironment,
  needs: readonly string[],
): WorkflowJob => {
  const { name } = environment;
  const approved = pipeline.needsApproval(environment);
  return signedInJob(pipeline, environment, MINUTES.change, [apply(name)], {
    if: PUSH,
    permissions: approved ? { ...SIGNS_IN, ...READS } : SIGNS_IN,
    first: approved ? [REFUSE_SUPERSEDED] : [],
    needs,
    environment: identitiesOf(name).deploy,
    concurrency: oneAtATime(name),
    tools: [
      {
        name: "Get the approved plan",
        uses: action("downloadArtifact"),
        with: { name: artifact(name), path: stackFolder(name) },
      },
      SETUP_TERRAFORM,
    ],
  });
};

/** The check after a deploy, with the identity that reads the state: that of the deploy would wait for reviewers again. */
export const checkJob = (pipeline: Pipeline, environment: PipelineEnvironment, needs: readonly string[]): WorkflowJob =>
  signedInJob(pipeline, environment, MINUTES.read, [check(environment.name)], {
    if: PUSH,
    needs,
    environment: identitiesOf(environment.name).planMain,
  });

export const driftJob = (pipeline: Pipeline, environment: PipelineEnvironment, needs: readonly string[]): WorkflowJob =>
  signedInJob(pipeline, environment, MINUTES.read, [drift(environment, PUBLISH)], {
    needs,
    environment: identitiesOf(environment.name).planMain,
  });

export const destroyJob = (
  pipeline: Pipeline,
  environment: PipelineEnvironment,
  needs: readonly string[],
): WorkflowJob =>
  signedInJob(pipeline, environment, MINUTES.change, [destroyExpired(environment.name)], {
    needs,
    environment: identitiesOf(environment.name).deploy,
    concurrency: oneAtATime(environment.name),
  });
