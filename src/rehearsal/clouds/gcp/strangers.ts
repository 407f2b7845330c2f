import type { Account } from "../../simulator/account";
import { block, blocks, isTrue, text, texts } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import { parseCidr } from "../cidr";
import type { Attempt } from "../cloud";
import { operationsOf } from "./api-gateway/document";
import { GcpGateway } from "./gateway/api-gateway";
import { INVOKERS, refusalOf } from "./gateway/cloud-run";
import { MEMBER_TYPES, policyOf, resourceOf } from "./iam/policies";
import { OTHER_ACCOUNT } from "./identities/intruders";
import { GoogleCaller, idToken, selfSigned, tokenOf } from "./identities/tokens";
import { all, shortName } from "./ids";
import { SERVICE, addressesOf, audiencesOf, isForPeople, isPublic } from "./run/applied";
import { addressesOfInstance } from "./run/reach";
import { deployer, projectOf } from "./session";

const ANONYMOUSLY = "an anonymous caller";
const ANYBODY = "anybody on the internet";
const OTHERS = "a service account of another project";

/** Whoever is no part of the project, at everything that has an address or a policy of its own. */
export async function strangers(account: Account): Promise<Attempt[]> {
  return [
    ...all(account, "google_storage_bucket").flatMap(bucketAttempts),
    ...policyAttempts(account),
    ...(await Promise.all(all(account, SERVICE).map((each) => serviceAttempts(account, each)))).flat(),
    ...all(account, "google_sql_database_instance").flatMap(databaseAttempts),
    ...all(account, "google_compute_firewall").flatMap(firewallAttempts),
    ...(await gatewayAttempts(account)),
  ];
}

/** @see https://cloud.google.com/storage/docs/public-access-prevention */
function bucketAttempts(bucket: Values): Attempt[] {
  const target = `google_storage_bucket ${String(bucket.name)}`;
  const isPrevented = bucket.public_access_prevention === "enforced";
  const isUniform = isTrue(bucket, "uniform_bucket_level_access");
  return [
    {
      who: "an anonymous reader",
      target,
      by: isPrevented ? undefined : "public_access_prevention, which is not enforced, as soon as a policy has allUsers",
    },
    {
      who: "a reader whom an object's own list names",
      target,
      by: isUniform ? undefined : "object ACLs: uniform_bucket_level_access is not on",
    },
  ];
}

/** No policy names everybody. What is called at a service's address is looked at there. */
function policyAttempts(account: Account): Attempt[] {
  return Object.keys(MEMBER_TYPES)
    .filter((type) => type !== `${SERVICE}_iam_member`)
    .flatMap((type) => all(account, type).map((values) => ({ type, values })))
    .map(({ type, values }) => ({
      who: ANYBODY,
      target: `the policy of ${resourceOf(account, type, values)}`,
      by: /^all(Authenticated)?Users$/.test(String(values.member))
        ? `${String(values.member)}, who have ${String(values.role)}`
        : undefined,
    }));
}

/**
 * Cloud Run asks for a token of whoever its policy or the project's names. That owners and editors of the project have one is Google's rule.
 * @see https://cloud.google.com/run/docs/securing/managing-access
 */
async function serviceAttempts(account: Account, service: Values): Promise<Attempt[]> {
  const target = `${SERVICE} ${String(service.name)}`;
  const isReached = isPublic(service);
  const [audience = ""] = audiencesOf(service);
  const attempt = async (who: string, email?: string): Promise<Attempt> => {
    const token = email === undefined ? undefined : await tokenOf(idToken(email, audience));
    const isRefused = !isReached || (await refusalOf(account, service, token)) !== undefined;
    return {
      who,
      target,
      by: isRefused ? undefined : `its address ${String(addressesOf(service)[0])}: no policy refuses them`,
    };
  };
  const found = [await attempt(ANONYMOUSLY), await attempt(OTHERS, OTHER_ACCOUNT)];
  const byProject = policyOf(account, `projects/${projectOf(account)}`).filter(({ role }) => INVOKERS.includes(role));
  const owner = await attempt("an administrator of the project", deployer().email);
  if (isForPeople(service) || owner.by === undefined) return found;
  const members = [...new Set(byProject.map(({ member, role }) => `${member} (${role})`))].join(", ");
  return [
    ...found,
    { who: owner.who, target, exception: `Cloud Run lets in whom the project's policy names: ${members}` },
  ];
}

