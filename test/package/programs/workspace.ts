import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { App, TerraformStack } from "cdktf";
import { Role, Workspace } from "cdktf-snowflake-mlops/snowflake";

const app = new App();
const stack = new TerraformStack(app, "workspace");
new SnowflakeProvider(stack, "Snowflake");
const workspace = new Workspace(stack, "Workspace", {
  databaseName: "TEAM_MLOPS",
  schemaName: "MLFLOW",
  warehouseName: "TEAM_MLOPS_WH",
});
workspace.grantUsage(new Role(stack, "Analyst", { name: "TEAM_ANALYST" }));
app.synth();
console.log(JSON.stringify({ done: true }));
