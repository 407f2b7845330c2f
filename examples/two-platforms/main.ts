import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TimeProvider } from "@cdktf/provider-time/lib/provider";
import { App, TerraformStack } from "cdktf";
import { Size } from "cdktf-snowflake-mlops";
import { AwsMlopsPlatform } from "cdktf-snowflake-mlops/aws";
import { OperationGroup } from "cdktf-snowflake-mlops/mlflow";
import { SnowflakePreviewFeatures } from "cdktf-snowflake-mlops/snowflake";

const app = new App();
const stack = new TerraformStack(app, "two-platforms");
new AwsProvider(stack, "Aws", { region: "eu-central-1" });
new SnowflakeProvider(stack, "Snowflake", { previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED });
new RandomProvider(stack, "Random");
new TimeProvider(stack, "Time");

// All names begin with the prefix, so two platforms share an AWS account and a Snowflake account. Here the second one also
// shares the network of the first (a block of its own would be `network: { cidr: "10.41.0.0/16" }`), and offers the model registry alone.
const churn = new AwsMlopsPlatform(stack, "Churn", { prefix: "churn", size: Size.DEV });
new AwsMlopsPlatform(stack, "Pricing", {
  prefix: "pricing",
  size: Size.DEV,
  existing: { network: churn.network },
  snowflake: { groups: [OperationGroup.REGISTRY] },
});
app.synth();
