import { Construct } from "constructs";
import { asChecked } from "../core/checks";
import { ScoringProtocol } from "../mlflow";
import { makeScoringFunction } from "../platform/model-endpoint/scoring";
import type { IApiIntegration, IWorkspace, SnowflakeAccountIdentity } from "../snowflake";
import type { IArtifactStore } from "./artifact-store/interface";
import type { GcpComponentProps } from "./component";
import type { Gateway } from "./gateway/gateway";
import type { IServerImages } from "./image-repositories/interface";
import { ModelEndpoint } from "./model-endpoint/model-endpoint";
import type { ModelEndpointSettings } from "./model-endpoint/settings";
import type { INetwork } from "./network/interface";
import type { ScoredModel } from "./scored-model";

/** What the endpoints of a platform use. */
interface Platform {
  readonly component: GcpComponentProps;
  readonly artifactStore: IArtifactStore;
  readonly serverImages: IServerImages;
  readonly snowflakeAccount: SnowflakeAccountIdentity;
  readonly network?: INetwork;
  /** Deletion protection of what the endpoints keep. */
  readonly protection: boolean;
  readonly gateway: Gateway;
  readonly workspace: IWorkspace;
  readonly integration: IApiIntegration;
  readonly notificationChannels?: string[];
}

/** The endpoints of a platform, each with its route on the gateway and its function. */
export function makeScoredModels(
  scope: Construct,
  endpoints: readonly ModelEndpointSettings[],
  platform: Platform,
): ScoredModel[] {
  if (endpoints.length === 0) return [];
  const all = new Construct(scope, "Endpoints");
  return endpoints.map((settings) => makeScoredModel(new Construct(all, settings.name), settings, platform));
}

function makeScoredModel(scope: Construct, settings: ModelEndpointSettings, platform: Platform): ScoredModel {
  const { component, gateway, workspace, integration, ...used } = platform;
  const endpoint = new ModelEndpoint(scope, "Endpoint", asChecked({ ...component, ...settings, ...used }));
  gateway.addEndpoint(endpoint);
  const scoringFunction = makeScoringFunction(scope, endpoint, settings, {
    ...{ workspace, integration },
    protocol: ScoringProtocol.DATAFRAME_SPLIT,
  });
  return { endpoint, scoringFunction };
}
