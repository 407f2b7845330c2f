import { shell, SNOWFLAKE_ROLE, type Step } from "../commands";
import type { PipelineEnvironment } from "../environment";
import { googleCredentials } from "../google";
import type { Yaml } from "../yaml";

/** A step of Azure Pipelines. https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps */
export type AzureStep = Readonly<Record<string, Yaml | undefined>>;

// Neither Azure Pipelines nor its tasks let bash end at the first error.
const STRICT = "set -eo pipefail";
const snowflake = (provider: string) => [
  `export SNOWFLAKE_ROLE=${SNOWFLAKE_ROLE} SNOWFLAKE_AUTHENTICATOR=WORKLOAD_IDENTITY SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER=${provider}`,
];
// The token of the service connection, which the task gets for each step.
const SNOWFLAKE_OIDC = [...snowflake("OIDC"), 'export SNOWFLAKE_TOKEN="$idToken"'];

/** A step in which a task has signed in with a service connection. */
type SignedIn = (environment: PipelineEnvironment, connection: string, step: Step) => AzureStep;

const scriptOf = (before: readonly string[], { run }: Step) => shell([STRICT, ...before, ...run]);

/** https://learn.microsoft.com/en-us/azure/devops/pipelines/tasks/reference/azure-cli-v2 */
const azureCli = (
  connection: string,
  step: Step,
  before: readonly string[],
  env?: Record<string, string>,
): AzureStep => ({
  task: "AzureCLI@2",
  displayName: step.name,
  inputs: {
    azureSubscription: connection,
    scriptType: "bash",
    scriptLocation: "inlineScript",
    inlineScript: scriptOf(before, step),
    addSpnToEnvironment: true,
    visibleAzLogin: false,
  },
  env,
});

const CLOUDS: Readonly<Record<string, SignedIn>> = {
  // https://docs.aws.amazon.com/vsts/latest/userguide/awsshell.html, with a service connection that uses OIDC
  aws: ({ region }, connection, step) => ({
    task: "AWSShellScript@1",
    displayName: step.name,
    inputs: {
      awsCredentials: connection,
      regionName: region ?? "$(AWS_REGION)",
      scriptType: "inline",
      inlineScript: scriptOf(snowflake("AWS"), step),
      disableAutoCwd: true,
      workingDirectory: "$(System.DefaultWorkingDirectory)",
    },
  }),
  azure: (_, connection, step) =>
    azureCli(
      connection,
      step,
      [
        "export ARM_USE_OIDC=true ARM_USE_CLI=false",
        'export ARM_CLIENT_ID="$servicePrincipalId" ARM_TENANT_ID="$tenantId"',
        'export ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID="$AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"',
        ...SNOWFLAKE_OIDC,
      ],
      // With it the providers request a new token when one is too old.
      { SYSTEM_ACCESSTOKEN: "$(System.AccessToken)" },
    ),
  gcp: (_, connection, step) =>
    azureCli(connection, step, [...googleCredentials("idToken", "$AGENT_TEMPDIRECTORY"), ...SNOWFLAKE_OIDC]),
};

/** A step of an environment: by its cloud's task where it reaches the cloud, and by bash where it does not. */
export function azureStep(environment: PipelineEnvironment, connection: string, step: Step): AzureStep {
  const task = CLOUDS[environment.cloud ?? ""];
  if (task === undefined) throw new Error(`${environment.name} is on no cloud`);
  return step.signedIn === true ? task(environment, connection, step) : plainStep(step);
}

/** A step without an identity. */
export function plainStep(step: Step): AzureStep {
  return { bash: scriptOf([], step), displayName: step.name };
}
