import type { CheckTable, Row } from "../../core/checks";
import { integer, named, omitted, oneOf, positive, steps, that, type Rule } from "../../core/rules";
import type { ModelDeployment } from "../../platform";
import { TRAFFIC_ROWS, deploymentRows, endpointName, VARIABLE_NAMES } from "../../platform/model-endpoint/checks";
import { AwsNameRules } from "../names";
import { KEY_ARN } from "../rules";
import { payloadLimit, resolveServing, type ResolvedServing } from "./defaults";
import { parseEcrImage } from "./image";
import { isArchive } from "./location";
import {
  RolloutStrategy,
  type ModelEndpointAttributes,
  type ModelServingSettings,
  type ServerlessSettings,
} from "./settings";

/** Short enough for `<prefix>-<name>` in SageMaker (63 characters) and for the roles of the endpoint in IAM (64). */
const MAX_NAME = 32;
const MAX_VARIANTS = 10;
const MAX_MONITORED = 5;
const MAX_SERVERLESS_CONCURRENCY = 200;

/** Name in URL and endpoint. */
const NAME = endpointName(MAX_NAME, "SageMaker allows 63 characters for <prefix>-<name>");

const IMAGE: Rule = that(
  (image) => parseEcrImage(String(image)) !== undefined,
  "be an image in ECR with tag or digest: SageMaker pulls from no other registry",
  "Push it with mlflow sagemaker build-and-push-container, and use <account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>",
);

const isServerless = ({ serverless }: ModelServingSettings): boolean => serverless !== undefined;

const serverlessLacks = (field: string, what: string): Row<ResolvedServing> => ({
  field,
  rule: omitted(`a serverless endpoint has no ${what}`, `Remove it, or serverless`),
  when: isServerless,
});

/** What a serverless endpoint does not have; SageMaker itself refuses most of it after minutes. */
const SERVERLESS_ROWS: readonly Row<ResolvedServing>[] = [
  serverlessLacks("dataCapture", "data capture"),
  serverlessLacks("privateAccess", "VPC and no network isolation"),
  serverlessLacks("encryptionKeyArn", "volumes"),
  serverlessLacks("instanceType", "instances"),
  serverlessLacks("minInstances", "instances"),
  serverlessLacks("maxInstances", "instances"),
  serverlessLacks("invocationsPerInstance", "instances"),
  {
    field: "deployments",
    rule: that(
      (deployments) => (deployments as unknown[]).length <= 1,
      "be one deployment: a serverless endpoint serves one model",
      "Use one deployment, or remove serverless",
    ),
    when: isServerless,
  },
  {
    field: "deployments",
    rule: that(
      (deployments) => (deployments as ModelDeployment[]).every(({ model }) => isArchive(model)),
      "have models that end with .tar.gz: a serverless endpoint reads no uncompressed model",
      "Archive the model in CI (tar -czf model.tar.gz -C <artifacts> .), and use the location of the archive",
    ),
    when: isServerless,
  },
];

/** Requirements on a serverless endpoint's own settings. */
const SERVERLESS: CheckTable<ServerlessSettings> = {
  rows: [
    { field: "memoryMib", rule: steps(1024, 6144, 1024, "MiB of a serverless endpoint") },
    { field: "maxConcurrency", rule: integer(1, MAX_SERVERLESS_CONCURRENCY, "calls at once") },
    {
      field: "provisionedConcurrency",
      rule: ({ maxConcurrency = MAX_SERVERLESS_CONCURRENCY }) =>
        integer(1, maxConcurrency, "calls without a cold start, at most maxConcurrency"),
    },
  ],
};

/**
 * Families with local storage: those with a d behind their generation, and some of accelerators.
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html#sagemaker-CreateEndpointConfig-request-KmsKeyId
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-store-volumes.html
 */
const LOCAL_STORAGE = /^ml\.(?:[a-z]+\d+[a-z]*d[a-z]*|g5|g6e?|p5[a-z]*|trn1n?)\./;

const isMoved = ({ rollout }: ResolvedServing): boolean => rollout.strategy !== RolloutStrategy.ALL_AT_ONCE;

