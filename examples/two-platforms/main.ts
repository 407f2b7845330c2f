import { App, TerraformStack } from "cdktf";
import { Size } from "cdktf-snowflake-mlops";
import { AwsMlopsPlatform, AwsProviders } from "cdktf-snowflake-mlops/aws";
import { OperationGroup } from "cdktf-snowflake-mlops/mlflow";

const app = new App();
const stack = new TerraformStack(app, "two-platforms");
AwsProviders.addTo(stack, { region: "eu-central-1" });

// All names begin with the prefix, so that two platforms can share an AWS account and a Snowflake account. Here the second also shares
// the network of the first (for its own, set `network: { cidr: "10.41.0.0/16" }`) and offers the model registry only.
const churn = new AwsMlopsPlatform(stack, "Churn", { prefix: "churn", size: Size.DEV });
new AwsMlopsPlatform(stack, "Pricing", {
  prefix: "pricing",
  size: Size.DEV,
  existing: { network: churn.network },
  snowflake: { groups: [OperationGroup.REGISTRY] },
});
app.synth();
