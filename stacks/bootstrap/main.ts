import { App } from "cdktf";
import { reportInvalid, withoutProtection } from "../synthesize";
import { awsState } from "./aws-state";
import { azureState } from "./azure-state";
import { pipelineAccess } from "./ci";
import { gcpState } from "./gcp-state";
import type { BootstrapStack } from "./stack";

const { MLOPS_STACK: requested, MLOPS_UNPROTECTED: unprotected } = process.env;

const states: readonly BootstrapStack[] = [
  {
    name: awsState.name,
    add: async (app) => {
      const { AwsStateStack } = await import("cdktf-snowflake-mlops/aws");
      new AwsStateStack(app, withoutProtection(awsState, unprotected));
    },
  },
  {
    name: azureState.name,
    add: async (app) => {
      const { AzureStateStack } = await import("cdktf-snowflake-mlops/azure");
      new AzureStateStack(app, withoutProtection(azureState, unprotected));
    },
  },
  {
    name: gcpState.name,
    add: async (app) => {
      const { GcpStateStack } = await import("cdktf-snowflake-mlops/gcp");
      new GcpStateStack(app, withoutProtection(gcpState, unprotected));
    },
  },
];

/** A separate app: `cdktf deploy '*'` in the project's folder must not include what holds the states. */
async function synthesize(): Promise<void> {
  const app = new App();
  const all = [...states, ...pipelineAccess()];
  const named = all.filter(({ name }) => name === requested);
  for (const { add } of named.length > 0 ? named : all) await add(app);
  app.synth();
}

synthesize().catch(reportInvalid);
