import type { Account } from "../../../simulator/account";
import { text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { ciToken, type CiToken, type CiTrust } from "../../ci-tokens";
import { verified, type Federation } from "../../federation";
import { allowsAction } from "../authorization/actions";
import { all, nameIn, select } from "../ids";
import writes from "./writing-actions.json";

const IDENTITY = "azurerm_user_assigned_identity";
const CREDENTIAL = "azurerm_federated_identity_credential";

/** What a federated credential trusts: one issuer, one subject and one audience, letter by letter. */
function trustOf(credential: Values): CiTrust {
  const [audience = ""] = texts(credential, "audience");
  return { issuer: text(credential, "issuer") ?? "", subject: text(credential, "subject") ?? "", audience };
}

/**
 * Exchanges the token of a job for one of an identity. Undefined when Entra refuses it (AADSTS700211 to 700213).
 * @param client - client ID of the identity
 * @returns the object ID of the identity
 * @see https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation-considerations
 */
export async function exchange(account: Account, client: string, job: CiToken): Promise<string | undefined> {
  const token = await ciToken(job);
  for (const identity of select(account, IDENTITY, { client_id: client }))
    for (const credential of select(account, CREDENTIAL, { parent_id: identity.id }))
      if ((await verified(token, trustOf(credential))) !== undefined) return String(identity.principal_id);
  return undefined;
}

/** The managed identities that federated credentials give to jobs. */
export function federationOf(account: Account): Federation {
  return {
    type: IDENTITY,
    by: "a federated credential that trusts",
    nameOf: ({ name }) => String(name),
    federated: all(account, CREDENTIAL).flatMap((credential) =>
      select(account, IDENTITY, { id: credential.parent_id }).map((identity) => ({
        identity,
        trust: trustOf(credential),
        exchange: async ({ client_id }, token) => (await exchange(account, String(client_id), token)) !== undefined,
      })),
    ),
    writesBy: ({ id, principal_id }) => {
      const scope = `/subscriptions/${nameIn(String(id), "subscriptions") ?? ""}`;
      const allowed = writes.find((action) => allowsAction(account, String(principal_id), action, scope));
      return allowed && `a role that allows ${allowed}`;
    },
  };
}
