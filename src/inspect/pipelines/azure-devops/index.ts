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
import { azureStep, plainStep, type AzureStep } from "./sign-in";

type Entry = Readonly<Record<string, Yaml | undefined>>;

const BIN = "$HOME/.local/bin";
const PUBLISH = ['echo "##vso[task.uploadsummary]$PWD/summary.md"'];

const SCHEDULED = "eq(variables['Build.Reason'], 'Schedule')";
const PULL_REQUEST =
  "and(succeeded(), eq(variables['Build.Reason'], 'PullRequest'), ne(variables['System.PullRequest.IsFork'], 'True'))";
const merged = (branch: string) =>
  `and(succeeded(), notIn(variables['Build.Reason'], 'PullRequest', 'Schedule'), eq(variables['Build.SourceBranch'], 'refs/heads/${branch}'))`;

/** Names of stages, jobs and variables have no hyphen. */
const id = (prefix: string, name: string) => `${prefix}_${name.replace(/-/g, "_")}`;

const TOOLS: readonly AzureStep[] = [
  { checkout: "self" },
  { task: "NodeTool@0", displayName: "Use Node", inputs: { versionSpec: "22.x" } },
  plainStep({
    ...installTerraform(`"${BIN}"`),
    run: [`mkdir -p "${BIN}"`, ...installTerraform(`"${BIN}"`).run, `echo "##vso[task.prependpath]${BIN}"`],
  }),
];

const plainJob = (job: string, steps: readonly Step[], more: Entry = {}): Entry => ({
  job,
  ...more,
  steps: [...TOOLS, ...steps.map(plainStep)],
});

function signedInSteps(environment: PipelineEnvironment, connection: string, steps: readonly Step[]): AzureStep[] {
  return [...TOOLS, plainStep(install(false)), ...steps.map((step) => azureStep(environment, connection, step))];
}

const group = (name: string): Yaml => [{ group: name }];

function checkStage(names: readonly string[]): Entry {
  return {
    stage: "check",
    condition: `not(${SCHEDULED})`,
    jobs: [
      plainJob("test", [install(true), ...LINT_AND_TEST], { timeoutInMinutes: "90" }),
      plainJob("rehearse", [install(true), rehearse('"$ENVIRONMENT"')], {
        timeoutInMinutes: "45",
        strategy: { matrix: Object.fromEntries(names.map((name) => [id("of", name), { ENVIRONMENT: name }])) },
      }),
      plainJob("validate", [install(false), SYNTHESIZE, verify(names), ...names.map(validate)], {
        timeoutInMinutes: "30",
      }),
    ],
  };
}

const planStageOf = (name: string) => id("plan_main", name);
const deployStageOf = (name: string) => id("deploy", name);

function planStage(environment: PipelineEnvironment): Entry {
  const connection = identitiesOf(environment.name).plan;
  return {
    stage: id("plan", environment.name),
    dependsOn: "check",
    condition: PULL_REQUEST,
    variables: group(connection),
    jobs: [
      {
        job: "plan",
        timeoutInMinutes: "30",
        steps: signedInSteps(environment, connection, planSteps(environment, PUBLISH)),
      },
    ],
  };
}

function planMainStage(environment: PipelineEnvironment, { branch, environments }: Pipeline): Entry {
  const { name } = environment;
  const connection = identitiesOf(name).planMain;
  const keep = { publish: stackFolder(name), artifact: `plan-${name}`, displayName: "Keep the plan" };
  // The providers' programs are not part of a plan.
  const tidy = plainStep({ name: "Remove the providers", run: [`rm -rf ${stackFolder(name)}/.terraform`] });
  return {
    stage: planStageOf(name),
    dependsOn: ["check", ...deployedBefore(environment, environments).map((each) => deployStageOf(each.name))],
    condition: merged(branch),
    variables: group(connection),
    jobs: [
      {
        job: "plan",
        timeoutInMinutes: "30",
        steps: [...signedInSteps(environment, connection, planSteps(environment, PUBLISH)), tidy, keep],
      },
    ],
  };
}

