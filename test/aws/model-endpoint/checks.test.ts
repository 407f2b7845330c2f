import { AwsEnvironments, RolloutStrategy, type ModelEndpointSettings } from "../../../src/aws";
import { Problems, Size } from "../../../src/core";
import { NO_REFERENCE } from "../../../src/platform/model-endpoint/location";
import { ARCHIVE, IMAGE, IRIS, MODEL, SERVERLESS, problemsOf } from "./fixture";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-1111-4222-8333-aaaabbbbcccc";
const TWO = [
  { name: "blue", model: MODEL },
  { name: "green", model: "1/models/m-2/artifacts" },
];
const model = (location: string): ModelEndpointSettings => ({
  ...IRIS,
  deployments: [{ name: "blue", model: location }],
});

test("endpoints in real time and serverless have no problem", () => {
  expect(problemsOf(IRIS, { ...SERVERLESS, name: "small" })).toEqual([]);
  expect(problemsOf({ ...IRIS, deployments: TWO, traffic: { blue: 90, green: 10 } })).toEqual([]);
});

const CASES: Record<string, [ModelEndpointSettings, ...string[]]> = {
  "serverless with data capture": [
    { ...SERVERLESS, dataCapture: {} },
    "endpoints.0.dataCapture must be omitted: a serverless endpoint has no data capture",
  ],
  "serverless with a network": [
    { ...SERVERLESS, privateAccess: true },
    "endpoints.0.privateAccess must be omitted: a serverless endpoint has no VPC and no network isolation",
  ],
  "serverless with several variants": [
    {
      ...SERVERLESS,
      deployments: [
        { name: "a", model: ARCHIVE },
        { name: "b", model: ARCHIVE },
      ],
      traffic: { a: 50, b: 50 },
    },
    "endpoints.0.deployments must be one deployment: a serverless endpoint serves one model",
  ],
  "serverless with an uncompressed model": [
    { ...IRIS, serverless: {} },
    "endpoints.0.deployments must have models that end with .tar.gz: a serverless endpoint reads no uncompressed model",
  ],
  "serverless with instances": [
    { ...SERVERLESS, minInstances: 1, instanceType: "ml.m5.large" },
    "endpoints.0.instanceType must be omitted: a serverless endpoint has no instances",
    "endpoints.0.minInstances must be omitted: a serverless endpoint has no instances",
  ],
  "serverless with a key": [
    { ...SERVERLESS, encryptionKeyArn: KEY },
    "endpoints.0.encryptionKeyArn must be omitted: a serverless endpoint has no volumes",
  ],
  "a key by its alias": [
    { ...IRIS, encryptionKeyArn: "alias/mlops" },
    "endpoints.0.encryptionKeyArn must be the ARN of a KMS key, not an alias",
  ],
  "a key for instances with local storage": [
    { ...IRIS, encryptionKeyArn: KEY, instanceType: "ml.g4dn.xlarge" },
    "endpoints.0.instanceType must be a type without local storage with encryptionKeyArn: local storage has a key of its own, and SageMaker refuses another",
  ],
  "memory between the steps": [
    { ...SERVERLESS, serverless: { memoryMib: 1500 } },
    "endpoints.0.serverless.memoryMib must be from 1024 to 6144 in steps of 1024: MiB of a serverless endpoint",
  ],
  "more provisioned than possible calls": [
    { ...SERVERLESS, serverless: { maxConcurrency: 2, provisionedConcurrency: 3 } },
    "endpoints.0.serverless.provisionedConcurrency must be an integer from 1 to 2: calls without a cold start, at most maxConcurrency",
  ],
  "traffic to a deployment that does not exist": [
    { ...IRIS, traffic: { red: 100 } },
    "endpoints.0.traffic.red must be the name of a deployment: blue",
  ],
  "traffic that is not 100 percent": [
    { ...IRIS, deployments: TWO, traffic: { blue: 90, green: 20 } },
    "endpoints.0.traffic must be 100 percent together",
  ],
  "several deployments without traffic": [
    { ...IRIS, deployments: TWO },
    "endpoints.0.traffic must be set: there are several deployments",
  ],
  "more deployments than an alarm can watch": [
    {
      ...IRIS,
      alarms: true,
      deployments: ["a", "b", "c", "d", "e", "f"].map((name) => ({ name, model: MODEL })),
      traffic: { a: 100 },
    },
    "endpoints.0.deployments must be at most 5 with alarms: an alarm has 10 metrics in CloudWatch, and each deployment has two",
  ],
  "no deployment": [{ ...IRIS, deployments: [] }, "endpoints.0.deployments must be 1 to 10 deployments"],
  "deployments of one name": [
    { ...IRIS, deployments: [TWO[0], TWO[0]] as typeof TWO, traffic: { blue: 100 } },
    "endpoints.0.deployments must have unique names",
  ],
  "a name over the cloud's limit": [
    { ...IRIS, name: "x".repeat(33), functionName: "SCORE" },
    "endpoints.0.name must be an endpoint name of 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter: SageMaker allows 63 characters for <prefix>-<name>",
  ],
  "a variant's name over the cloud's limit": [
    { ...IRIS, deployments: [{ name: "x".repeat(64), model: MODEL }] },
    "endpoints.0.deployments.0.name must be a name of a production variant of 1 to 63 characters: letters, digits and hyphens, with no hyphen at either end",
  ],
  "an image that is not in ECR": [
    { ...IRIS, image: "ghcr.io/mlflow/mlflow:v3.17.2-full" },
    "endpoints.0.image must be an image in ECR with tag or digest: SageMaker pulls from no other registry",
  ],
  "an image without a tag": [
    { ...IRIS, image: IMAGE.replace(":3.17.2", "") },
    "endpoints.0.image must be an image in ECR with tag or digest: SageMaker pulls from no other registry",
  ],
  "a payload over the limit": [
    { ...IRIS, maxPayloadBytes: 10_000_000 },
    "endpoints.0.maxPayloadBytes must be an integer from 1024 to 6000000: bytes of a request; the limit of a real-time endpoint",
  ],
  "a payload over the limit of a serverless endpoint": [
    { ...SERVERLESS, maxPayloadBytes: 6_000_000 },
    "endpoints.0.maxPayloadBytes must be an integer from 1024 to 4000000: bytes of a request; the limit of a serverless endpoint",
  ],
  "no instance": [
    { ...IRIS, minInstances: 0 },
    "endpoints.0.minInstances must be an integer from 1 to 1000: instances of each deployment",
  ],
  "fewer instances at most than at least": [
    { ...IRIS, minInstances: 3, maxInstances: 2 },
    "endpoints.0.maxInstances must be an integer from 3 to 1000: instances of each deployment, minInstances or more",
  ],
  "burstable instances that should scale": [
    { ...IRIS, instanceType: "ml.t2.medium", maxInstances: 3 },
    "endpoints.0.instanceType must be a type that scales with maxInstances above minInstances: burstable instances do not",
  ],
  "a canary of one instance": [
    { ...IRIS, alarms: true, rollout: { strategy: RolloutStrategy.CANARY } },
    "endpoints.0.rollout.strategy must be ALL_AT_ONCE with one instance: a step is at most half of the new fleet",
  ],
  "a canary without alarms": [
    { ...IRIS, minInstances: 2, alarms: false, rollout: { strategy: RolloutStrategy.CANARY } },
    "endpoints.0.alarms must be true with a rollout in steps: without alarms no step ever fails",
  ],
  "a step of a rollout all at once": [
    { ...IRIS, rollout: { stepPercent: 10 } },
    "endpoints.0.rollout.stepPercent must be omitted: all traffic moves at once",
  ],
  "a linear step below the limit": [
    { ...IRIS, minInstances: 2, alarms: true, rollout: { strategy: RolloutStrategy.LINEAR, stepPercent: 5 } },
    "endpoints.0.rollout.stepPercent must be an integer from 10 to 50: percent of the new fleet at each step",
  ],
  "a model by name": [
    model("models:/iris@champion"),
    "endpoints.0.deployments.0.model must be a location, not a models:/ or runs:/ URI: only the MLflow server knows where such a model is, and an alias can move without a deploy",
  ],
  "a model by run": [
    model("runs:/abc/model"),
    "endpoints.0.deployments.0.model must be a location, not a models:/ or runs:/ URI: only the MLflow server knows where such a model is, and an alias can move without a deploy",
  ],
  "a model with its bucket": [
    model("s3://bucket/mlflow/1/models/m-1/artifacts"),
    "endpoints.0.deployments.0.model must be a location below the artifact prefix, without bucket and prefix",
  ],
  "a model outside of the prefix": [
    model("../secrets"),
    "endpoints.0.deployments.0.model must be letters, digits and _ . = @ + -, with / between segments, not at either end, and without . and .. as segments",
  ],
  "a variable that is no name": [
    { ...IRIS, environment: { "A-B": "x" } },
    "endpoints.0.environment.A-B must be the name of a variable: letters, digits and _, not beginning with a digit",
  ],
  "another time limit of the server": [
    { ...IRIS, environment: { MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT: "60" } },
    "endpoints.0.environment.MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT must be omitted: server, gateway and messages share one limit",
  ],
  "a function's name in lower case": [
    { ...IRIS, functionName: "score" },
    "endpoints.0.functionName must be a Snowflake identifier of 1 to 255 characters: upper-case letters, digits, _ and $, beginning with a letter or _",
  ],
};

test.each(Object.keys(CASES))("%s has a message of its own", (name) => {
  const [settings, ...problems] = CASES[name] ?? [IRIS];
  expect(problemsOf(settings)).toEqual(problems);
});

test("an image is in the environment's region", () => {
  const problems = new Problems("aws-dev");
  AwsEnvironments.check(problems, { name: "aws-dev", size: Size.DEV, region: "eu-west-1", endpoints: [IRIS] });
  expect(problems.all.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
    "endpoints must have images in eu-west-1: SageMaker pulls from ECR in its own region",
  ]);
});

test("two endpoints have different names and functions", () => {
  expect(problemsOf(IRIS, IRIS)).toEqual([
    "endpoints must have unique names",
    "endpoints must have unique names of functions",
  ]);
  expect(problemsOf(IRIS, { ...IRIS, name: "other", functionName: "SCORE_IRIS" })).toEqual([
    "endpoints must have unique names of functions",
  ]);
});

test("the remedy for a model by name says how its location is found", () => {
  expect(NO_REFERENCE.remedy).toContain("MLflow's UI shows the location");
});
