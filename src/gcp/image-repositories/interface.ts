import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** Images that Cloud Run can pull: it takes them from Artifact Registry, gcr.io and docker.io only. */
export interface IServerImages extends IConstruct {
  /** Image with MLflow, with its tag or digest. */
  readonly mlflow: string;
  /** Image with Caddy, with its tag or digest. */
  readonly proxy: string;
  /** What must exist before an image is pulled: the remote repositories. */
  readonly dependencies: ITerraformDependable[];
}
