import { App } from "cdktf";
import { ValidationError } from "cdktf-snowflake-mlops";
import { withoutProtection } from "../synthesize";
import { awsState } from "./aws-state";
import { azureState } from "./azure-state";
import { pipelineAccess } from "./ci";
import { gcpState } from "./gcp-state";

const { MLOPS_STACK: requested = "", MLOPS_UNPROTECTED: unprotected } = process.env;

/** Adds a stack to the app. It loads the package of its cloud. */
type Add = (app: App) => Promise<void>;

const states: Readonly<Record<string, Add>> = {
  [awsState.name]: async (app) => {
    const { AwsStateStack } = await import("cdktf-snowflake-mlops/aws");
    new AwsStateStack(app, withoutProtection(awsState, unprotected));
  },
  [azureState.name]: async (app) => {
    const { AzureStateStack } = await import("cdktf-snowflake-mlops/azure");
    new AzureStateStack(app, withoutProtection(azureState, unprotected));
  },
  [gcpState.name]: async (app) => {
    const { GcpStateStack } = await import("cdktf-snowflake-mlops/gcp");
    new GcpStateStack(app, withoutProtection(gcpState, unprotected));
  },
};

/** A separate app: `cdktf deploy '*'` in the project's folder must not include what holds the states. */
async function synthesize(): Promise<void> {
  const app = new App();
  const all = { ...states, ...pipelineAccess() };
  const add = all[requested];
  for (const each of add === undefined ? Object.values(all) : [add]) await each(app);
  app.synth();
}

synthesize().catch((error: unknown) => {
  if (!(error instanceof ValidationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
