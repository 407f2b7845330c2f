import { App } from "cdktf";
import { SnowflakeOnlyStack } from "./stack";

const app = new App();
new SnowflakeOnlyStack(app, "snowflake-only");
app.synth();
