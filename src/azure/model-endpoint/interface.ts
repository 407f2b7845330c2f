import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";
import type { ScoringProtocol } from "../../mlflow";

/** An online endpoint of Azure Machine Learning that the gateway can lead to. */
export interface IModelEndpoint extends IConstruct {
  /** Name in the URL. */
  readonly name: string;
  /** ID of the endpoint, known before it exists: the scope of the right to call it. */
  readonly endpointId: string;
  /** ID of the resource group of the endpoint and its workspace. */
  readonly resourceGroupId: string;
  /** Address at which it scores, known before it exists. */
  readonly scoringUri: string;
  /** What it reads and writes. */
  readonly protocol: ScoringProtocol;
  /** Path of the route on the gateway: `score/<name>`. */
  readonly path: string;
  /** Bytes of a request at most. */
  readonly maxPayloadBytes: number;
  /** What must exist before a role is assigned on the endpoint. */
  readonly dependencies: ITerraformDependable[];
}
