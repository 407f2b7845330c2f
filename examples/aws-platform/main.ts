import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TimeProvider } from "@cdktf/provider-time/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { Size } from "cdktf-snowflake-mlops";
import { AwsMlopsPlatform } from "cdktf-snowflake-mlops/aws";
import { SnowflakePreviewFeatures } from "cdktf-snowflake-mlops/snowflake";

const app = new App();
const stack = new TerraformStack(app, "aws-platform");
new AwsProvider(stack, "Aws", { region: "eu-central-1" });
new SnowflakeProvider(stack, "Snowflake", { previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED });
new RandomProvider(stack, "Random");
new TimeProvider(stack, "Time");

const platform = new AwsMlopsPlatform(stack, "Platform", { prefix: "team-a", size: Size.DEV });
new TerraformOutput(stack, "GatewayUrl", { value: platform.gateway.url });
app.synth();
