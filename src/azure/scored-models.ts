import { Construct } from "constructs";
import { asChecked } from "../core/checks";
import { makeScoringFunction } from "../platform/model-endpoint/scoring";
import type { CurrentAccount, IApiIntegration, IWorkspace } from "../snowflake";
import type { IArtifactStore } from "./artifact-store/interface";
import type { AzureComponentProps } from "./component";
import type { Gateway } from "./gateway/gateway";
import { isPrivateEndpoint } from "./model-endpoint/defaults";
import { ModelEndpoint } from "./model-endpoint/model-endpoint";
import type { ModelEndpointSettings } from "./model-endpoint/settings";
import type { IModelWorkspace } from "./model-workspace/interface";
import { ModelWorkspace } from "./model-workspace/model-workspace";
import type { ModelWorkspaceSettings } from "./model-workspace/settings";
import type { INetwork } from "./network/interface";
import type { ScoredModel } from "./scored-model";

/** What the endpoints of a platform use. */
interface Platform {
  readonly component: AzureComponentProps;
  readonly protection: boolean;
  readonly artifactStore: IArtifactStore;
  readonly network?: INetwork;
  readonly logAnalyticsWorkspaceId?: string;
  readonly gateway: Gateway;
  readonly workspace: IWorkspace;
  readonly integration: IApiIntegration;
  /** The account that the routes admit. */
  readonly account: CurrentAccount | undefined;
  readonly alarmActionGroupId?: string;
  readonly modelWorkspace?: ModelWorkspaceSettings;
  readonly existingModelWorkspace?: IModelWorkspace;
  readonly deployerObjectId?: string;
}

/** The endpoints of a platform with the workspace that they share, each with its route on the gateway and its function. */
export function makeScoredModels(
  scope: Construct,
  endpoints: readonly ModelEndpointSettings[],
  platform: Platform,
): ScoredModel[] {
  if (endpoints.length === 0) return [];
  const modelWorkspace = platform.existingModelWorkspace ?? makeWorkspace(scope, endpoints, platform);
  const all = new Construct(scope, "Endpoints");
  platform.account?.requireFor(all);
  return endpoints.map((settings) =>
    makeScoredModel(new Construct(all, settings.name), settings, modelWorkspace, platform),
  );
}

function makeWorkspace(
  scope: Construct,
  endpoints: readonly ModelEndpointSettings[],
  {
    component,
    protection,
    artifactStore,
    network,
    logAnalyticsWorkspaceId,
    modelWorkspace,
    deployerObjectId,
  }: Platform,
): IModelWorkspace {
  const isPrivate = endpoints.some((each) => isPrivateEndpoint(each, network !== undefined));
  return new ModelWorkspace(
    scope,
    "ModelWorkspace",
    asChecked({
      ...component,
      ...modelWorkspace,
      ...{ protection, artifactStore, logAnalyticsWorkspaceId, deployerObjectId },
      network: isPrivate ? network : undefined,
    }),
  );
}

function makeScoredModel(
  scope: Construct,
  settings: ModelEndpointSettings,
  modelWorkspace: IModelWorkspace,
  platform: Platform,
): ScoredModel {
  const { component, protection, artifactStore, network, alarmActionGroupId, workspace, integration } = platform;
  const privateAccess = isPrivateEndpoint(settings, network !== undefined);
  const endpoint = new ModelEndpoint(
    scope,
    "Endpoint",
    asChecked({
      ...{ ...component, ...settings, privateAccess },
      ...{ workspace: modelWorkspace, protection, artifactStore, alarmActionGroupId },
    }),
  );
  platform.gateway.addEndpoint(endpoint);
  const { protocol } = endpoint;
  const scoringFunction = makeScoringFunction(scope, endpoint, settings, { workspace, integration, protocol });
  return { endpoint, scoringFunction };
}
