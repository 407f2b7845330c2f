import type {
  CloudRunV2ServiceTemplateContainers,
  CloudRunV2ServiceTemplateVpcAccess,
} from "@cdktf/provider-google/lib/cloud-run-v2-service";
import type { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { ScoringUpstream } from "../../mlflow/scoring-proxy/settings";
import type { ResolvedServing } from "./defaults";
import type { ModelEndpointProps } from "./props";
import type { VertexTarget } from "./vertex/target";

/** What a runtime is made from. */
export interface RuntimeProps {
  readonly props: ModelEndpointProps;
  readonly settings: ResolvedServing;
  /** The account of the endpoint's Cloud Run service. */
  readonly account: ServiceAccount;
}

/** How a service scales. */
export interface RuntimeScaling {
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly maxConcurrency: number;
}

/** What a runtime puts behind the proxy of an endpoint's Cloud Run service. */
export interface Runtime {
  /** The containers beside the proxy, each with a startup probe. */
  readonly containers: CloudRunV2ServiceTemplateContainers[];
  /** Where the proxy forwards calls. */
  readonly upstreams: ScoringUpstream[];
  /** The network that the containers use. @default - none: Google's own */
  readonly vpcAccess?: CloudRunV2ServiceTemplateVpcAccess;
  /** Instances of the service, and calls that one of them handles at once. @default - those of the settings */
  readonly scaling?: RuntimeScaling;
  /** The endpoint of Vertex AI behind the service. @default - there is none */
  readonly target?: VertexTarget;
  /** What must exist before the containers start. */
  readonly dependencies: ITerraformDependable[];
}

/** Makes a runtime's resources in the scope of an endpoint. */
export type MakeRuntime = (scope: Construct, props: RuntimeProps) => Runtime;
