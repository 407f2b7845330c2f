import type { Construct } from "constructs";
import { asChecked } from "../core/checks";
import { ImportedArtifactStore } from "./artifact-store/attributes";
import { ImportedBackendStore } from "./backend-store/attributes";
import { ImportedNetwork } from "./network/attributes";
import type { ExistingGcpAttributes, ExistingGcpComponents } from "./settings";
import { ImportedTrackingServer } from "./tracking-server/attributes";

/** The existing components of an environment whose attributes are checked. */
export function existingComponents(scope: Construct, attributes: ExistingGcpAttributes): ExistingGcpComponents {
  const { network, artifactStore, backendStore, trackingServer, snowflake } = attributes;
  return {
    network: network && new ImportedNetwork(scope, "Network", asChecked(network)),
    artifactStore: artifactStore && new ImportedArtifactStore(scope, "ArtifactStore", asChecked(artifactStore)),
    backendStore: backendStore && new ImportedBackendStore(scope, "BackendStore", asChecked(backendStore)),
    trackingServer: trackingServer && new ImportedTrackingServer(scope, "TrackingServer", asChecked(trackingServer)),
    snowflake,
  };
}
