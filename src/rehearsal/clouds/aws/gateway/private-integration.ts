import type { Account } from "../../../simulator/account";
import type { Backend, LocalAddress } from "../../../snowflake/gateway";
import { subnetsOf } from "../elb/load-balancer";
import { type NetworkEnd, blockedReason } from "./security-groups";
import {
  type Attributes,
  UnknownElementError,
  blocks,
  flag,
  needText,
  number,
  text,
  texts,
} from "../../../simulator/readers";

/** Where a private integration leads, or what the caller gets instead. */
export type Target =
  | { readonly address: LocalAddress; readonly host: string }
  | { readonly status: number; readonly body: string; readonly reason: string };

const CLOSED = { status: 504, body: '{"message":"Endpoint request timed out"}' };
const DEFECT = { status: 500, body: '{"message":"Internal server error"}' };

/**
 * Follows a REST API's private integration through the account: VPC link V2, internal load balancer, listener, target
 * group, ECS service, container.
 * @throws UnknownElementError when it uses something that is not simulated
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
 */
export function follow(account: Account, integration: Attributes, uri: URL, backend: Backend): Target {
  const linkId = needText(integration, "connection_id", "aws_api_gateway_integration");
  const link = account.get("aws_apigatewayv2_vpc_link", linkId);
  if (link === undefined) return { ...DEFECT, reason: `the VPC link ${linkId} does not exist` };
  const balancerArn = text(integration, "integration_target");
  const balancer = account.list("aws_lb").find(({ values }) => values.arn === balancerArn)?.values;
  if (balancer === undefined) {
    return { ...DEFECT, reason: `integration_target ${balancerArn ?? "is not set and"} names no load balancer` };
  }
  if (
    (text(balancer, "load_balancer_type") ?? "application") !== "application" ||
    flag(balancer, "internal") !== true
  ) {
    throw new UnknownElementError(
      `only an internal application load balancer is simulated, which ${balancerArn} is not`,
    );
  }
  const host = needText(balancer, "dns_name", "aws_lb");
  if (uri.hostname.toLowerCase() !== host.toLowerCase()) {
    return { ...DEFECT, reason: `the integration's uri names ${uri.hostname}, its load balancer is ${host}` };
  }
  const port = uri.port === "" ? (uri.protocol === "https:" ? 443 : 80) : Number(uri.port);
  const linkEnd = {
    name: "the VPC link",
    groups: texts(link, "security_group_ids"),
    subnets: texts(link, "subnet_ids"),
  };
  const balancerEnd = {
    name: "the load balancer",
    groups: texts(balancer, "security_groups"),
    subnets: subnetsOf(balancer),
  };
  const toBalancer = blockedReason(account, linkEnd, balancerEnd, port);
  if (toBalancer !== undefined) return { ...CLOSED, reason: toBalancer };
  return behindListener(
    account,
    { arn: needText(balancer, "arn", "aws_lb"), host, port, end: balancerEnd },
    uri,
    backend,
  );
}

interface Balancer {
  readonly arn: string;
  readonly host: string;
  readonly port: number;
  readonly end: NetworkEnd;
}

function behindListener(account: Account, balancer: Balancer, uri: URL, backend: Backend): Target {
  const listener = account
    .list("aws_lb_listener")
    .find(
      ({ values }) => values.load_balancer_arn === balancer.arn && number(values, "port") === balancer.port,
    )?.values;
  if (listener === undefined)
    return { ...CLOSED, reason: `the load balancer has no listener on port ${balancer.port}` };
  const protocol = text(listener, "protocol") ?? "HTTP";
  if (protocol !== "HTTP" || uri.protocol !== "http:") {
    throw new UnknownElementError(`only a plain HTTP listener is simulated, not ${protocol} called by ${uri.protocol}`);
  }
  const listenerArn = text(listener, "arn");
  if (account.list("aws_lb_listener_rule").some(({ values }) => values.listener_arn === listenerArn)) {
    throw new UnknownElementError("rules of a load balancer's listener are not simulated");
  }
  const group = account
    .list("aws_lb_target_group")
    .find(({ values }) => values.arn === forwardTarget(listener))?.values;
  if (group === undefined) return { ...unavailable(503), reason: "the listener's target group does not exist" };
  return inService(account, balancer, needText(group, "arn", "aws_lb_target_group"), backend);
}

function forwardTarget(listener: Attributes): string | undefined {
  const [action, ...others] = blocks(listener, "default_action");
  if (action === undefined || others.length > 0 || text(action, "type") !== "forward") {
    throw new UnknownElementError("only one default action of type forward is simulated");
  }
  const groups = blocks(action, "forward").flatMap((forward) => blocks(forward, "target_group"));
  if (groups.length > 1) throw new UnknownElementError("a listener with several target groups is not simulated");
  return text(action, "target_group_arn") ?? (groups[0] === undefined ? undefined : text(groups[0], "arn"));
}

function inService(account: Account, balancer: Balancer, group: string, backend: Backend): Target {
  for (const { values: service } of account.list("aws_ecs_service")) {
    const target = blocks(service, "load_balancer").find((block) => text(block, "target_group_arn") === group);
    if (target === undefined) continue;
    if (number(service, "desired_count") === 0) return { ...unavailable(503), reason: "the ECS service runs no task" };
    const container = needText(target, "container_name", "aws_ecs_service.load_balancer");
    const port = number(target, "container_port") ?? 0;
    const network = blocks(service, "network_configuration")[0] ?? {};
    const task = { name: "the tasks", groups: texts(network, "security_groups"), subnets: texts(network, "subnets") };
    // Health checks come the same way, so that a closed way leaves the target group without a healthy target.
    const closed = blockedReason(account, balancer.end, task, port);
    if (closed !== undefined) return { ...CLOSED, reason: closed };
    const address = backend.locate(container, port);
    if (address === undefined) {
      return { ...unavailable(503), reason: `no running container ${container} listens on port ${port}` };
    }
    return { address, host: balancer.host };
  }
  return { ...unavailable(503), reason: "no ECS service registers targets in the listener's target group" };
}

/** The page of an application load balancer. */
export function unavailable(status: 502 | 503): { status: number; body: string } {
  const title = status === 502 ? "502 Bad Gateway" : "503 Service Temporarily Unavailable";
  return {
    status,
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
  };
}
