import type { Construct } from "constructs";
import { asChecked } from "../core/checks";
import { ImportedArtifactStore } from "./artifact-store/attributes";
import { ImportedBackendStore } from "./backend-store/attributes";
import { ImportedModelWorkspace } from "./model-workspace/attributes";
import { ImportedNetwork } from "./network/attributes";
import { ImportedResourceGroup } from "./resource-group/attributes";
import type { ExistingAzureAttributes, ExistingAzureComponents } from "./settings";
import { ImportedTrackingServer } from "./tracking-server/attributes";

/** The existing components of an environment whose attributes are checked. */
export function existingComponents(scope: Construct, attributes: ExistingAzureAttributes): ExistingAzureComponents {
  const { resourceGroup, network, artifactStore, backendStore, trackingServer, modelWorkspace, snowflake } = attributes;
  return {
    resourceGroup: resourceGroup && new ImportedResourceGroup(scope, "ResourceGroup", asChecked(resourceGroup)),
    network: network && new ImportedNetwork(scope, "Network", asChecked(network)),
    artifactStore: artifactStore && new ImportedArtifactStore(scope, "ArtifactStore", asChecked(artifactStore)),
    backendStore: backendStore && new ImportedBackendStore(scope, "BackendStore", asChecked(backendStore)),
    trackingServer: trackingServer && new ImportedTrackingServer(scope, "TrackingServer", asChecked(trackingServer)),
    modelWorkspace: modelWorkspace && new ImportedModelWorkspace(scope, "ModelWorkspace", asChecked(modelWorkspace)),
    snowflake,
  };
}
