import { createRequire } from "node:module";
import { App } from "cdktf";
import { Size, ValidationError } from "cdktf-snowflake-mlops";
import { AwsMlopsStack } from "cdktf-snowflake-mlops/aws";
import { ModelStage } from "cdktf-snowflake-mlops/kedro";
import { MlflowVersion } from "cdktf-snowflake-mlops/mlflow";
import { SqlType } from "cdktf-snowflake-mlops/snowflake";

const app = new App();
new AwsMlopsStack(app, { name: "aws-dev", size: Size.DEV });
app.synth();

let refused = "";
try {
  new AwsMlopsStack(app, { name: "Wrong Name", size: Size.DEV });
} catch (error) {
  if (error instanceof ValidationError) refused = error.problems.map((problem) => problem.field).join();
}
const loaded = Object.keys(createRequire(process.argv[1] ?? "").cache);
const seen = [ModelStage.INTERNAL, MlflowVersion.PINNED, SqlType.VARIANT];
console.log(JSON.stringify({ refused, seen, loaded }));
