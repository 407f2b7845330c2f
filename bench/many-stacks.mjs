// One program with as many platforms as its argument says: `npm run bench` measures the time a stack.
import { App } from "cdktf";
import { Size } from "cdktf-snowflake-mlops";
import { AwsMlopsStack } from "cdktf-snowflake-mlops/aws";

const app = new App();
for (let index = 0; index < Number(process.argv[2]); index++) {
  new AwsMlopsStack(app, { name: `aws-${index}`, size: Size.DEV, prefix: `team-${index}` });
}
app.synth();
