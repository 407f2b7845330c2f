import { UNKNOWN, type CreateContext, type ResourceRule, type Values } from "../../../simulator/rule";
import { makeArn, parseArn } from "../arn";
import { hexId } from "../ids";
import { all, byArn } from "../lookup";
import { LOAD_BALANCERS } from "./load-balancer";
import { targetsOf } from "./target-group";
import { block, blocks, entries, isSet, number, text, texts } from "../../../simulator/readers";
import { fill, refuse } from "../../../simulator/writers";

/** Which block an action of a type needs. */
const ACTION_BLOCKS: Readonly<Record<string, string>> = {
  redirect: "redirect",
  "fixed-response": "fixed_response",
  "authenticate-oidc": "authenticate_oidc",
  "authenticate-cognito": "authenticate_cognito",
};

function checkActions(
  context: CreateContext,
  attribute: string,
  balancer: Values | undefined,
  isSecure: boolean,
): void {
  const actions = blocks(context.values, attribute);
  for (const [index, action] of actions.entries()) {
    fill(action, { order: index + 1 });
    const type = text(action, "type") ?? "";
    const needed = ACTION_BLOCKS[type];
    if (needed !== undefined && !block(action, needed))
      refuse(`ValidationError: an action of type '${type}' needs ${needed}`, attribute);
    if (type.startsWith("authenticate-") && !isSecure)
      refuse("UnsupportedProtocol: Authenticate actions are only supported on HTTPS listeners", attribute);
    for (const oidc of type === "authenticate-oidc" ? blocks(action, needed ?? "") : []) checkOidc(oidc, attribute);
    if (type === "forward" && targetsOf(action).length === 0)
      refuse("ValidationError: A target group ARN must be specified", attribute);
    for (const arn of targetsOf(action)) {
      const group =
        byArn(context.account, ["aws_lb_target_group"], arn) ??
        refuse(`TargetGroupNotFound: Target groups '${arn}' not found`, attribute);
      if (isSet(group, "vpc_id") && balancer && group.vpc_id !== balancer.vpc_id)
        refuse(
          `InvalidConfigurationRequest: The target group ${arn} is in a different VPC than its load balancer`,
          attribute,
        );
    }
  }
  const last = actions[actions.length - 1];
  if (last && text(last, "type")?.startsWith("authenticate-") === true)
    refuse("InvalidLoadBalancerAction: the last action must be forward, redirect or fixed-response", attribute);
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AuthenticateOidcActionConfig.html */
function checkOidc(oidc: Values, attribute: string): void {
  for (const name of ["issuer", "authorization_endpoint", "token_endpoint", "user_info_endpoint"]) {
    const address = text(oidc, name);
    if (address !== undefined && !/^https:\/\/[^\s/]+/.test(address))
      refuse(`ValidationError: ${name} must be a full URL, including the HTTPS protocol: '${address}'`, attribute);
  }
  if (text(oidc, "client_secret") === undefined)
    refuse("ValidationError: ClientSecret must be specified for an authenticate-oidc action", attribute);
  const seconds = number(oidc, "session_timeout") ?? 604_800;
  if (seconds < 1 || seconds > 604_800)
    refuse(`ValidationError: SessionTimeout ${seconds} must be from 1 to 604800 seconds`, attribute);
}

function needBalancer(context: CreateContext): Values {
  const arn = text(context.values, "load_balancer_arn") ?? "";
  return (
    byArn(context.account, LOAD_BALANCERS, arn) ??
    refuse(`LoadBalancerNotFound: Load balancer '${arn}' not found`, "load_balancer_arn")
  );
}

function checkListener(context: CreateContext): void {
  const { values } = context;
  const balancer = needBalancer(context);
  const isApplication = balancer.load_balancer_type !== "network";
  const protocol = text(values, "protocol") ?? (number(values, "port") === 443 ? "HTTPS" : "HTTP");
  if (isApplication !== ["HTTP", "HTTPS"].includes(protocol))
    refuse(
      `ValidationError: Protocol '${protocol}' is not supported on ${isApplication ? "application" : "network"} load balancers`,
      "protocol",
    );
  const certificate = text(values, "certificate_arn");
  const isSecure = ["HTTPS", "TLS"].includes(protocol);
  if (isSecure && certificate === undefined)
    refuse(`ValidationError: A certificate must be specified for ${protocol} listeners`, "certificate_arn");
  if (certificate !== undefined && !isSecure)
    refuse(`ValidationError: A certificate cannot be specified for ${protocol} listeners`, "certificate_arn");
  if (certificate !== undefined && !["acm", "iam"].includes(parseArn(certificate)?.service ?? ""))
    refuse(`CertificateNotFound: Certificate '${certificate}' not found`, "certificate_arn");
  checkActions(context, "default_action", balancer, isSecure);
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html */
export const listener: ResourceRule = {
  type: "aws_lb_listener",
  cites: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
  create: (context) => {
    const { account, values } = context;
    checkListener(context);
    const balancer = text(values, "load_balancer_arn") ?? "";
    const port = number(values, "port");
    if (
      all(account, "aws_lb_listener").some(
        (other) => other.load_balancer_arn === balancer && number(other, "port") === port,
      )
    )
      refuse(`DuplicateListener: A listener already exists on this port for this load balancer '${balancer}'`, "port");
    const path = (parseArn(balancer)?.resource ?? "").replace("loadbalancer/", "listener/");
    const arn = makeArn(context, "elasticloadbalancing", `${path}/${hexId(account, "listener", 16)}`);
    values.id = arn;
    fill(values, {
      arn,
      protocol: "HTTP",
      ssl_policy: text(values, "protocol") === "HTTPS" ? "ELBSecurityPolicy-2016-08" : "",
      tcp_idle_timeout_seconds: null,
      routing_http_response_server_enabled: text(values, "protocol")?.startsWith("HTTP") === true ? true : null,
    });
    for (const name of Object.keys(values))
      if (name.startsWith("routing_http_") && values[name] === UNKNOWN) values[name] = "";
  },
  update: checkListener,
};

const CONDITIONS = ["host_header", "http_header", "http_request_method", "path_pattern", "query_string", "source_ip"];

function checkRule(context: CreateContext): void {
  const { account, values } = context;
  const arn = text(values, "listener_arn") ?? "";
  const owner =
    byArn(account, ["aws_lb_listener"], arn) ??
    refuse(`ListenerNotFound: One or more listeners not found: ${arn}`, "listener_arn");
  const balancer = byArn(account, LOAD_BALANCERS, text(owner, "load_balancer_arn") ?? "");
  checkActions(context, "action", balancer, text(owner, "protocol") === "HTTPS");
  for (const condition of blocks(values, "condition")) {
    const kinds = CONDITIONS.filter((name) => blocks(condition, name).length > 0);
    if (kinds.length !== 1)
      refuse(`ValidationError: a condition must have exactly one of ${CONDITIONS.join(", ")}`, "condition");
    const count = kinds
      .flatMap((kind) => blocks(condition, kind))
      .reduce((sum, found) => sum + texts(found, "values").length + entries(found, "value").length, 0);
    if (count > 5) refuse("TooManyUniqueConditionValues: a condition has at most 5 values", "condition");
  }
  const priority = number(values, "priority");
  if (priority !== undefined && (priority < 1 || priority > 50_000))
    refuse(`ValidationError: priority ${priority} must be in the range 1-50000`, "priority");
  const taken = all(account, "aws_lb_listener_rule").some(
    (other) =>
      other.id !== values.id &&
      other.listener_arn === arn &&
      number(other, "priority") === priority &&
      priority !== undefined,
  );
  if (taken) refuse(`PriorityInUse: Priority '${priority ?? ""}' is currently in use`, "priority");
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
export const listenerRule: ResourceRule = {
  type: "aws_lb_listener_rule",
  cites: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html",
  create: (context) => {
    const { account, values } = context;
    checkRule(context);
    const listenerArn = text(values, "listener_arn") ?? "";
    const path = (parseArn(listenerArn)?.resource ?? "").replace("listener/", "listener-rule/");
    const arn = makeArn(context, "elasticloadbalancing", `${path}/${hexId(account, "rule", 16)}`);
    const priorities = all(account, "aws_lb_listener_rule")
      .filter((other) => other.listener_arn === listenerArn)
      .map((other) => number(other, "priority") ?? 0);
    values.id = arn;
    fill(values, { arn, priority: Math.max(0, ...priorities) + 1 });
  },
  update: checkRule,
};
