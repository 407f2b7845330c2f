import { Construct } from "constructs";
import { asChecked } from "../core/checks";
import { ScoringFunction, ScoringProtocol } from "../mlflow";
import { Role, type IApiIntegration, type IWorkspace } from "../snowflake";
import type { IArtifactStore } from "./artifact-store/interface";
import type { AwsComponentProps } from "./component";
import type { Gateway } from "./gateway/gateway";
import { functionNameOf } from "./model-endpoint/function-name";
import { ModelEndpoint } from "./model-endpoint/model-endpoint";
import type { ModelEndpointSettings } from "./model-endpoint/settings";
import type { INetwork } from "./network/interface";
import type { ScoredModel } from "./scored-model";

/** What the endpoints of a platform use. */
interface Platform {
  readonly component: AwsComponentProps;
  readonly artifactStore: IArtifactStore;
  readonly network: INetwork;
  readonly gateway: Gateway;
  readonly workspace: IWorkspace;
  readonly integration: IApiIntegration;
  readonly alarmTopicArn?: string;
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
  const { component, artifactStore, network, alarmTopicArn } = platform;
  const { signature, readers = [], functionName, maxBatchRows, ...serving } = settings;
  const endpoint = new ModelEndpoint(
    scope,
    "Endpoint",
    asChecked({ ...component, ...serving, artifactStore, network, alarmTopicArn }),
  );
  platform.gateway.addEndpoint(endpoint);
  const scoringFunction = new ScoringFunction(scope, "Function", {
    workspace: platform.workspace,
    integration: platform.integration,
    name: functionNameOf({ name: serving.name, functionName }),
    path: endpoint.path,
    signature,
    protocol: ScoringProtocol.DATAFRAME_SPLIT,
    maxPayloadBytes: endpoint.maxPayloadBytes,
    maxBatchRows,
    readers: readers.map((name) => Role.fromRoleName(scope, `Reader${name}`, name)),
    comment: `Scores rows by the model endpoint ${settings.name}`,
  });
  return { endpoint, scoringFunction };
}
