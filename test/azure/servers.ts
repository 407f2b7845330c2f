import { DataResource, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  ArtifactStore,
  BackendStore,
  Network,
  TrackingServer,
  UiAccess,
  type IBackendStore,
  type TrackingServerProps,
  type UiAccessProps,
} from "../../src/azure";
import { component, emptyStack, someNetwork } from "./fixture";
import { Synthesized } from "./synthesized";

export const STORAGE_ACCOUNT =
  "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shared/providers/Microsoft.Storage/storageAccounts/artifacts";
export const IDENTITY =
  "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shared/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader";

/** A database whose URI Terraform knows. */
export class KnownDatabase extends Construct implements IBackendStore {
  public readonly uri: string;
  public readonly dependencies: DataResource[];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const database = new DataResource(this, "Database", { input: { password: "generated" } });
    this.uri = `postgresql+psycopg2://mlflow:${database.id}@db.postgres.database.azure.com:5432/mlflow?sslmode=require`;
    this.dependencies = [database];
  }
}

/** A database that is known by its Key Vault secret. */
export function vaultDatabase(scope: Construct): IBackendStore {
  return BackendStore.fromBackendStoreAttributes(scope, "VaultDatabase", {
    uriKeyVaultSecretId: "https://vault.vault.azure.net/secrets/mlflow-uri",
    uriIdentityId: IDENTITY,
  });
}

/** What servers need. */
export function serverProps(stack: TerraformStack): TrackingServerProps {
  return {
    ...component(stack),
    artifactStore: ArtifactStore.fromArtifactStoreAttributes(stack, "Artifacts", {
      storageAccountName: "artifacts",
      storageAccountId: STORAGE_ACCOUNT,
      containerName: "mlflow-artifacts",
    }),
    backendStore: new KnownDatabase(stack, "Database"),
  };
}

/** Servers of a kind, and what the test adds. */
export function someServer(make: (stack: TerraformStack) => Partial<TrackingServerProps> = () => ({})): Synthesized {
  const stack = emptyStack();
  new TrackingServer(stack, "TrackingServer", { ...serverProps(stack), ...make(stack) });
  return Synthesized.of(stack);
}

export const GROUPS = ["aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"];

/** Servers with a UI. */
export function someUi(make: (stack: TerraformStack) => Partial<UiAccessProps> = () => ({})): Synthesized {
  const stack = emptyStack();
  const more = make(stack);
  const props = { ...serverProps(stack), network: more.network };
  const { host } = new TrackingServer(stack, "TrackingServer", props);
  new UiAccess(stack, "UiAccess", { ...props, host, groupIds: GROUPS, ...more });
  return Synthesized.of(stack);
}

/** A virtual network that exists, without a subnet for a public UI. */
export function networkWithoutUi(stack: TerraformStack) {
  const { virtualNetworkId, serverSubnetId, gatewaySubnetId, databaseSubnetId } = someNetwork(stack);
  const subnets = { serverSubnetId, gatewaySubnetId, databaseSubnetId };
  return Network.fromNetworkAttributes(stack, "NetworkWithoutUi", { virtualNetworkId, ...subnets });
}
