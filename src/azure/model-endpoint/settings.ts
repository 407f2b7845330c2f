import type { ModelDependencies, ScoringProtocol } from "../../mlflow";
import type { ModelDeployment, ScoringFunctionSettings } from "../../platform";

/** A model behind an online endpoint, with what it needs. */
export interface OnlineDeployment extends ModelDeployment {
  /**
   * What the model needs: `ModelDependencies.fromMlmodel(file)` reads it. Models that MLflow 3.7 or newer logged run by a scoring script in an
   * image that Azure builds with these packages; Azure serves older ones without code, unless a newer one is behind the same endpoint.
   */
  readonly modelDependencies: ModelDependencies;
}

/** Requests and predictions that are kept in the workspace's storage, in the container `<prefix>-<name>-calls`. */
export interface DataCaptureSettings {
  /** Part of the calls that is kept, in percent: 1 to 100. @default - 100 */
  readonly samplingPercent?: number;
}

/** Settings of an online endpoint of Azure Machine Learning. */
export interface ModelServingSettings {
  /** Name, unique in the environment: part of the endpoint's name (`<name>-<8 digits>`) and of its URL (`score/<name>`). */
  readonly name: string;
  /** The deployments, one for each model. */
  readonly deployments: OnlineDeployment[];
  /** Percent of the calls by deployment, 100 together. @default - all calls to the only deployment */
  readonly traffic?: Record<string, number>;
  /**
   * Image with conda to which the models' packages are added, with tag or digest. Models that Azure serves without code have none.
   * @default - Azure Machine Learning's base image for CPUs
   */
  readonly image?: string;
  /** Instance type. @default - "Standard_DS2_v2" in dev, "Standard_DS3_v2" in prod */
  readonly instanceType?: string;
  /** Instances of each deployment; none is ever stopped. @default - 1 in dev, 2 in prod */
  readonly minInstances?: number;
  /** Instances of each deployment at most; more than `minInstances` turns autoscaling on. @default - minInstances in dev, 4 in prod */
  readonly maxInstances?: number;
  /** Calls that an instance serves at once, each by a process with its own copy of the model: 1 to 64. @default - 2 */
  readonly workers?: number;
  /** Variables of the containers, never secrets: Azure shows them. @default - those that the scoring script needs */
  readonly environment?: Record<string, string>;
  /** Requests and predictions that are kept. @default - none */
  readonly dataCapture?: DataCaptureSettings;
  /**
   * The endpoint has a private address alone, which the gateway reaches through the virtual network. Outgoing connections
   * are not restricted: Azure reads the models and pulls the image over the internet.
   * @default - true where the servers are in a virtual network, as they are in prod
   */
  readonly privateAccess?: boolean;
  /** Two alarms, on failed and on slow calls. @default - false in dev, true in prod */
  readonly alarms?: boolean;
  /** Bytes of a request at most, up to 2 MiB: what API Management's tier Consumption takes. @default - 2 MiB */
  readonly maxPayloadBytes?: number;
}

/** Settings of a model that a SQL function scores by an online endpoint. */
export interface ModelEndpointSettings extends ModelServingSettings, ScoringFunctionSettings {}

/** An existing online endpoint in the location of the gateway's resource group, with the authentication mode `AADToken`. */
export interface ModelEndpointAttributes {
  /** Name in the URL: `score/<name>`. */
  readonly name: string;
  /** ID of the endpoint in Azure Resource Manager. */
  readonly endpointId: string;
  /** Address at which the endpoint scores: `https://<endpoint>.<location>.inference.ml.azure.com/score`. */
  readonly scoringUri: string;
  /** What the endpoint reads and writes. */
  readonly protocol: ScoringProtocol;
  /** Bytes of a request at most. @default - 2 MiB */
  readonly maxPayloadBytes?: number;
}
