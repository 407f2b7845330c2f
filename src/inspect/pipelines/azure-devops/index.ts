import {
  apply,
  build,
  check,
  destroyExpired,
  drift,
  INSTALL,
  LINT_AND_TEST,
  planSteps,
  READ_SYNTHESIZED,
  rehearse,
  stackFolder,
  validate,
  verify,
} from "../commands";
import type { PipelineEnvironment } from "../environment";
import { identitiesOf } from "../identities";
import { deployedBefore } from "../order";
import { keysOf, type Pipeline, type RenderedFile } from "../pipeline";
import { commented, toYaml, type Yaml } from "../yaml";
import { approvalJobs } from "./approval";
import { plainStep } from "./sign-in";
import {
  applyTools,
  cache,
  CACHED,
  deploymentJob,
  HAND_OVER,
  HANDED_PROJECT,
  keep,
  plainJob,
  signedInJob,
  type Entry,
} from "./steps";

const PUBLISH = ['echo "##vso[task.uploadsummary]$PWD/summary.md"'];

const IS_SCHEDULED = "eq(variables['Build.Reason'], 'Schedule')";
const SCHEDULED = `and(succeeded(), ${IS_SCHEDULED})`;
const PULL_REQUEST =
  "and(succeeded(), eq(variables['Build.Reason'], 'PullRequest'), ne(variables['System.PullRequest.IsFork'], 'True'))";
const merged = (branch: string) =>
  `and(succeeded(), notIn(variables['Build.Reason'], 'PullRequest', 'Schedule'), eq(variables['Build.SourceBranch'], 'refs/heads/${branch}'))`;

/** Names of stages, jobs and variables have no hyphen. */
const id = (prefix: string, name: string) => `${prefix}_${name.replace(/-/g, "_")}`;

const group = (name: string): Yaml => [{ group: name }];

const TEST_STAGE = "test";
const SYNTHESIZE_STAGE = "synthesize";
/** Its last step publishes the project: a published artifact stays, and a job that failed after it could not be run again. */
const synthesizeJob = (names: readonly string[]) => plainJob("synthesize", [...build(names), HAND_OVER]);

const testStage = (names: readonly string[]): Entry => ({
  stage: TEST_STAGE,
  condition: `not(${IS_SCHEDULED})`,
  jobs: [
    plainJob("test", [INSTALL, ...LINT_AND_TEST]),
    plainJob("rehearse", [cache("rehearse"), INSTALL, rehearse('"$ENVIRONMENT"')], {
      variables: CACHED,
      strategy: { matrix: Object.fromEntries(names.map((name) => [id("of", name), { ENVIRONMENT: name }])) },
    }),
    synthesizeJob(names),
    plainJob(
      "validate",
      [cache("validate"), verify(names), ...names.map(validate)],
      { dependsOn: "synthesize", variables: { ...CACHED, ...READ_SYNTHESIZED } },
      HANDED_PROJECT,
    ),
  ],
});

/** Without a change there is nothing to check: the configuration of the branch, for the stages of the night. */
const synthesizeStage = (names: readonly string[]): Entry => ({
  stage: SYNTHESIZE_STAGE,
  dependsOn: [],
  condition: IS_SCHEDULED,
  jobs: [synthesizeJob(names)],
});

const planStageOf = (name: string) => id("plan_main", name);
const deployStageOf = (name: string) => id("deploy", name);
const checkStageOf = (name: string) => id("check", name);

function planStage(pipeline: Pipeline, environment: PipelineEnvironment): Entry {
  const connection = identitiesOf(environment.name).plan;
  return {
    stage: id("plan", environment.name),
    dependsOn: TEST_STAGE,
    condition: PULL_REQUEST,
    variables: group(connection),
    jobs: [signedInJob(pipeline, environment, connection, "plan", planSteps(environment, PUBLISH))],
  };
}

