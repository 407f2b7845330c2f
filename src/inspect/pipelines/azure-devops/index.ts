import {
  apply,
  BUILD,
  check,
  destroyExpired,
  drift,
  INSTALL,
  LINT_AND_TEST,
  planSteps,
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
import { applyTools, cache, CACHED, deploymentJob, HAND_OVER, keep, plainJob, signedInJob, type Entry } from "./steps";

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
const HANDED_OVER = [...BUILD, HAND_OVER];

const testStage = (names: readonly string[]): Entry => ({
  stage: TEST_STAGE,
  condition: `not(${IS_SCHEDULED})`,
  jobs: [
    plainJob("test", [INSTALL, ...LINT_AND_TEST], { timeoutInMinutes: "90" }),
    plainJob("rehearse", [cache("rehearse"), INSTALL, rehearse('"$ENVIRONMENT"')], {
      timeoutInMinutes: "45",
      ...CACHED,
      strategy: { matrix: Object.fromEntries(names.map((name) => [id("of", name), { ENVIRONMENT: name }])) },
    }),
    // Checks the configuration that it hands over. A cache is restored after that.
    plainJob("validate", [...HANDED_OVER, cache("validate"), verify(names), ...names.map(validate)], {
      timeoutInMinutes: "30",
      ...CACHED,
    }),
  ],
});

/** Without a change there is nothing to check: the configuration of the branch, for the stages of the night. */
const synthesizeStage = (): Entry => ({
  stage: SYNTHESIZE_STAGE,
  dependsOn: [],
  condition: IS_SCHEDULED,
  jobs: [plainJob("synthesize", HANDED_OVER, { timeoutInMinutes: "15" })],
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
    jobs: [signedInJob(pipeline, environment, connection, "30", "plan", planSteps(environment, PUBLISH))],
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
    jobs: [signedInJob(pipeline, environment, connection, "30", "plan", planSteps(environment, PUBLISH), after)],
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
    jobs: [signedInJob(pipeline, environment, connection, "30", "check", [check(name)])],
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
    jobs: [signedInJob(pipeline, environment, planMain, "30", "drift", [drift(environment, PUBLISH)])],
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
    trigger: { batch: "true", branches: { include: [branch] } },
    pr: { branches: { include: [branch] } },
    schedules: [{ cron: "17 3 * * *", displayName: "nightly", branches: { include: [branch] }, always: "true" }],
    pool: { vmImage: "ubuntu-24.04" },
    stages: [
      commented("These jobs run without an identity, for forks too.", testStage(environments.map(({ name }) => name))),
      ...environments.flatMap(ofEnvironment),
      commented("The stages of the night begin with one without an identity, too.", synthesizeStage()),
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
