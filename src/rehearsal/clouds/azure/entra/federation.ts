import { jose } from "../../../jwt";
import type { Account } from "../../../simulator/account";
import { text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { ciIntruders, ciKeys, ciToken, sharedSubject, type CiToken, type CiTrust } from "../../ci-tokens";
import type { Attempt } from "../../cloud";
import { allowsAction } from "../authorization/actions";
import { all, isSame, nameIn } from "../ids";

const PLANS = "a job that only plans";
const CREDENTIAL = "azurerm_federated_identity_credential";

/** What a federated credential trusts: one issuer, one subject and one audience, letter by letter. */
export function trustOf(credential: Values): CiTrust {
  const [audience = ""] = texts(credential, "audience");
  return { issuer: text(credential, "issuer") ?? "", subject: text(credential, "subject") ?? "", audience };
}

/** The identity that a credential is of. */
function identityOf(account: Account, credential: Values): Values | undefined {
  return all(account, "azurerm_user_assigned_identity").find((each) => isSame(each.id, credential.parent_id));
}

/**
 * Exchanges the token of a job for one of an identity. Undefined when Entra refuses it (AADSTS700211 to 700213).
 * @param client - client ID of the identity
 * @returns the object ID of the identity
 * @see https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation-considerations
 */
export async function exchange(account: Account, client: string, job: CiToken): Promise<string | undefined> {
  const { errors, jwtVerify } = jose();
  const token = await ciToken(job);
  for (const credential of all(account, CREDENTIAL)) {
    const identity = identityOf(account, credential);
    if (identity?.client_id !== client) continue;
    const { issuer, subject, audience } = trustOf(credential);
    try {
      await jwtVerify(token, ciKeys(issuer).publicKey, { issuer, subject, audience, algorithms: ["RS256"] });
      return String(identity.principal_id);
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return undefined;
}

/** Actions that an identity for plans must not have. */
const WRITES = [
  "Microsoft.Resources/subscriptions/resourceGroups/write",
  "Microsoft.Storage/storageAccounts/write",
  "Microsoft.DBforPostgreSQL/flexibleServers/delete",
  "Microsoft.Authorization/roleAssignments/write",
];

/** Jobs that get an identity which they must not get, and what those that only plan may write. */
export async function federationAttempts(account: Account): Promise<Attempt[]> {
  const credentials = all(account, CREDENTIAL);
  const trusted = credentials.flatMap((credential) => {
    const identity = identityOf(account, credential);
    return identity === undefined ? [] : [{ identity, trust: trustOf(credential) }];
  });
  const plans = trusted.filter(({ identity }) => /-plan$/.test(String(identity.name)));
  const deploys = new Set(trusted.map(({ identity }) => identity).filter(({ name }) => /-deploy$/.test(String(name))));
  return [
    ...(await Promise.all(trusted.map((each) => jobAttempts(account, each)))).flat(),
    ...(await Promise.all(plans.flatMap((each) => [...deploys].map((deploy) => crossAttempt(account, each, deploy))))),
    ...[...new Set(plans.map(({ identity }) => identity))].map((identity) => planAttempt(account, identity)),
  ];
}

interface Trusted {
  readonly identity: Values;
  readonly trust: CiTrust;
}

async function crossAttempt(account: Account, { trust }: Trusted, deploy: Values): Promise<Attempt> {
  const isLetIn = (await exchange(account, String(deploy.client_id), trust)) !== undefined;
  const exception = sharedSubject(trust);
  const target = `azurerm_user_assigned_identity ${String(deploy.name)}`;
  const by = `a federated credential that trusts ${trust.subject}`;
  return { who: PLANS, target, ...(isLetIn && (exception === undefined ? { by } : { exception })) };
}

async function jobAttempts(account: Account, { identity, trust }: Trusted): Promise<Attempt[]> {
  const target = `azurerm_user_assigned_identity ${String(identity.name)}`;
  return Promise.all(
    ciIntruders(trust).map(async ({ who, token }) => {
      const principal = await exchange(account, String(identity.client_id), token);
      const by = `a federated credential that trusts ${token.subject} of ${token.issuer}`;
      return { who, target, by: principal === undefined ? undefined : by };
    }),
  );
}

function planAttempt(account: Account, identity: Values): Attempt {
  const scope = `/subscriptions/${nameIn(String(identity.id), "subscriptions") ?? ""}`;
  const allowed = WRITES.find((action) => allowsAction(account, String(identity.principal_id), action, scope));
  const by = allowed === undefined ? undefined : `a role that allows ${allowed}`;
  return { who: PLANS, target: `writing, as ${String(identity.name)}`, by };
}
