import { App } from "cdktf";
import { Size } from "cdktf-snowflake-mlops";
import { AwsMlopsStack } from "cdktf-snowflake-mlops/aws";
import { CopySchedule } from "cdktf-snowflake-mlops/kedro";

const app = new App();
// The settings of the iris team; everything else has its default.
new AwsMlopsStack(app, {
  name: "iris",
  // All names begin with the prefix: the role that kedro connects with is IRIS_KEDRO.
  prefix: "iris",
  size: Size.DEV,
  region: "eu-central-1",
  kedro: {
    // Runs belong to this MLflow experiment; create it once.
    experimentName: "iris",
    // Users of the Snowflake account who get the role.
    users: ["ANNA"],
    // Trained models are copied to MLflow every morning, and on demand by EXECUTE TASK.
    copySchedule: CopySchedule.cron("0 6 * * * Europe/Warsaw"),
  },
});
app.synth();
