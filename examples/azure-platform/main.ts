import { App, TerraformOutput, TerraformStack } from "cdktf";
import { Size } from "cdktf-snowflake-mlops";
import { AzureMlopsPlatform, AzureProviders } from "cdktf-snowflake-mlops/azure";

const app = new App();
const stack = new TerraformStack(app, "azure-platform");
AzureProviders.addTo(stack);

const platform = new AzureMlopsPlatform(stack, "Platform", {
  prefix: "team-a",
  size: Size.DEV,
  location: "northeurope",
});
new TerraformOutput(stack, "GatewayUrl", { value: platform.gateway.url });
new TerraformOutput(stack, "ConsentUrl", { value: platform.snowflakeAccess.apiConsentUrl });
app.synth();
