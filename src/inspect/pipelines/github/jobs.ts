import {
  apply,
  check,
  destroyExpired,
  drift,
  install,
  LINT_AND_TEST,
  planSteps,
  rehearse,
  shell,
  stackFolder,
  SYNTHESIZE,
  TERRAFORM,
  validate,
  verify,
  type Step,
} from "../commands";
import type { PipelineEnvironment } from "../environment";
import { identitiesOf } from "../identities";
import { action } from "./actions";
import { allowEnv, plainSteps, signedInEnv, withSignIn } from "./sign-in";
import { RUNNER, type WorkflowJob, type WorkflowStep } from "./workflow";

const PULL_REQUEST = "github.event_name == 'pull_request'";
const PUSH = "github.event_name == 'push'";
const OWN_BRANCH = "github.event.pull_request.head.repo.full_name == github.repository";
const READS = { contents: "read" } as const;
const SIGNS_IN = { ...READS, "id-token": "write" } as const;
const PUBLISH = ['cat summary.md >> "$GITHUB_STEP_SUMMARY"'];

const TOOLS: readonly WorkflowStep[] = [
  { uses: action("checkout"), with: { "persist-credentials": false } },
  { uses: action("setupNode"), with: { "node-version-file": ".nvmrc" } },
  {
    uses: action("setupTerraform"),
    with: { terraform_version: TERRAFORM.version, terraform_wrapper: false },
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
  environment: PipelineEnvironment,
  minutes: number,
  steps: readonly Step[],
  more: JobSettings & {
    readonly permissions?: WorkflowJob["permissions"];
    /** Steps before all others. */
    readonly first?: readonly WorkflowStep[];
    /** Steps between the installation and the sign-in. */
    readonly before?: readonly WorkflowStep[];
    readonly after?: readonly WorkflowStep[];
  },
): WorkflowJob {
  const { first = [], before = [], after = [], permissions = SIGNS_IN, env, ...rest } = more;
  return job(minutes, {
    ...rest,
    permissions,
    env: { ...signedInEnv(environment), ...env },
    steps: [
      ...first,
      ...TOOLS,
      ...plainSteps([install(false)]),
      ...before,
      ...withSignIn(environment, steps),
      ...after,
    ],
  });
}

export const testJob = (): WorkflowJob =>
  job(90, { permissions: READS, steps: [...TOOLS, ...plainSteps([install(true), ...LINT_AND_TEST])] });

export const rehearseJob = (names: readonly string[]): WorkflowJob =>
  job(45, {
    strategy: { "fail-fast": false, matrix: { environment: names } },
    permissions: READS,
    env: { ENVIRONMENT: "${{ matrix.environment }}" },
    steps: [...TOOLS, ...plainSteps([install(true), rehearse('"$ENVIRONMENT"')])],
  });

export const validateJob = (names: readonly string[]): WorkflowJob =>
  job(30, {
    permissions: READS,
    steps: [...TOOLS, ...plainSteps([install(false), SYNTHESIZE, verify(names), ...names.map(validate)])],
  });

/** The plan of a pull request. */
export const planJob = (environment: PipelineEnvironment, needs: readonly string[]): WorkflowJob =>
  signedInJob(environment, 30, planSteps(environment, PUBLISH), {
    if: `${PULL_REQUEST} && ${OWN_BRANCH}`,
    needs,
    environment: identitiesOf(environment.name).plan,
    env: allowEnv,
  });

const artifact = (name: string) => `plan-${name}`;

/** A plan holds the values of the state, secrets among them: an artifact of a public repository can be read by anyone. */
const REFUSE_PUBLIC: WorkflowStep = {
  name: "Refuse a public repository",
  env: { VISIBILITY: "${{ github.event.repository.visibility }}" },
  run: shell([
    'if [ "$VISIBILITY" != private ] && [ "$VISIBILITY" != internal ]; then',
    '  echo "::error::A saved plan holds secrets, and anyone can read the artifacts of a public repository."',
    "  exit 1",
    "fi",
  ]),
};

/** A deploy that nobody approves: the environment exists without reviewers, or not at all. */
const requireReviewers = (name: string): WorkflowStep => ({
  name: "Require an approval of the deploy",
  env: { GH_TOKEN: "${{ github.token }}" },
  run: shell([
    "reviewers=$(",
    `  gh api "repos/$GITHUB_REPOSITORY/environments/${name}" \\`,
    `    --jq '[.protection_rules[] | select(.type == "required_reviewers")] | length'`,
    ")",
    'if [ "$reviewers" -eq 0 ]; then',
    `  echo "::error::The deploy of ${name} must be approved. Add required reviewers to the environment ${name}."`,
    "  exit 1",
    "fi",
  ]),
});

/** The plan of a deploy, kept for the deploy. */
export const planMainJob = (
  environment: PipelineEnvironment,
  approved: boolean,
  needs: readonly string[],
): WorkflowJob => {
  const { name } = environment;
  const folder = stackFolder(name);
  return signedInJob(environment, 30, planSteps(environment, PUBLISH), {
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
          "include-hidden-files": true,
          "if-no-files-found": "error",
          "retention-days": 1,
        },
      },
    ],
  });
};

/** One deploy an environment at a time. A job that runs is not cancelled: that would leave a lock and an incomplete deploy. */
const oneAtATime = (name: string) => ({ group: `mlops-${name}`, "cancel-in-progress": false });

export const deployJob = (environment: PipelineEnvironment, needs: readonly string[]): WorkflowJob => {
  const { name } = environment;
  return signedInJob(environment, 120, [apply(name), check(name)], {
    if: PUSH,
    needs,
    environment: identitiesOf(name).deploy,
    concurrency: oneAtATime(name),
    before: [
      {
        name: "Get the approved plan",
        uses: action("downloadArtifact"),
        with: { name: artifact(name), path: stackFolder(name) },
      },
    ],
  });
};

export const driftJob = (environment: PipelineEnvironment): WorkflowJob =>
  signedInJob(environment, 30, [SYNTHESIZE, drift(environment.name, PUBLISH)], {
    environment: identitiesOf(environment.name).planMain,
  });

export const destroyJob = (environment: PipelineEnvironment): WorkflowJob =>
  signedInJob(environment, 120, [SYNTHESIZE, destroyExpired(environment.name)], {
    environment: identitiesOf(environment.name).deploy,
    concurrency: oneAtATime(environment.name),
  });
