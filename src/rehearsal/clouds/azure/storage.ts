import type { Account } from "../../simulator/account";
import { UnknownElementError, needText, type Attributes } from "../../simulator/readers";
import { SqlError } from "../../snowflake/errors";
import { PendingConsentError, stageFailure, type StorageAccess, type StorageSimulator } from "../../snowflake/storage";
import { allowsBlobs, assignmentsOf, type BlobAction } from "./identities/access";
import { SNOWFLAKE_STORAGE_PRINCIPAL, findPrincipal } from "./entra/directory";
import { all } from "./ids";
import { tenantId } from "./session";
import failures from "./storage/failures.json";
import { containerScope, findAccount, snowflakeNetworkProblem } from "./storage/applied";

const LOCATION = /^azure:\/\/([^./]+)\.blob\.core\.windows\.net\/(?:([^/]+)(?:\/.*)?)?$/;

/**
 * Azure Blob Storage as Snowflake's storage integrations reach it: role assignments of Snowflake's principal and the account's network
 * rules. Until the stack names the principal nothing is assigned to it: the stage waits for a person.
 * @see https://docs.snowflake.com/en/user-guide/data-load-azure-config
 */
export class AzureStorage implements StorageSimulator {
  public readonly schemes = ["azure"];

  constructor(private readonly account: Account) {}

  /** A role is assigned for a container at the least: what lies beside it is another container. */
  public above(location: string): string | undefined {
    const [, name, container] = LOCATION.exec(location) ?? [];
    return container === undefined ? undefined : `azure://${name ?? ""}.blob.core.windows.net/`;
  }

  public open(integration: Attributes, location: string): StorageAccess {
    const [, name = "", container] = LOCATION.exec(location) ?? [];
    if (name === "") throw new UnknownElementError(`${location} is not a location in Azure Blob Storage`);
    const tenant = needText(integration, "azure_tenant_id", "snowflake_storage_integration");
    if (tenant !== tenantId(this.account))
      throw new SqlError(
        `Failed to obtain Azure active directory access token. (AADSTS90002: Tenant '${tenant}' not found)`,
      );
    if (assignmentsOf(this.account, SNOWFLAKE_STORAGE_PRINCIPAL).length === 0)
      throw new PendingConsentError(
        `Failed to obtain Azure active directory access token. (no role is assigned to the principal of Snowflake's storage integrations yet; in a rehearsal ${SNOWFLAKE_STORAGE_PRINCIPAL}${this.unknown()})`,
      );
    return {
      list: () => this.authorize(name, container, "read"),
      write: () => this.authorize(name, container, "write"),
    };
  }

  /** A team's environment names its own tenant's principal, which the simulated Entra does not have. */
  private unknown(): string {
    const ids = all(this.account, "azurerm_role_assignment").map((each) => String(each.principal_id));
    const found = [...new Set(ids)].filter((id) => findPrincipal(this.account, id) === undefined);
    return found.length === 0 ? "" : `. Roles are assigned to ${found.join(", ")}, which a rehearsal does not know`;
  }

  private authorize(name: string, container: string | undefined, action: BlobAction): void {
    const storage = findAccount(this.account, name);
    if (storage === undefined) return fail("ResourceNotFound", `the host ${name} is unknown`);
    const id = needText(storage, "id", "azurerm_storage_account");
    const scope = container === undefined ? id : containerScope(this.account, storage, container);
    if (scope === undefined) return fail("ContainerNotFound", `${name} has no ${container ?? ""}`);
    const closed = snowflakeNetworkProblem(this.account, storage);
    if (closed !== undefined) fail("AuthorizationFailure", closed);
    if (!allowsBlobs(this.account, SNOWFLAKE_STORAGE_PRINCIPAL, scope, action))
      fail(
        "AuthorizationPermissionMismatch",
        `no role of ${SNOWFLAKE_STORAGE_PRINCIPAL} has the data action blobs/${action} at ${scope}`,
      );
  }
}

/** @see https://learn.microsoft.com/en-us/rest/api/storageservices/blob-service-error-codes */
function fail(code: keyof typeof failures, why: string): never {
  throw stageFailure(failures[code].message, failures[code].status, code, why);
}
