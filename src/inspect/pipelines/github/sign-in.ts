import { ALLOW, shell, SNOWFLAKE_AUDIENCE, SNOWFLAKE_ROLE, type Step } from "../commands";
import type { PipelineEnvironment } from "../environment";
import { action } from "./actions";
import type { WorkflowStep } from "./workflow";

const variable = (name: string) => `\${{ vars.${name} }}`;
const variables = (...names: string[]) => Object.fromEntries(names.map((name) => [name, variable(name)]));

const SNOWFLAKE = {
  ...variables("SNOWFLAKE_ORGANIZATION_NAME", "SNOWFLAKE_ACCOUNT_NAME", "SNOWFLAKE_USER"),
  SNOWFLAKE_ROLE,
  SNOWFLAKE_AUTHENTICATOR: "WORKLOAD_IDENTITY",
};

interface SignIn {
  /** Variables of the job. */
  env(environment: PipelineEnvironment): Record<string, string>;
  /** Steps before the first that reaches the cloud. */
  steps(environment: PipelineEnvironment): WorkflowStep[];
  /** Lines before each step that reaches Snowflake. */
  readonly token: readonly string[];
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
    env: (environment) => ({
      AWS_REGION: region(environment),
      ...SNOWFLAKE,
      SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "AWS",
    }),
    steps: (environment) => [
      {
        uses: action("aws"),
        with: { "role-to-assume": variable("AWS_ROLE_ARN"), "aws-region": region(environment) },
      },
    ],
    token: [],
  },
  azure: {
    // The providers request GitHub's token themselves, again and again.
    env: () => ({
      ARM_USE_OIDC: "true",
      ...variables("ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_SUBSCRIPTION_ID"),
      ...SNOWFLAKE,
      SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "OIDC",
    }),
    steps: () => [],
    token: TOKEN,
  },
  gcp: {
    env: () => ({ ...variables("GOOGLE_PROJECT"), ...SNOWFLAKE, SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "OIDC" }),
    steps: () => [
      {
        uses: action("google"),
        with: {
          workload_identity_provider: variable("GCP_WORKLOAD_IDENTITY_PROVIDER"),
          service_account: variable("GCP_SERVICE_ACCOUNT"),
        },
      },
    ],
    token: TOKEN,
  },
};

function signInOf({ cloud, name }: PipelineEnvironment): SignIn {
  const found = CLOUDS[cloud ?? ""];
  if (found === undefined) throw new Error(`${name} is on no cloud`);
  return found;
}

/** The variables of a job that signs in. */
export function signedInEnv(environment: PipelineEnvironment): Record<string, string> {
  return signInOf(environment).env(environment);
}

/** The steps of a job, with the sign-in before the first that needs it. */
export function withSignIn(environment: PipelineEnvironment, steps: readonly Step[]): WorkflowStep[] {
  const { steps: before, token } = signInOf(environment);
  const first = steps.findIndex(({ signedIn }) => signedIn === true);
  return steps.flatMap((step, index) => [
    ...(index === first ? before(environment) : []),
    { name: step.name, run: shell([...(step.signedIn === true ? token : []), ...step.run]) },
  ]);
}

/** The steps of a job without an identity. */
export function plainSteps(steps: readonly Step[]): WorkflowStep[] {
  return steps.map(({ name, run }) => ({ name, run: shell(run) }));
}

/** The variable of a job that plans. */
export const allowEnv = { [ALLOW]: variable(ALLOW) };
