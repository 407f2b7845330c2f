import { awsDev } from "./environments/aws-dev";
import { awsProd } from "./environments/aws-prod";
import { synthesize } from "./synthesize";

process.exitCode = synthesize(
  { aws: [awsDev, awsProd] },
  { stack: process.env.MLOPS_STACK, unprotected: process.env.MLOPS_UNPROTECTED },
);
