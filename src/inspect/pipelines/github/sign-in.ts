import { ALLOW, shell, type Step } from "../commands";
import type { PipelineEnvironment } from "../environment";
import type { Pipeline } from "../pipeline";
import {
  decodePrivateKey,
  PRIVATE_KEY,
  SNOWFLAKE_AUDIENCE,
  snowflakeEnv,
  type SnowflakeAuth,
  type Workload,
} from "../snowflake";
import { action } from "./actions";
import type { WorkflowStep } from "./workflow";

const variable = (name: string) => `\${{ vars.${name} }}`;
const variables = (...names: string[]) => Object.fromEntries(names.map((name) => [name, variable(name)]));

interface SignIn {
  /** Variables of the job for the cloud. */
  env(environment: PipelineEnvironment): Record<string, string>;
  /** Steps before the first that reaches the cloud. */
  steps(environment: PipelineEnvironment, pipeline: Pipeline): WorkflowStep[];
  readonly workload: Workload;
}

/** A token of the pipeline is valid for minutes: each step gets its own. */
const TOKEN = [
  "SNOWFLAKE_TOKEN=$(",
  '  curl -sSf -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\',
  `    "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${SNOWFLAKE_AUDIENCE}" |`,
  `    node -pe 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).value'`,
  ")",
  'echo "::add-mask::$SNOWFLAKE_TOKEN"',
  "export SNOWFLAKE_TOKEN",
];

const region = ({ region: known }: PipelineEnvironment) => known ?? variable("AWS_REGION");

const CLOUDS: Readonly<Record<string, SignIn>> = {
  aws: {
    // Snowflake maps the AWS role to the user.
    workload: "AWS",
    env: (environment) => ({ AWS_REGION: region(environment) }),
    steps: (environment, { sessionHours }) => [
      {
        uses: action("aws"),
        with: {
          "role-to-assume": variable("AWS_ROLE_ARN"),
          "aws-region": region(environment),
          "role-duration-seconds": sessionHours * 3600,
        },
      },
    ],
  },
  azure: {
    workload: "OIDC",
    // The providers request GitHub's token themselves, again and again.
    env: () => ({ ARM_USE_OIDC: "true", ...variables("ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_SUBSCRIPTION_ID") }),
    steps: () => [],
  },
  gcp: {
    workload: "OIDC",
    env: () => variables("GOOGLE_PROJECT"),
    steps: () => [
      {
        uses: action("google"),
        with: {
          workload_identity_provider: variable("GCP_WORKLOAD_IDENTITY_PROVIDER"),
          service_account: variable("GCP_SERVICE_ACCOUNT"),
        },
      },
    ],
  },
};

function signInOf({ cloud, name }: PipelineEnvironment): SignIn {
  const found = CLOUDS[cloud ?? ""];
  if (found === undefined) throw new Error(`${name} is on no cloud`);
  return found;
}

/** The variables of a job that signs in. */
export function signedInEnv(environment: PipelineEnvironment, auth: SnowflakeAuth): Record<string, string> {
  const { env, workload } = signInOf(environment);
  return {
    ...env(environment),
    ...variables("SNOWFLAKE_ORGANIZATION_NAME", "SNOWFLAKE_ACCOUNT_NAME", "SNOWFLAKE_USER"),
    ...snowflakeEnv(auth, workload),
  };
}

/** Lines before each step that reaches Snowflake, and the secret that they read. */
function snowflakeSignIn(
  { workload }: SignIn,
  auth: SnowflakeAuth,
): Pick<WorkflowStep, "env"> & { lines: readonly string[] } {
  if (auth === "workload-identity") return { lines: workload === "OIDC" ? TOKEN : [] };
  return {
    env: { [PRIVATE_KEY]: `\${{ secrets.${PRIVATE_KEY} }}` },
    lines: decodePrivateKey(`printf %s "$${PRIVATE_KEY}"`, "the secrets of the environment of the job"),
  };
}

/** The steps of a job, with the sign-in before the first that needs it. */
export function withSignIn(
  pipeline: Pipeline,
  environment: PipelineEnvironment,
  steps: readonly Step[],
): WorkflowStep[] {
  const signIn = signInOf(environment);
  const { env, lines } = snowflakeSignIn(signIn, pipeline.snowflakeAuth);
  const first = steps.findIndex(({ signedIn }) => signedIn === true);
  return steps.flatMap((step, index) => [
    ...(index === first ? signIn.steps(environment, pipeline) : []),
    ...(step.signedIn === true ? [{ name: step.name, env, run: shell([...lines, ...step.run]) }] : plainSteps([step])),
  ]);
}

/** The steps of a job without an identity. */
export function plainSteps(steps: readonly Step[]): WorkflowStep[] {
  return steps.map(({ name, run }) => ({ name, run: shell(run) }));
}

/** The variable of a job that plans. */
export const allowEnv = { [ALLOW]: variable(ALLOW) };
