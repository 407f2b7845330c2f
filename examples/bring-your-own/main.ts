import { App, TerraformStack } from "cdktf";
import { Size } from "cdktf-snowflake-mlops";
import { ArtifactStore, AwsMlopsPlatform, AwsProviders, BackendStore, Network } from "cdktf-snowflake-mlops/aws";
import { Workspace } from "cdktf-snowflake-mlops/snowflake";

const app = new App();
const stack = new TerraformStack(app, "bring-your-own");
AwsProviders.addTo(stack, { region: "eu-central-1" });

// Private subnets with a NAT gateway, in two zones.
const network = Network.fromNetworkAttributes(stack, "Network", {
  vpcId: "vpc-0a1b2c3d4e5f60718",
  serverSubnetIds: ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"],
});
const artifactStore = ArtifactStore.fromArtifactStoreAttributes(stack, "Artifacts", {
  bucketName: "team-models",
  artifactPrefix: "mlflow",
  encryptionKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001",
});
// The secret's text is postgresql+psycopg2://<user>:<password>@<host>:5432/<database>?sslmode=require&target_session_attrs=read-write
const backendStore = BackendStore.fromBackendStoreAttributes(stack, "Database", {
  uriSecretArn: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:team/mlflow-uri-AbCdEf",
  securityGroupId: "sg-0d0d0d0d0d0d0d0d0",
});
const workspace = Workspace.fromWorkspaceAttributes(stack, "Workspace", {
  databaseName: "ANALYTICS",
  schemaName: "MLFLOW",
  warehouseName: "ANALYTICS_WH",
});

// The platform creates the rest: servers, gateway, trust, functions, stages and the kedro role.
new AwsMlopsPlatform(stack, "Platform", {
  prefix: "team-b",
  size: Size.PROD,
  existing: { network, artifactStore, backendStore, workspace },
  accessLogs: { enabled: false },
  protection: false,
  snowflake: { readerRoles: ["ANALYST"], writerRoles: ["DATA_SCIENTIST"] },
});
app.synth();