/** Requirements on instances and updates. */
const REAL_TIME: readonly Row<ResolvedServing>[] = [
  {
    field: "instanceType",
    rule: that(
      (type) => /^ml\.[a-z0-9-]+\.[a-z0-9]+$/.test(String(type)),
      "be an instance type of SageMaker",
      "Use for example ml.m5.large",
    ),
    synthesis: true,
  },
  { field: "minInstances", rule: integer(1, 1000, "instances of each deployment"), synthesis: true },
  {
    field: "maxInstances",
    rule: ({ minInstances }) => integer(minInstances, 1000, "instances of each deployment, minInstances or more"),
    when: ({ serverless }) => serverless === undefined,
    synthesis: true,
  },
  {
    field: "instanceType",
    rule: that(
      (type) => !String(type).startsWith("ml.t"),
      "be a type that scales with maxInstances above minInstances: burstable instances do not",
      "Use for example ml.m5.large, or remove maxInstances",
    ),
    when: ({ serverless, minInstances, maxInstances }) => serverless === undefined && maxInstances > minInstances,
  },
  {
    field: "instanceType",
    rule: that(
      (type) => !LOCAL_STORAGE.test(String(type)),
      "be a type without local storage with encryptionKeyArn: local storage has a key of its own, and SageMaker refuses another",
      "Use for example ml.m5.large, or remove encryptionKeyArn",
    ),
    when: ({ encryptionKeyArn }) => encryptionKeyArn !== undefined,
  },
  { field: "invocationsPerInstance", rule: positive(1_000_000, "calls a minute and instance") },
  { field: "rollout.strategy", rule: oneOf(RolloutStrategy), synthesis: true },
  {
    field: "rollout.stepPercent",
    rule: ({ rollout }) =>
      integer(rollout.strategy === RolloutStrategy.LINEAR ? 10 : 1, 50, "percent of the new fleet at each step"),
    when: isMoved,
  },
  {
    field: "rollout.stepPercent",
    rule: omitted("all traffic moves at once", "Set rollout.strategy to CANARY or LINEAR, or remove it"),
    when: (settings) => !isMoved(settings),
  },
  { field: "rollout.waitSeconds", rule: integer(0, 3600, "seconds between steps") },
  { field: "rollout.terminationWaitSeconds", rule: integer(0, 3600, "seconds before the old fleet ends") },
  {
    field: "rollout.strategy",
    rule: that(
      () => false,
      "be ALL_AT_ONCE with one instance: a step is at most half of the new fleet",
      "Set minInstances to 2 or more",
    ),
    when: (settings) => isMoved(settings) && settings.serverless === undefined && settings.minInstances < 2,
  },
  {
    field: "alarms",
    rule: that(
      (alarms) => alarms === true,
      "be true with a rollout in steps: without alarms no step ever fails",
      "Set alarms to true, or rollout.strategy to ALL_AT_ONCE",
    ),
    when: isMoved,
  },
];

/** Requirements on the settings of an endpoint. */
export const MODEL_SERVING: CheckTable<ModelServingSettings, ResolvedServing> = {
  resolve: resolveServing,
  rows: [
    { field: "name", rule: NAME, synthesis: true },
    { field: "image", rule: IMAGE, synthesis: true },
    ...deploymentRows(named(AwsNameRules.VARIANT), MAX_VARIANTS),
    {
      field: "deployments",
      rule: that(
        (deployments) => (deployments as unknown[]).length <= MAX_MONITORED,
        `be at most ${MAX_MONITORED} with alarms: an alarm has 10 metrics in CloudWatch, and each deployment has two`,
        "Remove deployments, or set alarms to false",
      ),
      when: ({ alarms }) => alarms,
    },
    ...TRAFFIC_ROWS,
    { field: "serverless", table: SERVERLESS, optional: true },
    ...SERVERLESS_ROWS,
    ...REAL_TIME,
    VARIABLE_NAMES,
    {
      field: "environment",
      rule: that((value) => String(value).length <= 1024, "have at most 1024 characters", "Shorten it"),
      each: true,
    },
    {
      field: "environment.MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT",
      rule: omitted("server, gateway and messages share one limit", "Remove it"),
    },
    { field: "encryptionKeyArn", rule: KEY_ARN },
    { field: "dataCapture.samplingPercent", rule: integer(1, 100, "percent of the calls") },
    {
      field: "maxPayloadBytes",
      rule: (settings) =>
        integer(
          1024,
          payloadLimit(settings),
          `bytes of a request; the limit of a ${settings.serverless === undefined ? "real-time" : "serverless"} endpoint`,
        ),
      synthesis: true,
    },
  ],
};

/** Requirements on the attributes of an existing endpoint. */
export const MODEL_ENDPOINT_ATTRIBUTES: CheckTable<ModelEndpointAttributes> = {
  rows: [
    { field: "name", rule: NAME, synthesis: true },
    { field: "endpointName", rule: named(AwsNameRules.MODEL_ENDPOINT) },
    { field: "maxPayloadBytes", rule: integer(1024, payloadLimit({}), "bytes of a request"), synthesis: true },
  ],
};
