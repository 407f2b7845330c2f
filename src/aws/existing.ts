import type { Construct } from "constructs";
import { ArtifactStore } from "../artifact-store";
import { BackendStore } from "../backend-store";
import { Network } from "../network";
import type { ExistingAwsAttributes, ExistingAwsParts } from "../platform-settings";
import { TrackingServer } from "../tracking-server";

/** Parts that exist, from what an environment file says of them. */
export function existingParts(scope: Construct, attributes: ExistingAwsAttributes): ExistingAwsParts {
  const { network, artifactStore, backendStore, trackingServer, snowflake } = attributes;
  return {
    network: network && Network.fromNetworkAttributes(scope, "Network", network),
    artifactStore: artifactStore && ArtifactStore.fromArtifactStoreAttributes(scope, "ArtifactStore", artifactStore),
    backendStore: backendStore && BackendStore.fromBackendStoreAttributes(scope, "BackendStore", backendStore),
    trackingServer:
      trackingServer && TrackingServer.fromTrackingServerAttributes(scope, "TrackingServer", trackingServer),
    snowflake,
  };
}
