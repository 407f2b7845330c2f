import type { ModelDeployment, ScoringFunctionSettings } from "../../platform";

/** What serves the models of an endpoint. */
export enum ServingRuntime {
  /** Cloud Run: MLflow's scoring server in a container for each deployment. It stops while nobody calls. */
  CLOUD_RUN = "cloud-run",
  /** Vertex AI: an endpoint whose models `mlops deploy-model` deploys, on machines that run all the time. */
  VERTEX = "vertex",
}

/** Requests and predictions that are kept, in a table of BigQuery. */
export interface DataCaptureSettings {
  /** Part of the calls that is kept, in percent: 1 to 100. @default - 100 */
  readonly samplingPercent?: number;
}

/** Settings of an endpoint of models. */
export interface ModelServingSettings {
  /** Name, unique in the environment: part of the Cloud Run service's name (`<prefix>-score-<name>`) and of the URL (`score/<name>`). */
  readonly name: string;
  /** What serves the models. @default - ServingRuntime.CLOUD_RUN */
  readonly runtime?: ServingRuntime;
  /**
   * Image for linux/amd64 with MLflow and the models' packages, in Artifact Registry, gcr.io or docker.io, with a tag or digest. Vertex AI takes
   * it from Artifact Registry in its own region alone.
   * @default - MLflow's stock image, which serves scikit-learn models
   */
  readonly image?: string;
  /** The deployments, one for each model: containers of the Cloud Run service, or deployed models of Vertex AI. */
  readonly deployments: ModelDeployment[];
  /** Percent of the calls by deployment, 100 together. @default - all calls to the only deployment */
  readonly traffic?: Record<string, number>;
  /** Machine type of each deployment on Vertex AI. @default - "e2-standard-2" in dev, "n1-standard-4" in prod */
  readonly instanceType?: string;
  /** vCPU of each deployment on Cloud Run: 1, 2, 4 or 6. The proxy has one in addition, and an instance at most 8. @default - 1 */
  readonly vcpu?: number;
  /** Memory of each deployment on Cloud Run in MiB, 512 to 24576; with 4 vCPU at least 2048, with 6 at least 4096. @default - 2048 */
  readonly memoryMib?: number;
  /**
   * Instances that always run, 0 to 100; with 0 the first call after a pause waits for a start of about a minute. On Vertex AI machines of each
   * deployment, 1 at least.
   * @default - 0 in dev, 1 in prod; on Vertex AI 1 in dev, 2 in prod
   */
  readonly minInstances?: number;
  /** Instances that run at most, 1 to 100. @default - 2 in dev, 4 in prod; on Vertex AI minInstances in dev */
  readonly maxInstances?: number;
  /** Calls that an instance on Cloud Run serves at once, 1 to 250; Cloud Run starts another instance for more. @default - 4 for each of `vcpu` */
  readonly maxConcurrency?: number;
  /** Seconds in which a deployment on Cloud Run must load its model, 60 to 240. @default - 240 */
  readonly startupGraceSeconds?: number;
  /** Variables of the deployments' containers, never secrets: Google Cloud shows them. @default - those that MLflow needs */
  readonly environment?: Record<string, string>;
  /** Requests and predictions that are kept; on Vertex AI alone. @default - none */
  readonly dataCapture?: DataCaptureSettings;
  /**
   * ID of the Cloud KMS key that encrypts endpoint and models on Vertex AI, and what `dataCapture` keeps. A change replaces the endpoint.
   * @default - a key of Google's
   */
  readonly encryptionKeyId?: string;
  /**
   * Sends all traffic of the containers on Cloud Run into the platform's VPC network, from where they reach Google's services alone: the image
   * must hold the models' packages.
   * @default - false
   */
  readonly privateAccess?: boolean;
  /** Two alarms, on failed and on slow calls. @default - false in dev, true in prod */
  readonly alarms?: boolean;
  /** Bytes of a request at most, up to 32 MB on Cloud Run and 10 MB on Vertex AI. @default - 10 MB */
  readonly maxPayloadBytes?: number;
}

/** Settings of a model that a SQL function scores by an endpoint. */
export interface ModelEndpointSettings extends ModelServingSettings, ScoringFunctionSettings {}

/** An existing endpoint: a Cloud Run service in the platform's project that answers `POST /score/<name>` as MLflow's scoring server does. */
export interface ModelEndpointAttributes {
  /** Name in the URL: `score/<name>`. */
  readonly name: string;
  /** Name of the Cloud Run service. */
  readonly serviceName: string;
  /** Region of the service. @default - the region of the gateway's servers */
  readonly serviceRegion?: string;
  /** `https://<host>`, without a path: an address of the service, and an audience that it accepts. */
  readonly url: string;
  /** Bytes of a request at most. @default - 10 MB */
  readonly maxPayloadBytes?: number;
}
