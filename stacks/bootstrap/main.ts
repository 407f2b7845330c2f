import { App } from "cdktf";
import { ValidationError } from "cdktf-snowflake-mlops";
import { AwsStateStack } from "cdktf-snowflake-mlops/aws";
import { AzureStateStack } from "cdktf-snowflake-mlops/azure";
import { GcpStateStack } from "cdktf-snowflake-mlops/gcp";
import { withoutProtection } from "../synthesize";
import { awsState } from "./aws-state";
import { azureState } from "./azure-state";
import { addPipelineAccess } from "./ci";
import { gcpState } from "./gcp-state";

// A separate app: `cdktf deploy '*'` in the project's folder must not include what holds the states.
try {
  const app = new App();
  const unprotected = process.env.MLOPS_UNPROTECTED;
  new AwsStateStack(app, withoutProtection(awsState, unprotected));
  new AzureStateStack(app, withoutProtection(azureState, unprotected));
  new GcpStateStack(app, withoutProtection(gcpState, unprotected));
  addPipelineAccess(app);
  app.synth();
} catch (error) {
  if (!(error instanceof ValidationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
