// One platform whose functions cover the groups that are its arguments: `npm run bench` measures its synthesis.
import { App } from "cdktf";
import { Size } from "cdktf-snowflake-mlops";
import { AwsMlopsStack } from "cdktf-snowflake-mlops/aws";

const app = new App();
new AwsMlopsStack(app, { name: "aws", size: Size.DEV, snowflake: { groups: process.argv.slice(2) } });
app.synth();
