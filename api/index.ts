// Not shipped: what jsii compiles and jsii-docgen documents (`npm run api`). One namespace a subpath of the package; `core` is
// its root, and `platform` what the subpath of each cloud exports too, as jsii takes a type once only. `/rehearsal` is not here: it holds
// functions for Node programs, and jsii knows no functions.
export * as core from "../src";
export * as snowflake from "../src/snowflake";
export * as mlflow from "../src/mlflow";
export * as kedro from "../src/kedro";
export * as platform from "../src/platform";
export * as aws from "../src/aws";
export * as azure from "../src/azure";
export * as gcp from "../src/gcp";
