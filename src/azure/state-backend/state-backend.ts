import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { Id } from "@cdktf/provider-random/lib/id";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { DEFAULT_LOCATION } from "../defaults";
import { storageAccountName } from "../names";
import { secureStorage } from "../secure-storage-account";
import { AzureSubscription } from "../subscription";
import { STATE_BACKEND } from "./checks";
import { DEFAULT_CONTAINER, resolveStateBackend } from "./defaults";
import type { StateBackendSettings } from "./settings";

export interface StateBackendProps extends StateBackendSettings {
  /** Beginning of the names: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
  /** Location of the storage account, for instance `westeurope`. @default - "westeurope" */
  readonly location?: string;
  /** Tags of resource group and storage account. @default - none */
  readonly tags?: Record<string, string>;
}

/**
 * The storage account and container of Terraform's states, one for all environments of a team, in a resource group of its own,
 * `<prefix>-tfstate`: versioned, without shared keys and anonymous access, TLS only. The account's name is `<prefix without hyphens, at
 * most 9 characters>tfstate<8 hexadecimal digits>`. Use it in a separate stack, which is deployed before all others.
 * @see https://developer.hashicorp.com/terraform/language/backend/azurerm
 */
export class StateBackend extends Construct {
  public readonly resourceGroupName: string;
  public readonly storageAccountName: string;
  public readonly storageAccountId: string;
  public readonly containerName: string;

  /** @throws ValidationError for a prefix, a number of days or an object ID that Azure would reject */
  constructor(scope: Construct, id: string, props: StateBackendProps) {
    super(scope, id);
    checkOnce(this, props, STATE_BACKEND);
    const { noncurrentVersionDays, zoneRedundant, protection, writerPrincipalIds } = resolveStateBackend(props);
    const { prefix, location = DEFAULT_LOCATION, tags } = props;

    const group = new ResourceGroup(this, "ResourceGroup", { name: `${prefix}-tfstate`, location, tags });
    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    const { account, container } = secureStorage(this, {
      resourceGroup: { resourceGroupName: group.name, location },
      accountName: storageAccountName(prefix, "tfstate", suffix.hex),
      containerName: DEFAULT_CONTAINER,
      zoneRedundant,
      noncurrentDays: noncurrentVersionDays,
      protection,
      tags,
    });
    this.resourceGroupName = group.name;
    this.storageAccountName = account.name;
    this.storageAccountId = account.id;
    this.containerName = container.name;

    const writers: Record<string, string> =
      writerPrincipalIds === undefined
        ? { Deployer: AzureSubscription.of(this).objectId }
        : Object.fromEntries(writerPrincipalIds.map((principalId) => [`Writer-${principalId}`, principalId]));
    for (const [writer, principalId] of Object.entries(writers))
      new RoleAssignment(this, writer, {
        scope: container.id,
        roleDefinitionName: "Storage Blob Data Contributor",
        principalId,
      });
  }
}
