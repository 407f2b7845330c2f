import { Token } from "cdktf";
import type { Problems } from "../../core";
import type { INetwork } from "../network";
import type { PeopleSettings } from "../people";
import { parseCidr } from "./cidr";

/** Notes what is wrong in the settings of the way for people. */
export function checkPeople(problems: Problems, settings: PeopleSettings): void {
  const matches = (field: string, value: string, form: RegExp, rule: string, remedy: string): void =>
    problems.check(Token.isUnresolved(value) || form.test(value), field, value, rule, remedy);
  matches(
    "domainName",
    settings.domainName,
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    "a domain name is lower-case labels with dots, without https:// and without a wildcard",
    'Write for example "mlflow.example.com"',
  );
  matches(
    "certificateArn",
    settings.certificateArn,
    /^arn:[a-z-]+:acm:[a-z0-9-]+:\d{12}:certificate\/.+$/,
    "the certificate is one of Certificate Manager's, in the load balancer's region",
    "Write arn:aws:acm:<region>:<account>:certificate/<id>",
  );
  const { oidc } = settings;
  for (const field of ["issuer", "authorizationEndpoint", "tokenEndpoint", "userInfoEndpoint"] as const)
    matches(
      `oidc.${field}`,
      oidc[field],
      /^https:\/\/[^\s/?#]+[^\s]*$/,
      "a load balancer talks to an identity provider by https alone",
      "Copy the address from the provider's discovery document",
    );
  matches(
    "oidc.clientSecretArn",
    oidc.clientSecretArn,
    /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+$/,
    "the client's secret itself is never written down: it is named by its ARN in Secrets Manager",
    "Write arn:aws:secretsmanager:<region>:<account>:secret:<name>",
  );
  matches("oidc.clientId", oidc.clientId, /^\S+$/, "a client has an id", "Write the id that the provider gave");
  problems.check(
    (oidc.scope ?? "openid").split(" ").includes("openid"),
    "oidc.scope",
    oidc.scope,
    "a sign-in by OpenID Connect asks for openid",
    'Write for example "openid email"',
  );
  const hours = settings.sessionHours ?? 12;
  problems.check(
    Number.isInteger(hours) && hours >= 1 && hours <= 168,
    "sessionHours",
    hours,
    "a load balancer keeps people signed in for 1 to 168 whole hours",
    "Write for example 12",
  );
  const cidrs = settings.allowedCidrs ?? ["0.0.0.0/0"];
  problems.check(cidrs.length > 0, "allowedCidrs", cidrs, "nobody could reach the UI", "Leave it out for everybody");
  for (const [index, cidr] of cidrs.entries())
    problems.check(
      Token.isUnresolved(cidr) || parseCidr(cidr) !== undefined,
      `allowedCidrs.${index}`,
      cidr,
      "an IPv4 block has no bits set after its prefix",
      'Write for example "198.51.100.0/24"',
    );
}

/** Notes a network in which no load balancer can face the internet. */
export function checkPublicSubnets(
  problems: Problems,
  network: Pick<INetwork, "publicSubnetIds">,
  field = "network.publicSubnetIds",
): void {
  const ids = network.publicSubnetIds;
  problems.check(
    ids !== undefined && (Token.isUnresolved(ids) || new Set(ids).size >= 2),
    field,
    ids,
    "a load balancer that people reach from the internet needs public subnets in two zones",
    "Name publicSubnetIds of the network that exists",
  );
}
