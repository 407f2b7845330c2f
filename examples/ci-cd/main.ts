import { App } from "cdktf";
import { Size } from "cdktf-snowflake-mlops";
import { AwsMlopsStack, type AwsEnvironmentProps } from "cdktf-snowflake-mlops/aws";
import { AzureMlopsStack, type AzureEnvironmentProps } from "cdktf-snowflake-mlops/azure";
import { GcpMlopsStack, type GcpEnvironmentProps } from "cdktf-snowflake-mlops/gcp";

// Environments that a pipeline can deploy: their state is remote. `mlops ci github aws-dev aws-trial aws-prod` writes their pipeline.
const dev = { size: Size.DEV, tags: { environment: "dev" } };
const prod = { size: Size.PROD, tags: { environment: "prod" } };

const s3 = { bucket: "my-terraform-state", region: "eu-central-1" };
const aws: AwsEnvironmentProps[] = [
  { name: "aws-dev", ...dev, region: "eu-central-1", state: s3 },
  // A throw-away environment: the nightly pipeline destroys it after the last day that its tag names.
  { name: "aws-trial", size: Size.DEV, tags: { environment: "trial", ttl: "2027-03-31" }, state: s3 },
  { name: "aws-prod", ...prod, region: "eu-central-1", state: s3 },
];

const azurerm = { resourceGroupName: "terraform-state", storageAccountName: "mytfstate" };
const azure: AzureEnvironmentProps[] = [
  { name: "azure-dev", ...dev, state: azurerm },
  { name: "azure-prod", ...prod, state: azurerm },
];

const gcs = { bucket: "my-terraform-state" };
const gcp: GcpEnvironmentProps[] = [
  { name: "gcp-dev", ...dev, state: gcs },
  { name: "gcp-prod", ...prod, state: gcs },
];

// The commands of mlops name the one environment that they need.
const requested = ({ name }: { readonly name: string }) => [name, undefined].includes(process.env.MLOPS_STACK);
const app = new App();
for (const environment of aws.filter(requested)) new AwsMlopsStack(app, environment);
for (const environment of azure.filter(requested)) new AzureMlopsStack(app, environment);
for (const environment of gcp.filter(requested)) new GcpMlopsStack(app, environment);
app.synth();
