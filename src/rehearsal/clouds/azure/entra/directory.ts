import type { Account } from "../../../simulator/account";
import { block, text } from "../../../simulator/readers";
import { all } from "../ids";
import { deployer } from "../session";

/** Who can hold a role in a tenant. */
export interface Principal {
  readonly objectId: string;
  readonly type: "User" | "Group" | "ServicePrincipal";
  readonly name: string;
  /** The application of a service principal. */
  readonly clientId?: string;
}

/**
 * Object id, in the simulated tenant, of the principal of Snowflake's storage integrations. A rehearsal shows the storage leg of a stack
 * that names it in `snowflakeStoragePrincipalId`; in a real tenant the id is another one.
 */
export const SNOWFLAKE_STORAGE_PRINCIPAL = "5a0f1a4e-0000-4000-a000-57025a6e0001";

/** Principals that exist without Terraform: those that a human consented to, such as Snowflake's. */
function consented(account: Account): Principal[] {
  return account.memory<Principal[]>("azure:principals", () => [
    { objectId: SNOWFLAKE_STORAGE_PRINCIPAL, type: "ServicePrincipal", name: "Snowflake (storage)" },
  ]);
}

/** A human consents to an application of another tenant: its service principal exists from then on. */
export function addPrincipal(account: Account, principal: Principal): void {
  if (!consented(account).some(({ objectId }) => objectId === principal.objectId)) consented(account).push(principal);
}

/** Everybody in the tenant: the deployer, managed identities, service principals, users and groups. */
export function principals(account: Account): Principal[] {
  const named = (type: string, kind: Principal["type"]): Principal[] =>
    all(account, type).map((each) => ({
      objectId: String(each.object_id),
      type: kind,
      name: text(each, "display_name") ?? "",
      ...(kind === "ServicePrincipal" && { clientId: String(each.client_id) }),
    }));
  const identities = all(account, "azurerm_user_assigned_identity").map((each) => ({
    objectId: String(each.principal_id),
    type: "ServicePrincipal" as const,
    name: String(each.name),
    clientId: String(each.client_id),
  }));
  const system = account.all.flatMap(({ values }): Principal[] => {
    const objectId = text(block(values, "identity"), "principal_id");
    return objectId === undefined ? [] : [{ objectId, type: "ServicePrincipal", name: text(values, "name") ?? "" }];
  });
  return [
    { objectId: deployer(account).objectId, type: "User", name: "deployer" },
    ...consented(account),
    ...identities,
    ...system,
    ...named("azuread_service_principal", "ServicePrincipal"),
    ...named("azuread_group", "Group"),
    ...named("azuread_user", "User"),
  ];
}

export function findPrincipal(account: Account, objectId: string): Principal | undefined {
  return principals(account).find((each) => each.objectId.toLowerCase() === objectId.toLowerCase());
}
