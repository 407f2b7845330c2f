import { awsDev } from "./environments/aws-dev";
import { awsProd } from "./environments/aws-prod";
import { azureDev } from "./environments/azure-dev";
import { azureProd } from "./environments/azure-prod";
import { gcpDev } from "./environments/gcp-dev";
import { gcpProd } from "./environments/gcp-prod";
import { azureIrisEndpoint, irisEndpoint } from "./iris";
import { synthesize } from "./synthesize";

// In place of settings in the environments' files, for example in a pipeline, whose unset variables are empty.
const snowflakeStoragePrincipalId = process.env.MLOPS_SNOWFLAKE_STORAGE_PRINCIPAL_ID || undefined;
const { MLOPS_MODEL_LOCATION: model = "", MLOPS_MODEL_IMAGE: image = "" } = process.env;
const served = model === "" ? [] : [irisEndpoint(model)];
// SageMaker needs an image too.
const onSageMaker = image === "" ? [] : served.map((endpoint) => ({ ...endpoint, image }));
const aws = [{ ...awsDev, endpoints: onSageMaker }, awsProd];
const gcp = [{ ...gcpDev, endpoints: served }, gcpProd];
const onAzureMl = model === "" ? [] : [azureIrisEndpoint(model)];
const azure = [{ ...azureDev, endpoints: onAzureMl }, azureProd].map((environment) => ({
  snowflakeStoragePrincipalId,
  ...environment,
}));

process.exitCode = synthesize(
  { aws, azure, gcp },
  { stack: process.env.MLOPS_STACK, unprotected: process.env.MLOPS_UNPROTECTED },
);
