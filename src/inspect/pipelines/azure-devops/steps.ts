import {
  CACHE_FOLDER,
  installTerraform,
  LOCK_FILE,
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
export const CACHED: Entry = { variables: { MLOPS_CACHE: CACHE } };

/** A job without an identity. */
export const plainJob = (job: string, steps: readonly (Step | AzureStep)[], more: Entry = {}): Entry => ({
  job,
  ...more,
  steps: [...TOOLS, ...steps.map((step) => ("run" in step ? plainStep(step as Step) : step))],
});

/** A job whose steps sign in by a service connection. It checks out nothing and installs nothing. */
export const signedInJob = (
  { snowflakeAuth }: Pipeline,
  environment: PipelineEnvironment,
  connection: string,
  timeoutInMinutes: string,
  job: string,
  steps: readonly Step[],
  after: readonly AzureStep[] = [],
): Entry => ({
  job,
  timeoutInMinutes,
  variables: READ_SYNTHESIZED,
  steps: [
    { checkout: "none" },
    ...BUILT,
    ...steps.map((step) => azureStep(environment, connection, step, snowflakeAuth)),
    ...after,
  ],
});

/** A job that changes an environment, which has the checks of the environment of Azure DevOps with its name. */
export const deploymentJob = (
  { snowflakeAuth }: Pipeline,
  environment: PipelineEnvironment,
  connection: string,
  deployment: string,
  steps: readonly Step[],
  { tools = BUILT, dependsOn }: { readonly tools?: readonly AzureStep[]; readonly dependsOn?: string },
): Entry => ({
  deployment,
  dependsOn,
  timeoutInMinutes: "120",
  variables: tools === BUILT ? READ_SYNTHESIZED : undefined,
  environment: environment.name,
  strategy: {
    runOnce: {
      deploy: {
        steps: [
          { download: "none" },
          ...tools,
          ...steps.map((step) => azureStep(environment, connection, step, snowflakeAuth)),
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
