import { block, blocks, isSet, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import {
  UNKNOWN,
  type CreateContext,
  type PlanContext,
  type ValidateContext,
  type Values,
} from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { parseArn } from "../arn";
import { byArn } from "../lookup";
import { targetsOf } from "./target-group";

/** Refuses a parameter of a listener. */
const invalid: (message: string, attribute?: string) => never = (message, attribute) =>
  refuse(`ValidationError: ${message}`, attribute);

/** Which block an action of a type needs. */
const ACTION_BLOCKS: Readonly<Record<string, string>> = {
  redirect: "redirect",
  "fixed-response": "fixed_response",
  "authenticate-oidc": "authenticate_oidc",
  "authenticate-cognito": "authenticate_cognito",
};

const ATTRIBUTE = "default_action";

/**
 * An action has the block of its type, and one list of target groups.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/elbv2/listener.go
 */
function validateActions({ config, error }: ValidateContext): void {
  for (const [index, action] of blocks(config, ATTRIBUTE).entries()) {
    const at = `${ATTRIBUTE}[${index}]`;
    const type = text(action, "type") ?? "";
    const needed = ACTION_BLOCKS[type];
    if (needed !== undefined && !isSet(action, needed))
      error(`Attribute "${at}.${needed}" must be specified when "${at}.type" is "${type}".`, ATTRIBUTE);
    if (type !== "forward") continue;
    if (!isSet(action, "target_group_arn") && !isSet(action, "forward"))
      error(
        `Either "${at}.target_group_arn" or "${at}.forward" must be specified when "${at}.type" is "forward".`,
        ATTRIBUTE,
      );
    const single = text(action, "target_group_arn");
    const several = blocks(block(action, "forward"), "target_group").map((target) => target.arn);
    if (single !== undefined && several.some((arn) => typeof arn === "string" && arn !== single))
      error(
        `You can specify both a top-level target group ARN ("${at}.target_group_arn") and a target group list only if the ARNs match.`,
        ATTRIBUTE,
      );
  }
}

function checkActions(context: CreateContext, balancer: Values | undefined, isSecure: boolean): void {
  const actions = blocks(context.values, ATTRIBUTE);
  for (const [index, action] of actions.entries()) {
    fill(action, { order: index + 1 });
    const type = text(action, "type") ?? "";
    const needed = ACTION_BLOCKS[type];
    if (needed !== undefined && !block(action, needed))
      invalid(`an action of type '${type}' needs ${needed}`, ATTRIBUTE);
    if (type.startsWith("authenticate-") && !isSecure)
      refuse("UnsupportedProtocol: Authenticate actions are only supported on HTTPS listeners", ATTRIBUTE);
    for (const oidc of type === "authenticate-oidc" ? blocks(action, needed ?? "") : []) checkOidc(oidc, ATTRIBUTE);
    if (type === "forward" && targetsOf(action).length === 0)
      invalid("A target group ARN must be specified", ATTRIBUTE);
    for (const arn of targetsOf(action)) {
      const group = byArn(context.account, ["aws_lb_target_group"], arn);
      if (isSet(group, "vpc_id") && balancer && group?.vpc_id !== balancer.vpc_id)
        refuse(
          `InvalidConfigurationRequest: The target group ${arn} is in a different VPC than its load balancer`,
          ATTRIBUTE,
        );
    }
  }
  const last = actions[actions.length - 1];
  if (last && text(last, "type")?.startsWith("authenticate-") === true)
    refuse("InvalidLoadBalancerAction: the last action must be forward, redirect or fixed-response", ATTRIBUTE);
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AuthenticateOidcActionConfig.html */
function checkOidc(oidc: Values, attribute: string): void {
  for (const name of ["issuer", "authorization_endpoint", "token_endpoint", "user_info_endpoint"]) {
    const address = text(oidc, name);
    if (address !== undefined && !/^https:\/\/[^\s/]+/.test(address))
      invalid(`${name} must be a full URL, including the HTTPS protocol: '${address}'`, attribute);
  }
  if (text(oidc, "client_secret") === undefined)
    invalid("ClientSecret must be specified for an authenticate-oidc action", attribute);
  const seconds = number(oidc, "session_timeout") ?? 604_800;
  if (seconds < 1 || seconds > 604_800)
    invalid(`SessionTimeout ${seconds} must be from 1 to 604800 seconds`, attribute);
}

function checkListener(context: CreateContext): void {
  const { account, values } = context;
  const balancer = byArn(account, ["aws_lb"], text(values, "load_balancer_arn") ?? "");
  const isApplication = balancer?.load_balancer_type !== "network";
  const protocol = text(values, "protocol") ?? (number(values, "port") === 443 ? "HTTPS" : "HTTP");
  if (isApplication !== ["HTTP", "HTTPS"].includes(protocol))
    invalid(
      `Protocol '${protocol}' is not supported on ${isApplication ? "application" : "network"} load balancers`,
      "protocol",
    );
  const certificate = text(values, "certificate_arn");
  const isSecure = ["HTTPS", "TLS"].includes(protocol);
  if (isSecure && certificate === undefined)
    invalid(`A certificate must be specified for ${protocol} listeners`, "certificate_arn");
  if (certificate !== undefined && !isSecure)
    invalid(`A certificate cannot be specified for ${protocol} listeners`, "certificate_arn");
  if (certificate !== undefined && !["acm", "iam"].includes(parseArn(certificate)?.service ?? ""))
    refuse(`CertificateNotFound: Certificate '${certificate}' not found`, "certificate_arn");
  checkActions(context, balancer, isSecure);
}

/** The provider looks at no change of what listeners of another protocol have. */
function planListener({ prior, planned }: PlanContext): void {
  if (prior === undefined) return;
  const protocol = text(planned, "protocol");
  for (const name of Object.keys(planned))
    if (
      (protocol !== "HTTPS" && name.startsWith("routing_http_request_")) ||
      (protocol?.startsWith("HTTP") === true && name === "tcp_idle_timeout_seconds")
    )
      planned[name] = prior[name] ?? null;
}

export const listenerActs: Readonly<Record<string, Acts>> = {
  aws_lb_listener: {
    validate: validateActions,
    plan: planListener,
    check: checkListener,
    create: ({ values }) => {
      fill(values, {
        protocol: "HTTP",
        ssl_policy: text(values, "protocol") === "HTTPS" ? "ELBSecurityPolicy-2016-08" : "",
        routing_http_response_server_enabled: text(values, "protocol")?.startsWith("HTTP") === true ? true : null,
      });
      for (const name of Object.keys(values))
        if (name.startsWith("routing_http_") && values[name] === UNKNOWN) values[name] = "";
    },
  },
};
