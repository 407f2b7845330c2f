import { App, TerraformOutput, TerraformStack } from "cdktf";
import { Size } from "cdktf-snowflake-mlops";
import { AwsMlopsPlatform, AwsProviders } from "cdktf-snowflake-mlops/aws";

const app = new App();
const stack = new TerraformStack(app, "aws-platform");
AwsProviders.addTo(stack, { region: "eu-central-1" });

const platform = new AwsMlopsPlatform(stack, "Platform", { prefix: "team-a", size: Size.DEV });
new TerraformOutput(stack, "GatewayUrl", { value: platform.gateway.url });
app.synth();
