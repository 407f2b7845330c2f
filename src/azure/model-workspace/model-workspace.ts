import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { Id } from "@cdktf/provider-random/lib/id";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Sizes } from "../../core";
import { checkOnce } from "../../core/checks";
import type { IArtifactStore } from "../artifact-store/interface";
import { that } from "../../core/rules";
import type { AzureComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { deployerOf, type Deployer } from "../deployer/identity";
import type { DeployerSettings } from "../deployer/settings";
import { storageAccountName } from "../names";
import type { INetwork } from "../network/interface";
import { OptionalBindings } from "../optional-bindings";
import { secureStorage } from "../secure-storage-account";
import { AzureSubscription } from "../subscription";
import { ImportedModelWorkspace } from "./attributes";
import { WORKSPACE } from "./checks";
import { identityDatastores } from "./identity-datastores";
import type { IModelWorkspace } from "./interface";
import { ModelReaders } from "./model-reader";
import { WorkspacePrivateEndpoint } from "./private-endpoint";
import type { ModelWorkspaceAttributes, ModelWorkspaceSettings } from "./settings";

export interface ModelWorkspaceProps extends AzureComponentProps, ModelWorkspaceSettings, DeployerSettings {
  /**
   * The virtual network from which endpoints without a public address are reached; it needs `privateEndpointSubnetId`.
   * @default - none: the endpoints have public addresses
   */
  readonly network?: INetwork;
  /** The artifacts that hold the models, which the workspace may read. */
  readonly artifactStore: IArtifactStore;
  /** ID of the Log Analytics workspace of the containers' logs. @default - a new workspace */
  readonly logAnalyticsWorkspaceId?: string;
  /** Refuses to destroy the storage account. @default - false in dev, true in prod */
  readonly protection?: boolean;
}

const CONTAINER = "scoring";

const NETWORK = {
  field: "network",
  rule: that(
    (network) => (network as INetwork).privateEndpointSubnetId !== undefined,
    "have a subnet for private endpoints",
    "Create the network with privateEndpoints: true, or set privateEndpointSubnetId",
  ),
};

/** Days for which Azure keeps a deleted vault, the fewest that it offers: a workspace needs purge protection. */
const VAULT_DAYS = 7;
/** Days for which the script's former versions are kept. */
const NONCURRENT_DAYS = 7;

/**
 * The Azure Machine Learning workspace that all endpoints of a platform share, with what Azure demands of one: a storage account of its own
 * without shared keys, a vault, Application Insights, and a registry for the images of the models.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/concept-workspace
 */
export class ModelWorkspace extends Construct implements IModelWorkspace {
  /**
   * Uses an existing workspace.
   * @throws ValidationError for a name or an ID that Azure would reject
   */
  public static fromModelWorkspaceAttributes(
    scope: Construct,
    id: string,
    attributes: ModelWorkspaceAttributes,
  ): IModelWorkspace {
    return new ImportedModelWorkspace(scope, id, attributes);
  }

  public readonly workspaceId: string;
  public readonly workspaceName: string;
  public readonly resourceGroupName: string;
  public readonly resourceGroupId: string;
  public readonly location: string;
  public readonly storageAccountId: string;
  public readonly storageAccountName: string;
  public readonly containerName: string;
  public readonly containerRegistryId: string;
  public readonly dependencies: ITerraformDependable[];
  public readonly storageDependencies: ITerraformDependable[];

  private readonly readers: ModelReaders;

  /** @throws ValidationError for an invalid ID */
  constructor(scope: Construct, id: string, props: ModelWorkspaceProps) {
    super(scope, id);
    const table = componentTable(WORKSPACE);
    checkOnce(this, props, { ...table, rows: [...table.rows, NETWORK] }, props.size);
    const { prefix, size, resourceGroup, network, tags } = props;
    const { resourceGroupName, location } = resourceGroup;
    // Azure keeps the name of a deleted workspace and that of a deleted vault.
    const suffix = new Id(this, "Suffix", { byteLength: 4 }).hex;
    const { account, container } = secureStorage(new Construct(this, "Storage"), {
      resourceGroup,
      accountName: storageAccountName(prefix, "ml", suffix),
      containerName: CONTAINER,
      zoneRedundant: false,
      noncurrentDays: NONCURRENT_DAYS,
      protection: props.protection ?? Sizes.defaults(size).protection,
      tags,
    });
    this.containerRegistryId = props.containerRegistryId ?? this.registry(props, suffix);
    const workspace = {
      name: `${prefix}-${suffix}`,
      resourceGroupName,
      location,
      storageAccountId: account.id,
      keyVaultId: this.vault(props, suffix),
      applicationInsightsId: this.insights(props),
      containerRegistryId: this.containerRegistryId,
      // Deployments reach the workspace by its public address, which accepts tokens of Entra alone.
      // https://learn.microsoft.com/en-us/azure/machine-learning/concept-secure-online-endpoint
      publicNetworkAccessEnabled: true,
      tags,
    };
    const { MachineLearningWorkspace } = OptionalBindings.machineLearningWorkspace();
    const resource = new MachineLearningWorkspace(this, "Resource", {
      ...workspace,
      identity: { type: "SystemAssigned" },
    });
    this.readers = new ModelReaders(this, resource.identity.principalId);
    this.readers.of(props.artifactStore);
    const datastores = identityDatastores(this, { ...workspace, name: resource.name });
    const endpoint =
      network &&
      new WorkspacePrivateEndpoint(this, "PrivateEndpoint", {
        ...{ prefix, size, resourceGroup, tags, network },
        workspaceId: resource.id,
      });
    this.workspaceId = resource.id;
    this.workspaceName = resource.name;
    this.resourceGroupName = resourceGroupName;
    this.resourceGroupId = resourceGroup.resourceGroupId;
    this.location = location;
    this.storageAccountId = account.id;
    this.storageAccountName = account.name;
    this.containerName = container.name;
    this.dependencies = [datastores, ...(endpoint?.dependencies ?? [])];
    this.storageDependencies = this.writers(container.id, deployerOf(this, props), props.deployerObjectIds ?? []);
  }

  public readModels(store: IArtifactStore): ITerraformDependable[] {
    return [this.readers.of(store)];
  }

  /** The right of those who deploy to write the scoring script: an owner of the subscription has none to the data of an account. */
  private writers(containerId: string, deployer: Deployer, objectIds: readonly string[]): ITerraformDependable[] {
    const role = (id: string, { objectId, isInUse }: Deployer) =>
      new RoleAssignment(this, id, {
        scope: containerId,
        roleDefinitionName: "Storage Blob Data Contributor",
        principalId: objectId,
        lifecycle: isInUse ? { ignoreChanges: ["principal_id"] } : undefined,
      });
    const roles = [
      role("Deployer", deployer),
      ...objectIds.map((objectId) => role(`Deployer-${objectId.toLowerCase()}`, { objectId, isInUse: false })),
    ];
    // A role assignment reaches the storage service later than its creation returns (not verified: how much later).
    const triggers = Object.fromEntries(roles.map((each, index) => [`role${index}`, each.id]));
    return [new Sleep(this, "RoleDelay", { createDuration: "60s", triggers })];
  }

  private vault({ prefix, resourceGroup, tags }: ModelWorkspaceProps, suffix: string): string {
    const { KeyVault } = OptionalBindings.keyVault();
    return new KeyVault(this, "Vault", {
      name: storageAccountName(prefix, "kv", suffix),
      resourceGroupName: resourceGroup.resourceGroupName,
      location: resourceGroup.location,
      tenantId: AzureSubscription.of(this).tenantId,
      skuName: "standard",
      purgeProtectionEnabled: true,
      softDeleteRetentionDays: VAULT_DAYS,
      tags,
    }).id;
  }

  private insights(props: ModelWorkspaceProps): string {
    const { prefix, resourceGroup, tags } = props;
    const { ApplicationInsights } = OptionalBindings.applicationInsights();
    return new ApplicationInsights(this, "Insights", {
      name: `${prefix}-models`,
      resourceGroupName: resourceGroup.resourceGroupName,
      location: resourceGroup.location,
      applicationType: "web",
      workspaceId: props.logAnalyticsWorkspaceId ?? this.logs(props),
      samplingPercentage: 100,
      tags,
    }).id;
  }

  private logs({ prefix, size, resourceGroup, tags }: ModelWorkspaceProps): string {
    const { LogAnalyticsWorkspace } = OptionalBindings.logAnalyticsWorkspace();
    return new LogAnalyticsWorkspace(this, "Logs", {
      name: `${prefix}-models`,
      resourceGroupName: resourceGroup.resourceGroupName,
      location: resourceGroup.location,
      sku: "PerGB2018",
      retentionInDays: Math.max(30, Sizes.defaults(size).logRetentionDays),
      tags,
    }).id;
  }

  private registry({ prefix, resourceGroup, tags }: ModelWorkspaceProps, suffix: string): string {
    const { ContainerRegistry } = OptionalBindings.containerRegistry();
    return new ContainerRegistry(this, "Registry", {
      name: storageAccountName(prefix, "cr", suffix),
      resourceGroupName: resourceGroup.resourceGroupName,
      location: resourceGroup.location,
      sku: "Basic",
      // Azure Machine Learning builds and pulls with identities.
      adminEnabled: false,
      tags,
    }).id;
  }
}
