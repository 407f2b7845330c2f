import { GoogleBetaProvider } from "@cdktf/provider-google-beta/lib/provider";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TimeProvider } from "@cdktf/provider-time/lib/provider";
import { TerraformStack, Testing, type ITerraformDependable } from "cdktf";
import { Size } from "../../src/core";
import { ArtifactStore } from "../../src/gcp/artifact-store/artifact-store";
import { BackendStore } from "../../src/gcp/backend-store/backend-store";
import type { BackendStoreAttributes } from "../../src/gcp/backend-store/settings";
import { Network } from "../../src/gcp/network/network";
import { ProjectServices } from "../../src/gcp/project-services/project-services";
import { resolved } from "../support/resolved";

export const REGION = "europe-west1";
export const PROJECT = "projects/team-project";
export const NETWORK = `${PROJECT}/global/networks/hub`;
export const SUBNETWORK = `${PROJECT}/regions/${REGION}/subnetworks/servers`;
export const KEY = `${PROJECT}/locations/${REGION}/keyRings/ring/cryptoKeys/key`;

/** A stack with the providers that Google Cloud's constructs need. */
export function emptyStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "test");
  new GoogleProvider(stack, "Google", {});
  new GoogleBetaProvider(stack, "GoogleBeta", {});
  new RandomProvider(stack, "Random");
  new TimeProvider(stack, "Time");
  return stack;
}

/** What every component takes. */
export const component = { prefix: "mlops-dev", size: Size.DEV, region: REGION };

/** Services that are enabled in the stack. */
export function someServices(stack: TerraformStack) {
  return new ProjectServices(stack, "Services", component);
}

/** A VPC network that exists. */
export function someNetwork(stack: TerraformStack) {
  return Network.fromNetworkAttributes(stack, "Network", { networkId: NETWORK, subnetworkId: SUBNETWORK });
}

/** A bucket that exists. */
export function someArtifactStore(stack: TerraformStack) {
  return ArtifactStore.fromArtifactStoreAttributes(stack, "Artifacts", { bucketName: "team-artifacts" });
}

/** A database that exists. */
export function someBackendStore(stack: TerraformStack, attributes: Partial<BackendStoreAttributes> = {}) {
  return BackendStore.fromBackendStoreAttributes(stack, "Database", {
    uriSecretId: `${PROJECT}/secrets/mlflow-uri`,
    ...attributes,
  });
}

/** The types of the resources that a component says must exist before it is used. */
export function typesOf(stack: TerraformStack, dependencies: readonly ITerraformDependable[]): string[] {
  return resolved(
    stack,
    dependencies.map(({ fqn }) => fqn),
  ).map((fqn) => /(google|time)_\w+/.exec(fqn)?.[0] ?? fqn);
}
