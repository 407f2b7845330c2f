import type { ModelDeployment, ScoringFunctionSettings } from "../../platform";

/** An endpoint without instances: it costs nothing while nobody calls it, and the first call after a pause takes seconds. */
export interface ServerlessSettings {
  /** Memory in MiB, 1024 to 6144 in steps of 1024; the CPU follows the memory. @default - 2048 */
  readonly memoryMib?: number;
  /** Calls that are served at once, 1 to 200. @default - 5 */
  readonly maxConcurrency?: number;
  /** Calls that are served without a cold start; paid while nobody calls. @default - none */
  readonly provisionedConcurrency?: number;
}

/** How traffic moves to a new version of the endpoint. */
export enum RolloutStrategy {
  /** All traffic at once. */
  ALL_AT_ONCE = "ALL_AT_ONCE",
  /** A part first, then the rest. */
  CANARY = "CANARY",
  /** In equal parts. */
  LINEAR = "LINEAR",
}

/**
 * The update of an endpoint: a new fleet beside the old one, and back to the old one when an alarm is raised.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green.html
 */
export interface RolloutSettings {
  /** @default - RolloutStrategy.ALL_AT_ONCE */
  readonly strategy?: RolloutStrategy;
  /** Part of the new fleet that takes traffic at each step, in percent: 1 to 50, for LINEAR from 10. @default - 20 */
  readonly stepPercent?: number;
  /** Seconds between steps in which the alarms are observed, 0 to 3600. @default - 300 */
  readonly waitSeconds?: number;
  /** Seconds after the last step before the old fleet ends, 0 to 3600. @default - 120 */
  readonly terminationWaitSeconds?: number;
}

/** Requests and predictions that are kept in the artifacts' bucket, under `model-endpoints/<name>/capture`. */
export interface DataCaptureSettings {
  /** Part of the calls that is kept, in percent: 1 to 100. @default - 100 */
  readonly samplingPercent?: number;
}

/** Settings of a SageMaker endpoint. */
export interface ModelServingSettings {
  /** Name, unique in the environment: part of the endpoint's name (`<prefix>-<name>`) and of its URL (`score/<name>`). */
  readonly name: string;
  /**
   * Image in ECR of the endpoint's region that answers to `serve`, with tag or digest. `mlflow sagemaker build-and-push-container` makes one;
   * MLflow's stock image has no entry point for it.
   */
  readonly image: string;
  /** The deployments, one for each model: production variants of SageMaker. */
  readonly deployments: ModelDeployment[];
  /** Percent of the calls by deployment, 100 together. @default - all calls to the only deployment */
  readonly traffic?: Record<string, number>;
  /** Without instances. @default - real time: instances that run all the time */
  readonly serverless?: ServerlessSettings;
  /**
   * Instance type of a real-time endpoint. SageMaker refuses another one while the endpoint scales: turn autoscaling off in a deploy before.
   * @default - "ml.t2.medium" in dev, "ml.m5.large" in prod
   */
  readonly instanceType?: string;
  /** Instances of each deployment. @default - 1 in dev, 2 in prod */
  readonly minInstances?: number;
  /** Instances of each deployment at most; more than `minInstances` turns autoscaling on. @default - minInstances in dev, 4 in prod */
  readonly maxInstances?: number;
  /** Calls a minute and instance that autoscaling aims at. @default - 60 */
  readonly invocationsPerInstance?: number;
  /** Variables of the container, never secrets: SageMaker shows them. @default - those that MLflow's image needs */
  readonly environment?: Record<string, string>;
  /** Requests and predictions that are kept. @default - none */
  readonly dataCapture?: DataCaptureSettings;
  /**
   * ARN of the KMS key that encrypts the volumes of the instances, and what `dataCapture` keeps. Its policy must let the account's roles use
   * it. Instance types with local storage encrypt that by themselves and take no key.
   * @default - a key of AWS; for what is kept the artifacts' key
   */
  readonly encryptionKeyArn?: string;
  /**
   * Runs the containers in the platform's VPC, without any outbound connection: the image must hold the model's packages. A change
   * replaces the models, not the endpoint.
   * @default - false
   */
  readonly privateAccess?: boolean;
  /** How traffic moves to a changed model. @default - all at once */
  readonly rollout?: RolloutSettings;
  /**
   * Two alarms, on failed and on slow calls, of up to five deployments; they also roll an update back. Changing this replaces the endpoint.
   * @default - false in dev, true in prod
   */
  readonly alarms?: boolean;
  /**
   * Bytes of a request at most. SageMaker's limit is 4 MB for serverless endpoints and 6 MB for others.
   * @default - SageMaker's limit
   */
  readonly maxPayloadBytes?: number;
}

/** Settings of a model that a SQL function scores by a SageMaker endpoint. */
export interface ModelEndpointSettings extends ModelServingSettings, ScoringFunctionSettings {}

/** An existing SageMaker endpoint in the account and region of the gateway. */
export interface ModelEndpointAttributes {
  /** Name in the URL: `score/<name>`. */
  readonly name: string;
  /** Name of the endpoint. */
  readonly endpointName: string;
  /** Bytes of a request at most. @default - 4 MB, which every kind of endpoint takes */
  readonly maxPayloadBytes?: number;
}
