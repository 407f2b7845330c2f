import {
  CACHE_FOLDER,
  installTerraform,
  LOCK_FILE,
  MINUTES,
  PROJECT,
  PROJECT_ARCHIVE,
  READ_SYNTHESIZED,
  UNPACK,
  type Step,
} from "../commands";
import type { PipelineEnvironment } from "../environment";
import type { Pipeline } from "../pipeline";
import type { Yaml } from "../yaml";
import { azureStep, plainStep, type AzureStep } from "./sign-in";

/** A stage, a job or what they have. */
export type Entry = Readonly<Record<string, Yaml | undefined>>;

const BIN = "$HOME/.local/bin";
const FOLDER = "$(System.DefaultWorkingDirectory)";

const NODE: AzureStep = { task: "NodeTool@0", displayName: "Use Node", inputs: { versionSpec: "22.x" } };
const TERRAFORM: AzureStep = plainStep({
  ...installTerraform(`"${BIN}"`),
  run: [`mkdir -p "${BIN}"`, ...installTerraform(`"${BIN}"`).run, `echo "##vso[task.prependpath]${BIN}"`],
});

/** The beginning of a job without an identity. */
const TOOLS: readonly AzureStep[] = [{ checkout: "self" }, NODE, TERRAFORM];

/** Downloads what an earlier job of the run has published. */
export const download = (displayName: string, artifactName: string, targetPath: string): AzureStep => ({
  task: "DownloadPipelineArtifact@2",
  displayName,
  inputs: { artifactName, targetPath },
});

/** The project, from the job without an identity of the same run. Its commands read what was synthesized. */
const BUILT: readonly AzureStep[] = [download("Get the project", PROJECT, FOLDER), plainStep(UNPACK), NODE, TERRAFORM];

/** A file or folder, for jobs of later stages. */
export const keep = (displayName: string, publish: string, artifact: string): AzureStep => ({
  publish,
  artifact,
  displayName,
});

export const HAND_OVER: AzureStep = keep("Hand over the project", PROJECT_ARCHIVE, PROJECT);

const CACHE = `$(Pipeline.Workspace)/${CACHE_FOLDER}`;

/** What rehearsals and checkov install. A job has its own, as they install different things. */
export const cache = (of: string): AzureStep => ({
  task: "Cache@2",
  displayName: "Cache what is installed",
  inputs: { key: `mlops | ${of} | "$(Agent.OS)" | ${LOCK_FILE}`, path: CACHE },
});
export const CACHED = { MLOPS_CACHE: CACHE } as const;

const minutes = (of: number) => String(of);

/**
 * A job without an identity.
 * @param before how it comes by the project and the tools; by default it checks out
 */
export const plainJob = (
  job: keyof typeof MINUTES,
  steps: readonly (Step | AzureStep)[],
  more: Entry = {},
  before: readonly AzureStep[] = TOOLS,
): Entry => ({
  job,
  timeoutInMinutes: minutes(MINUTES[job]),
  ...more,
  steps: [...before, ...steps.map((step) => ("run" in step ? plainStep(step as Step) : step))],
});

/** The beginning of a job that checks out nothing: what another job of the run has handed over. */
export const HANDED_PROJECT: readonly AzureStep[] = [{ checkout: "none" }, ...BUILT];

/**
 * The task of the AWS Toolkit asks for 15 minutes otherwise.
 * https://github.com/aws/aws-toolkit-azure-devops/blob/master/src/lib/awsConnectionParameters.ts
 */
const sessionOf = ({ sessionHours }: Pipeline, { cloud }: PipelineEnvironment): Record<string, string> =>
  cloud === "aws" ? { "aws.rolecredential.maxduration": String(sessionHours * 3600) } : {};

/** A job whose steps sign in by a service connection. It checks out nothing and installs nothing. */
export const signedInJob = (
  pipeline: Pipeline,
  environment: PipelineEnvironment,
  connection: string,
  job: string,
  steps: readonly Step[],
  after: readonly AzureStep[] = [],
): Entry => ({
  job,
  timeoutInMinutes: minutes(MINUTES.read),
  variables: { ...READ_SYNTHESIZED, ...sessionOf(pipeline, environment) },
  steps: [
    ...HANDED_PROJECT,
    ...steps.map((step) => azureStep(environment, connection, step, pipeline.snowflakeAuth)),
    ...after,
  ],
});

const variablesOf = (variables: Readonly<Record<string, string>>) =>
  Object.keys(variables).length === 0 ? undefined : variables;

/** A job that changes an environment, which has the checks of the environment of Azure DevOps with its name. */
export const deploymentJob = (
  pipeline: Pipeline,
  environment: PipelineEnvironment,
  connection: string,
  deployment: string,
  steps: readonly Step[],
  { tools = BUILT, dependsOn }: { readonly tools?: readonly AzureStep[]; readonly dependsOn?: string },
): Entry => ({
  deployment,
  dependsOn,
  timeoutInMinutes: minutes(MINUTES.change),
  variables: variablesOf({ ...(tools === BUILT ? READ_SYNTHESIZED : {}), ...sessionOf(pipeline, environment) }),
  environment: environment.name,
  strategy: {
    runOnce: {
      deploy: {
        steps: [
          { download: "none" },
          ...tools,
          ...steps.map((step) => azureStep(environment, connection, step, pipeline.snowflakeAuth)),
        ],
      },
    },
  },
});

/** Terraform alone, beside the identity that deploys, with what the plan job has kept. */
export const applyTools = (artifact: string, folder: string): readonly AzureStep[] => [
  download("Get the approved plan", artifact, `${FOLDER}/${folder}`),
  TERRAFORM,
];
