import type { ModelDeployment } from "../../../platform";

/**
 * An endpoint of Vertex AI, and what is to be deployed to it: the output `vertex_endpoints`, from which `mlops deploy-model` works. Terraform
 * has no resource that uploads or deploys a model.
 */
export interface VertexTarget {
  /** ID of the project. */
  readonly project: string;
  /** Region of the endpoint. */
  readonly region: string;
  /** ID of the endpoint: its number, as text. */
  readonly endpointId: string;
  /** Beginning of the models' display names: `<prefix>-<name>`. */
  readonly displayName: string;
  /** Image of the models' containers, in Artifact Registry. */
  readonly image: string;
  /** `gs://<bucket>/<prefix>`, below which the models are. */
  readonly artifacts: string;
  /** Command of the models' containers, which reads the model's copy that Vertex AI makes. */
  readonly command: string[];
  /** Port of the models' containers. */
  readonly port: number;
  /** Variables of the models' containers. */
  readonly environment: Record<string, string>;
  /** Machine type of each deployment. */
  readonly instanceType: string;
  /** Machines of each deployment at least. */
  readonly minInstances: number;
  /** Machines of each deployment at most. */
  readonly maxInstances: number;
  /** ID of the Cloud KMS key that encrypts endpoint and models. @default - a key of Google's */
  readonly encryptionKeyId?: string;
  readonly deployments: ModelDeployment[];
  /** Percent of the calls by deployment. */
  readonly traffic: Record<string, number>;
}
