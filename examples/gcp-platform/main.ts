import { App, TerraformOutput, TerraformStack } from "cdktf";
import { Size } from "cdktf-snowflake-mlops";
import { GcpMlopsPlatform, GcpProviders } from "cdktf-snowflake-mlops/gcp";

const app = new App();
const stack = new TerraformStack(app, "gcp-platform");
GcpProviders.addTo(stack);

const platform = new GcpMlopsPlatform(stack, "Platform", {
  prefix: "team-a",
  size: Size.DEV,
  region: "us-central1",
});
new TerraformOutput(stack, "GatewayUrl", { value: platform.gateway.url });
app.synth();
