import { shell, type Step } from "../commands";
import type { PipelineEnvironment } from "../environment";
import { googleCredentials } from "../google";
import { decodePrivateKey, PRIVATE_KEY, snowflakeEnv, type SnowflakeAuth, type Workload } from "../snowflake";
import type { Yaml } from "../yaml";

/** A step of Azure Pipelines. https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps */
export type AzureStep = Readonly<Record<string, Yaml | undefined>>;

// Neither Azure Pipelines nor its tasks let bash end at the first error.
const STRICT = "set -eo pipefail";

/** How a step signs in to Snowflake: its first lines, and the secret that they read. */
interface Snowflake {
  readonly lines: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function snowflakeSignIn(auth: SnowflakeAuth, workload: Workload): Snowflake {
  const variables = Object.entries(snowflakeEnv(auth, workload)).map(([name, value]) => `${name}=${value}`);
  const exported = `export ${variables.join(" ")}`;
  if (auth === "key-pair") {
    const decoded = decodePrivateKey(
      `printf %s "$${PRIVATE_KEY}"`,
      "the variable group of the environment, as a secret",
    );
    // Azure Pipelines hands a secret variable to the steps alone that name it.
    return { lines: [exported, ...decoded], env: { [PRIVATE_KEY]: `$(${PRIVATE_KEY})` } };
  }
  // The token of the service connection, which the task gets for each step.
  return { lines: workload === "OIDC" ? [exported, 'export SNOWFLAKE_TOKEN="$idToken"'] : [exported] };
}

/** A step in which a task has signed in with a service connection. */
type SignedIn = (environment: PipelineEnvironment, connection: string, step: Step, auth: SnowflakeAuth) => AzureStep;

const scriptOf = (before: readonly string[], { run }: Step) => shell([STRICT, ...before, ...run]);

/** https://learn.microsoft.com/en-us/azure/devops/pipelines/tasks/reference/azure-cli-v2 */
const azureCli = (
  connection: string,
  step: Step,
  before: readonly string[],
  env: Readonly<Record<string, string>> | undefined,
  more: Readonly<Record<string, Yaml>> = {},
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
    ...more,
  },
  env,
});

const CLOUDS: Readonly<Record<string, SignedIn>> = {
  // https://docs.aws.amazon.com/vsts/latest/userguide/awsshell.html, with a service connection that uses OIDC
  aws: ({ region }, connection, step, auth) => {
    const { lines, env } = snowflakeSignIn(auth, "AWS");
    return {
      task: "AWSShellScript@1",
      displayName: step.name,
      inputs: {
        awsCredentials: connection,
        regionName: region ?? "$(AWS_REGION)",
        scriptType: "inline",
        inlineScript: scriptOf(lines, step),
        disableAutoCwd: true,
        workingDirectory: "$(System.DefaultWorkingDirectory)",
      },
      env,
    };
  },
  azure: (_, connection, step, auth) => {
    const { lines, env } = snowflakeSignIn(auth, "OIDC");
    return azureCli(
      connection,
      step,
      [
        "export ARM_USE_OIDC=true ARM_USE_CLI=false",
        'export ARM_CLIENT_ID="$servicePrincipalId" ARM_TENANT_ID="$tenantId"',
        'export ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID="$AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"',
        ...lines,
      ],
      // With it the providers request a new token when one is too old.
      { SYSTEM_ACCESSTOKEN: "$(System.AccessToken)", ...env },
    );
  },
  gcp: (_, connection, step, auth) => {
    const { lines, env } = snowflakeSignIn(auth, "OIDC");
    const before = [...googleCredentials("idToken", "$AGENT_TEMPDIRECTORY"), ...lines];
    // The identity has no role in Azure: without this the task selects the subscription of the connection, and fails.
    // https://github.com/microsoft/azure-pipelines-tasks/blob/master/Tasks/AzureCLIV2/task.json
    return azureCli(connection, step, before, env, { allowNoSubscriptions: true });
  },
};

/** A step of an environment: by its cloud's task where it reaches the cloud, and by bash where it does not. */
export function azureStep(
  environment: PipelineEnvironment,
  connection: string,
  step: Step,
  auth: SnowflakeAuth,
): AzureStep {
  const task = CLOUDS[environment.cloud ?? ""];
  if (task === undefined) throw new Error(`${environment.name} is on no cloud`);
  return step.signedIn === true ? task(environment, connection, step, auth) : plainStep(step);
}

/** A step without an identity. */
export function plainStep(step: Step): AzureStep {
  return { bash: scriptOf([], step), displayName: step.name };
}
