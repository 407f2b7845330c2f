import { awsDev } from "./environments/aws-dev";
import { awsProd } from "./environments/aws-prod";
import { azureDev } from "./environments/azure-dev";
import { azureProd } from "./environments/azure-prod";
import { gcpDev } from "./environments/gcp-dev";
import { gcpProd } from "./environments/gcp-prod";
import { synthesize } from "./synthesize";

// In place of the setting in the environment's file, for example in a pipeline, whose unset variables are empty.
const snowflakeStoragePrincipalId = process.env.MLOPS_SNOWFLAKE_STORAGE_PRINCIPAL_ID || undefined;
const azure = [azureDev, azureProd].map((environment) => ({ snowflakeStoragePrincipalId, ...environment }));

process.exitCode = synthesize(
  { aws: [awsDev, awsProd], azure, gcp: [gcpDev, gcpProd] },
  { stack: process.env.MLOPS_STACK, unprotected: process.env.MLOPS_UNPROTECTED },
);
