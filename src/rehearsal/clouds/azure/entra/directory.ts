import type { Account } from "../../../simulator/account";
import { block, text } from "../../../simulator/readers";
import { all, isSame } from "../ids";
import { GRAPH } from "./graph";
import types from "./principals.json";
import { deployer } from "../session";

/** Who can hold a role in a tenant. */
export interface Principal {
  readonly objectId: string;
  readonly type: "User" | "Group" | "ServicePrincipal";
  readonly name: string;
  /** The application of a service principal. */
  readonly clientId?: string | undefined;
}

/**
 * Object id, in the simulated tenant, of the principal of Snowflake's storage integrations. A rehearsal shows the storage leg of a stack
 * that names it in `snowflakeStoragePrincipalId`; in a real tenant the id is another one.
 */
export const SNOWFLAKE_STORAGE_PRINCIPAL = "5a0f1a4e-0000-4000-a000-57025a6e0001";

/** Principals that exist without Terraform: Microsoft's, and those that a human consented to, such as Snowflake's. */
function consented(account: Account): Principal[] {
  return account.memory<Principal[]>("azure:principals", () => [
    { ...GRAPH, type: "ServicePrincipal", name: "Microsoft Graph" },
    { objectId: SNOWFLAKE_STORAGE_PRINCIPAL, type: "ServicePrincipal", name: "Snowflake (storage)" },
  ]);
}

/** A human consents to an application of another tenant: its service principal exists from then on. */
export function addPrincipal(account: Account, principal: Principal): void {
  if (!consented(account).some(({ objectId }) => objectId === principal.objectId)) consented(account).push(principal);
}

/** Everybody in the tenant: the deployer, managed identities, service principals, users and groups. */
export function principals(account: Account): Principal[] {
  const system = account.all.flatMap(({ values }): Principal[] => {
    const objectId = text(block(values, "identity"), "principal_id");
    return objectId === undefined ? [] : [{ objectId, type: "ServicePrincipal", name: text(values, "name") ?? "" }];
  });
  const made = types.flatMap(({ made: from, type, id, name }) =>
    all(account, from).map((each) => ({
      objectId: String(each[id]),
      type: type as Principal["type"],
      name: text(each, name) ?? "",
      clientId: text(each, "client_id"),
    })),
  );
  return [
    { objectId: deployer(account).objectId, type: "User", name: "deployer" },
    ...consented(account),
    ...system,
    ...made,
  ];
}

export function findPrincipal(account: Account, objectId: string): Principal | undefined {
  return principals(account).find((each) => isSame(each.objectId, objectId));
}

/** The service principal of an application. */
export function principalFor(account: Account, clientId: unknown): Principal | undefined {
  return principals(account).find((each) => each.clientId !== undefined && isSame(each.clientId, clientId));
}