function approvalJob(name: string): Entry {
  return {
    job: "approve",
    pool: "server",
    timeoutInMinutes: "1440",
    steps: [
      {
        task: "ManualValidation@1",
        displayName: `Approve the deploy of ${name}`,
        inputs: {
          notifyUsers: "",
          instructions: `Read the plan of ${name} in the summary of this run.`,
          onTimeout: "reject",
        },
      },
    ],
  };
}

function deployStage(environment: PipelineEnvironment, { branch, needsApproval }: Pipeline): Entry {
  const { name } = environment;
  const { deploy: connection } = identitiesOf(name);
  const approved = needsApproval(environment);
  const get: AzureStep = {
    task: "DownloadPipelineArtifact@2",
    displayName: "Get the approved plan",
    inputs: { artifactName: `plan-${name}`, targetPath: `$(System.DefaultWorkingDirectory)/${stackFolder(name)}` },
  };
  const [tools, steps] = [TOOLS.length + 1, signedInSteps(environment, connection, [apply(name), check(name)])];
  return {
    stage: deployStageOf(name),
    dependsOn: planStageOf(name),
    condition: merged(branch),
    lockBehavior: "sequential",
    variables: group(connection),
    jobs: [
      ...(approved ? [approvalJob(name)] : []),
      {
        deployment: "deploy",
        dependsOn: approved ? "approve" : undefined,
        timeoutInMinutes: "120",
        environment: name,
        strategy: {
          runOnce: { deploy: { steps: [{ download: "none" }, ...steps.slice(0, tools), get, ...steps.slice(tools)] } },
        },
      },
    ],
  };
}

function nightlyStages(environment: PipelineEnvironment): Entry[] {
  const { name, ttl } = environment;
  const { planMain, deploy } = identitiesOf(name);
  const driftStage: Entry = {
    stage: id("drift", name),
    dependsOn: [],
    condition: SCHEDULED,
    variables: group(planMain),
    jobs: [
      {
        job: "drift",
        timeoutInMinutes: "30",
        steps: signedInSteps(environment, planMain, [SYNTHESIZE, drift(name, PUBLISH)]),
      },
    ],
  };
  const destroyStage = (): Entry => ({
    stage: id("destroy", name),
    dependsOn: [],
    condition: SCHEDULED,
    lockBehavior: "sequential",
    variables: group(deploy),
    jobs: [
      {
        deployment: "destroy",
        timeoutInMinutes: "120",
        environment: name,
        strategy: {
          runOnce: {
            deploy: {
              steps: [{ download: "none" }, ...signedInSteps(environment, deploy, [SYNTHESIZE, destroyExpired(name)])],
            },
          },
        },
      },
    ],
  });
  return [driftStage, ...(ttl === undefined ? [] : [destroyStage()])];
}

function pipelineOf(pipeline: Pipeline): Entry {
  const { environments, branch, needsApproval } = pipeline;
  const ofEnvironment = (environment: PipelineEnvironment): Yaml[] => [
    planStage(environment),
    planMainStage(environment, pipeline),
    commented(
      needsApproval(environment)
        ? `Waits for a person, and for the checks of the environment ${environment.name}.`
        : "Deploys without an approval.",
      deployStage(environment, pipeline),
    ),
  ];
  return {
    trigger: { batch: "true", branches: { include: [branch] } },
    pr: { branches: { include: [branch] } },
    schedules: [{ cron: "17 3 * * *", displayName: "nightly", branches: { include: [branch] }, always: "true" }],
    pool: { vmImage: "ubuntu-24.04" },
    stages: [
      commented("These jobs run without an identity, for forks too.", checkStage(environments.map(({ name }) => name))),
      ...environments.flatMap(ofEnvironment),
      ...environments.flatMap(nightlyStages),
    ],
  };
}

/** Azure Pipelines. */
export function renderAzureDevops(pipeline: Pipeline): RenderedFile[] {
  const header = [
    pipeline.header,
    "Checks and plans a pull request, deploys what is merged, looks for drift at night, and destroys throw-away environments after",
    "the day in their tag ttl, without a stored key.",
  ].join("\n");
  return [{ file: "azure-pipelines.yml", text: toYaml(header, pipelineOf(pipeline), ["stages"]) }];
}
