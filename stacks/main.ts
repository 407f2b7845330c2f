import { loadEnvironments, type ListedEnvironments } from "./listed";
import { azureIrisEndpoint, irisEndpoint } from "./iris";
import { reportInvalid, synthesize } from "./synthesize";

// In place of settings in the environments' files, for example in a pipeline, whose unset variables are empty.
const snowflakeStoragePrincipalId = process.env.MLOPS_SNOWFLAKE_STORAGE_PRINCIPAL_ID || undefined;
const { MLOPS_MODEL_LOCATION: model = "", MLOPS_MODEL_IMAGE: image = "" } = process.env;
const served = model === "" ? [] : [irisEndpoint(model)];
// SageMaker needs an image too.
const onSageMaker = image === "" ? [] : served.map((endpoint) => ({ ...endpoint, image }));
const onAzureMl = model === "" ? [] : [azureIrisEndpoint(model)];

// By name. A file is loaded, and with it the package of its cloud, only when its environment is asked for.
const listed: ListedEnvironments = {
  aws: {
    "aws-dev": async () => ({ ...(await import("./environments/aws-dev.js")).awsDev, endpoints: onSageMaker }),
    "aws-prod": async () => (await import("./environments/aws-prod.js")).awsProd,
  },
  azure: {
    "azure-dev": async () => ({
      snowflakeStoragePrincipalId,
      ...(await import("./environments/azure-dev.js")).azureDev,
      endpoints: onAzureMl,
    }),
    "azure-prod": async () => ({
      snowflakeStoragePrincipalId,
      ...(await import("./environments/azure-prod.js")).azureProd,
    }),
  },
  gcp: {
    "gcp-dev": async () => ({ ...(await import("./environments/gcp-dev.js")).gcpDev, endpoints: served }),
    "gcp-prod": async () => (await import("./environments/gcp-prod.js")).gcpProd,
  },
};

const { MLOPS_STACK: stack, MLOPS_UNPROTECTED: unprotected } = process.env;

loadEnvironments(listed, stack)
  .then((environments) => synthesize(environments, { unprotected }))
  .catch(reportInvalid);
