import { awsDev } from "./environments/aws-dev";
import { awsProd } from "./environments/aws-prod";
import { azureDev } from "./environments/azure-dev";
import { azureProd } from "./environments/azure-prod";
import { synthesize } from "./synthesize";

process.exitCode = synthesize(
  { aws: [awsDev, awsProd], azure: [azureDev, azureProd] },
  { stack: process.env.MLOPS_STACK, unprotected: process.env.MLOPS_UNPROTECTED },
);
