import { App } from "cdktf";
import { ValidationError } from "cdktf-snowflake-mlops";
import { AwsStateStack } from "cdktf-snowflake-mlops/aws";
import { awsState } from "./aws-state";

// A separate app: `cdktf deploy '*'` in the project's folder must not include the bucket of the states.
try {
  const app = new App();
  const unprotected = process.env.MLOPS_UNPROTECTED === awsState.name;
  new AwsStateStack(app, unprotected ? { ...awsState, protection: false } : awsState);
  app.synth();
} catch (error) {
  if (!(error instanceof ValidationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
