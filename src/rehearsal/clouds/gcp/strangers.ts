import type { Account } from "../../simulator/account";
import type { Values } from "../../simulator/rule";
import type { Attempt } from "../cloud";
import { federationAttempts } from "../federation";
import { attemptsAt, openingsOf } from "../openings";
import { operationsOf } from "./api-gateway/document";
import { GcpGateway, configOf } from "./gateway/api-gateway";
import { INVOKERS, refusalOf } from "./gateway/cloud-run";
import { federationOf } from "./iam/federation";
import { policyOf } from "./iam/policies";
import { ANONYMOUSLY, OTHERS, OTHER_ACCOUNT } from "./identities/intruders";
import { GoogleCaller, idToken, selfSigned, tokenOf } from "./identities/tokens";
import { all } from "./ids";
import openings from "./openings.json";
import { SERVICE, audiencesOf, isPublic } from "./run/applied";
import { deployer, projectOf } from "./session";
import { endpointAttempts } from "./vertex-ai/strangers";

/** Whoever is no part of the project, at everything that has an address or a policy of its own. */
export async function strangers(account: Account): Promise<Attempt[]> {
  return [
    ...openingsOf(account, openings),
    ...(await Promise.all(all(account, SERVICE).map((each) => serviceAttempts(account, each)))).flat(),
    ...(await gatewayAttempts(account)),
    ...endpointAttempts(account),
    ...(await federationAttempts(federationOf(account))),
  ];
}

/**
 * Cloud Run asks for a token of whoever its policy or the project's names. That owners and editors of the project have one is Google's rule.
 * @see https://cloud.google.com/run/docs/securing/managing-access
 */
async function serviceAttempts(account: Account, service: Values): Promise<Attempt[]> {
  const target = `${SERVICE} ${String(service.name)}`;
  const [address = ""] = audiencesOf(service);
  const isLetIn = async (email?: string): Promise<boolean> => {
    const token = email === undefined ? undefined : await tokenOf(idToken(email, address));
    return isPublic(service) && (await refusalOf(account, service, token)) === undefined;
  };
  const by = `its address ${address}: no policy refuses them`;
  const found = [
    { who: ANONYMOUSLY, target, by: (await isLetIn()) ? by : undefined },
    { who: OTHERS, target, by: (await isLetIn(OTHER_ACCOUNT)) ? by : undefined },
  ];
  if (!(await isLetIn(deployer().email))) return found;
  const named = policyOf(account, `projects/${projectOf(account)}`).filter(({ role }) => INVOKERS.includes(role));
  const members = named.map(({ member, role }) => `${member} (${role})`).join(", ");
  const exception = `Cloud Run lets in whom the project's policy names: ${members}`;
  return [...found, { who: "an administrator of the project", target, exception }];
}

async function gatewayAttempts(account: Account): Promise<Attempt[]> {
  const simulator = new GcpGateway({ account, backend: { locate: () => undefined } });
  const attempts = all(account, "google_api_gateway_gateway").map((gateway) => {
    const { config, service } = configOf(account, gateway);
    const callers = [new GoogleCaller(ANONYMOUSLY), new GoogleCaller(OTHERS, selfSigned(OTHER_ACCOUNT, service))];
    const operations = operationsOf(config).map(({ method, template }) => {
      const url = `https://${String(gateway.default_hostname)}${template.replace(/\{[^}]+\}/g, "x")}`;
      return { method, template, url, of: String(gateway.gateway_id) };
    });
    return attemptsAt(simulator, operations, callers, "security definition");
  });
  return (await Promise.all(attempts)).flat();
}
