import { RolloutStrategy, type AwsEnvironmentProps } from "cdktf-snowflake-mlops/aws";
import type { AzureEnvironmentProps } from "cdktf-snowflake-mlops/azure";
import { ServingRuntime, type GcpEnvironmentProps } from "cdktf-snowflake-mlops/gcp";
import { awsDev } from "./environments/aws-dev";
import { awsProd } from "./environments/aws-prod";
import { azureDev } from "./environments/azure-dev";
import { azureProd } from "./environments/azure-prod";
import { gcpDev } from "./environments/gcp-dev";
import { gcpProd } from "./environments/gcp-prod";
import { azureIrisEndpoint, irisEndpoint, IRIS_DEPENDENCIES } from "./iris";

/*
 * Environments with model endpoints, as examples: in development with the defaults, in production with every setting that an endpoint of the
 * cloud has. `main.ts` deploys none of them; the policy check and the tests synthesize all.
 */

const MODEL = "1/models/m-0123456789abcdef/artifacts";
const CHALLENGER = "1/models/m-fedcba9876543210/artifacts";

const IN_ECR = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/mlflow-pyfunc:3.17.2";

/** Two models, of which the new one has a tenth of the calls. */
const TRAFFIC = { main: 90, challenger: 10 };
const DEPLOYMENTS = [
  { name: "main", model: MODEL },
  { name: "challenger", model: CHALLENGER },
];

const awsEndpoint: AwsEnvironmentProps = {
  ...awsDev,
  name: "aws-endpoint",
  endpoints: [{ ...irisEndpoint(MODEL), image: IN_ECR }],
};

const awsEndpointProd: AwsEnvironmentProps = {
  ...awsProd,
  name: "aws-endpoint-prod",
  prefix: "mlops-aws-models",
  endpoints: [
    {
      ...irisEndpoint(MODEL),
      image: IN_ECR,
      deployments: DEPLOYMENTS,
      traffic: TRAFFIC,
      instanceType: "ml.m5.large",
      minInstances: 2,
      maxInstances: 6,
      invocationsPerInstance: 120,
      dataCapture: { samplingPercent: 10 },
      encryptionKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      privateAccess: true,
      rollout: { strategy: RolloutStrategy.CANARY, stepPercent: 10 },
      alarms: true,
    },
  ],
};

const azureEndpoint: AzureEnvironmentProps = {
  ...azureDev,
  name: "azure-endpoint",
  endpoints: [azureIrisEndpoint(MODEL)],
};

const azureEndpointProd: AzureEnvironmentProps = {
  ...azureProd,
  name: "azure-endpoint-prod",
  prefix: "mlops-azure-models",
  endpoints: [
    {
      ...azureIrisEndpoint(MODEL),
      deployments: DEPLOYMENTS.map((each) => ({ ...each, modelDependencies: IRIS_DEPENDENCIES })),
      traffic: TRAFFIC,
      minInstances: 2,
      maxInstances: 6,
      dataCapture: { samplingPercent: 10 },
      privateAccess: true,
      alarms: true,
    },
  ],
};

const gcpEndpoint: GcpEnvironmentProps = { ...gcpDev, name: "gcp-endpoint", endpoints: [irisEndpoint(MODEL)] };

const gcpEndpointProd: GcpEnvironmentProps = {
  ...gcpProd,
  name: "gcp-endpoint-prod",
  prefix: "mlops-gcp-models",
  endpoints: [
    {
      ...irisEndpoint(MODEL),
      deployments: DEPLOYMENTS,
      traffic: TRAFFIC,
      minInstances: 1,
      maxInstances: 6,
      privateAccess: true,
      alarms: true,
    },
  ],
};

const gcpVertex: GcpEnvironmentProps = {
  ...gcpDev,
  name: "gcp-vertex",
  endpoints: [{ ...irisEndpoint(MODEL), runtime: ServingRuntime.VERTEX }],
};

const gcpVertexProd: GcpEnvironmentProps = {
  ...gcpProd,
  name: "gcp-vertex-prod",
  prefix: "mlops-vertex-models",
  region: "us-central1",
  endpoints: [
    {
      ...irisEndpoint(MODEL),
      runtime: ServingRuntime.VERTEX,
      image: "us-central1-docker.pkg.dev/my-project-123456/models/mlflow-pyfunc:3.17.2",
      deployments: DEPLOYMENTS,
      traffic: TRAFFIC,
      minInstances: 2,
      maxInstances: 6,
      dataCapture: { samplingPercent: 10 },
      encryptionKeyId: "projects/my-project-123456/locations/us-central1/keyRings/mlops/cryptoKeys/models",
      alarms: true,
    },
  ],
};

/** By cloud, and on each first without and then with all settings. */
export const ENDPOINT_ENVIRONMENTS = {
  aws: [awsEndpoint, awsEndpointProd],
  azure: [azureEndpoint, azureEndpointProd],
  gcp: [gcpEndpoint, gcpEndpointProd, gcpVertex, gcpVertexProd],
};
