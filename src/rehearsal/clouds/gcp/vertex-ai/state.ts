import type { Account } from "../../../simulator/account";

/** A model of the registry. */
export interface UploadedModel {
  /** `projects/<number>/locations/<region>/models/<id>`. */
  readonly name: string;
  readonly displayName: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The prefix that was uploaded; Vertex AI keeps a copy of it. */
  readonly artifactUri: string;
  readonly containerSpec: {
    readonly imageUri: string;
    readonly command?: readonly string[];
    readonly args?: readonly string[];
    readonly env?: readonly { readonly name: string; readonly value: string }[];
    readonly ports?: readonly { readonly containerPort: number }[];
    readonly predictRoute?: string;
    readonly healthRoute?: string;
  };
  readonly encryptionSpec?: { readonly kmsKeyName: string };
}

/** A model that an endpoint has. */
export interface DeployedHere {
  readonly id: string;
  /** Name of the model. */
  readonly model: string;
  readonly displayName: string;
  readonly machineType: string;
  readonly minReplicaCount: number;
  readonly maxReplicaCount: number;
}

/** What was deployed to an endpoint, which Terraform did not do. */
export interface DeployedState {
  models: DeployedHere[];
  traffic: Record<string, number>;
}

/** The models of the registry, which Terraform does not know. */
export function uploadedModels(account: Account): UploadedModel[] {
  return account.memory<UploadedModel[]>("gcp:vertex-models", () => []);
}

/**
 * What is deployed to an endpoint.
 * @param id `projects/<project>/locations/<region>/endpoints/<number>`
 */
export function deployedState(account: Account, id: string): DeployedState {
  return account.memory<DeployedState>(`gcp:vertex-endpoint:${id}`, () => ({ models: [], traffic: {} }));
}

/** The model that a deployed model is one of. */
export function modelOf(account: Account, { model }: DeployedHere): UploadedModel | undefined {
  return uploadedModels(account).find(({ name }) => name === model);
}