function planMainStage(pipeline: Pipeline, environment: PipelineEnvironment): Entry {
  const { branch, environments } = pipeline;
  const { name } = environment;
  const connection = identitiesOf(name).planMain;
  // The providers' programs are not part of a plan.
  const tidy = plainStep({ name: "Remove the providers", run: [`rm -rf ${stackFolder(name)}/.terraform`] });
  const after = [tidy, keep("Keep the plan", stackFolder(name), `plan-${name}`)];
  return {
    stage: planStageOf(name),
    dependsOn: [TEST_STAGE, ...deployedBefore(environment, environments).map((each) => checkStageOf(each.name))],
    condition: merged(branch),
    variables: group(connection),
    jobs: [signedInJob(pipeline, environment, connection, "plan", planSteps(environment, PUBLISH), after)],
  };
}

function deployStage(pipeline: Pipeline, environment: PipelineEnvironment): Entry {
  const { branch, needsApproval } = pipeline;
  const { name } = environment;
  const { deploy: connection } = identitiesOf(name);
  const approved = needsApproval(environment);
  return {
    stage: deployStageOf(name),
    dependsOn: planStageOf(name),
    condition: merged(branch),
    lockBehavior: "sequential",
    variables: group(connection),
    jobs: [
      ...(approved ? approvalJobs(name) : []),
      deploymentJob(pipeline, environment, connection, "deploy", [apply(name)], {
        tools: applyTools(`plan-${name}`, stackFolder(name)),
        dependsOn: approved ? "approve" : undefined,
      }),
    ],
  };
}

/** The check after a deploy, with the identity that reads the state. */
function checkStage(pipeline: Pipeline, environment: PipelineEnvironment): Entry {
  const { name } = environment;
  const connection = identitiesOf(name).planMain;
  return {
    stage: checkStageOf(name),
    dependsOn: deployStageOf(name),
    condition: merged(pipeline.branch),
    variables: group(connection),
    jobs: [signedInJob(pipeline, environment, connection, "check", [check(name)])],
  };
}

function nightlyStages(pipeline: Pipeline, environment: PipelineEnvironment): Entry[] {
  const { name, ttl } = environment;
  const { planMain, deploy } = identitiesOf(name);
  const nightly = { dependsOn: SYNTHESIZE_STAGE, condition: SCHEDULED };
  const driftStage: Entry = {
    stage: id("drift", name),
    ...nightly,
    variables: group(planMain),
    jobs: [signedInJob(pipeline, environment, planMain, "drift", [drift(environment, PUBLISH)])],
  };
  const destroyStage = (): Entry => ({
    stage: id("destroy", name),
    ...nightly,
    lockBehavior: "sequential",
    variables: group(deploy),
    jobs: [deploymentJob(pipeline, environment, deploy, "destroy", [destroyExpired(name)], {})],
  });
  return [driftStage, ...(ttl === undefined ? [] : [destroyStage()])];
}

function pipelineOf(pipeline: Pipeline): Entry {
  const { environments, branch, needsApproval } = pipeline;
  const names = environments.map(({ name }) => name);
  const ofEnvironment = (environment: PipelineEnvironment): Yaml[] => [
    planStage(pipeline, environment),
    planMainStage(pipeline, environment),
    commented(
      needsApproval(environment)
        ? `Waits for a person, and for the checks of the environment ${environment.name}.`
        : "Deploys without an approval.",
      deployStage(pipeline, environment),
    ),
    checkStage(pipeline, environment),
  ];
  return {
    trigger: { branches: { include: [branch] } },
    pr: { branches: { include: [branch] } },
    schedules: [{ cron: "17 3 * * *", displayName: "nightly", branches: { include: [branch] }, always: "true" }],
    pool: { vmImage: "ubuntu-24.04" },
    stages: [
      commented("These jobs run without an identity, for forks too.", testStage(names)),
      ...environments.flatMap(ofEnvironment),
      commented("The stages of the night begin with one without an identity, too.", synthesizeStage(names)),
      ...environments.flatMap((each) => nightlyStages(pipeline, each)),
    ],
  };
}

/** Azure Pipelines. */
export function renderAzureDevops(pipeline: Pipeline): RenderedFile[] {
  const header = [
    pipeline.header,
    "Checks and plans a pull request, deploys what is merged, looks for drift at night, and destroys throw-away environments after",
    `the day in their tag ttl, ${keysOf(pipeline)}.`,
  ].join("\n");
  return [{ file: "azure-pipelines.yml", text: toYaml(header, pipelineOf(pipeline), ["stages"]) }];
}