/** More addresses than a company's own. */
const MANY = 65_536;

/** How many addresses a range has. */
function sizeOf(range: string): number {
  const parsed = parseCidr(range);
  return parsed === undefined ? 1 : parsed.last - parsed.first + 1;
}

/**
 * An address of Cloud SQL accepts the networks that are authorized, and the connector: with a role of the project, and the password.
 * @see https://cloud.google.com/sql/docs/postgres/authorize-networks
 */
function databaseAttempts(instance: Values): Attempt[] {
  const target = `google_sql_database_instance ${String(instance.name)}`;
  const addresses = addressesOfInstance(instance);
  const isPublicly = addresses?.ipv4_enabled !== false;
  const open = blocks(addresses, "authorized_networks").find((each) => sizeOf(text(each, "value") ?? "") >= MANY);
  const mode = text(addresses, "ssl_mode") ?? "ALLOW_UNENCRYPTED_AND_ENCRYPTED";
  const isConnectorOnly = text(block(instance, "settings"), "connector_enforcement") === "REQUIRED";
  const isPlain = mode === "ALLOW_UNENCRYPTED_AND_ENCRYPTED" && !isConnectorOnly;
  return [
    {
      who: ANYBODY,
      target,
      by: isPublicly && open !== undefined ? `the authorized network ${String(open.value)}` : undefined,
    },
    {
      who: "a reader of the network's traffic",
      target,
      by: isPlain ? `connections without TLS: ssl_mode is ${mode}` : undefined,
    },
  ];
}

/** A network of the platform's own lets nothing in from outside. */
function firewallAttempts(rule: Values): Attempt[] {
  const isInbound =
    text(rule, "direction") !== "EGRESS" && !isTrue(rule, "disabled") && blocks(rule, "allow").length > 0;
  const wide = texts(rule, "source_ranges").find((each) => sizeOf(each) >= MANY && !/^(10|172|192)\./.test(each));
  const by = isInbound && wide !== undefined ? `the rule ${String(rule.name)}, which opens it to ${wide}` : undefined;
  return [{ who: ANYBODY, target: `google_compute_firewall ${String(rule.name)}`, by }];
}

/** Strangers at every operation of every gateway: an API may be closed where Snowflake calls it, and open beside. */
async function gatewayAttempts(account: Account): Promise<Attempt[]> {
  const gateway = new GcpGateway({ account, backend: { locate: () => undefined } });
  const attempts: Attempt[] = [];
  for (const each of all(account, "google_api_gateway_gateway")) {
    const id = shortName(String(each.api_config));
    const config = all(account, "google_api_gateway_api_config").find((held) => held.api_config_id === id);
    const api = all(account, "google_api_gateway_api").find((held) => held.api_id === config?.api);
    const stranger = new GoogleCaller(OTHERS, selfSigned(OTHER_ACCOUNT, String(api?.managed_service)));
    for (const { method, template } of config === undefined ? [] : operationsOf(config))
      for (const caller of [new GoogleCaller(ANONYMOUSLY), stranger]) {
        const url = `https://${String(each.default_hostname)}${template.replace(/\{[^}]+\}/g, "x")}`;
        const { status } = await gateway.send(caller, { method, url, headers: {} });
        const by =
          status === 401 || status === 403 ? undefined : `status ${status}: no security definition refuses them`;
        attempts.push({ who: caller.name, target: `${method} ${template} of ${String(each.gateway_id)}`, by });
      }
  }
  return attempts;
}
