import {
  ALL,
  set,
  without,
  policyOf,
  ANYWHERE,
  WORD,
  deployed,
  methodOf,
  integrationOf,
  type Mutation,
} from "./mutation";

const GROUPS = "aws_vpc_security_group_ingress_rule";

/** Network, load balancer and gateway of aws-dev. */
export const NETWORK: readonly Mutation[] = [
  {
    type: "aws_api_gateway_deployment",
    what: "deployed before the policy",
    change: deployed((frozen) => void (frozen.policy = null)),
    red: /intruders: an administrator of the account got/,
  },
  {
    type: "aws_api_gateway_integration",
    what: "uri of another host",
    change: integrationOf({ uri: "http://elsewhere.example.com/{proxy}" }),
    red: /call: .*50\d/,
  },
  {
    type: "aws_api_gateway_method",
    what: "authorization NONE, no policy",
    change: (copy) => {
      methodOf({ authorization: "NONE" })(copy);
      copy.deployed.policy = null;
    },
    red: /strangers: POST \/x of the REST API .*: an anonymous caller/,
  },
  {
    type: "aws_api_gateway_method_settings",
    what: "throttled to nothing",
    change: set("aws_api_gateway_method_settings", ALL, {
      settings: [{ throttling_burst_limit: 0, throttling_rate_limit: 0 }],
    }),
    red: /call: .*429/,
  },
  {
    type: "aws_api_gateway_resource",
    what: "path v2 instead of {proxy+}",
    change: deployed(({ resources }) =>
      resources.forEach((each) => {
        if (each.path_part === "{proxy+}") each.path_part = "v2";
      }),
    ),
    red: /call: .*403/,
  },
  {
    type: "aws_api_gateway_rest_api_policy",
    what: "allows everybody",
    change: deployed(
      (frozen) =>
        void (frozen.policy = policyOf({
          Effect: "Allow",
          Principal: "*",
          Action: "execute-api:Invoke",
          Resource: "*",
        })),
    ),
    red: /intruders: an administrator of the account got/,
  },
  {
    type: "aws_api_gateway_stage",
    what: "another name",
    change: set("aws_api_gateway_stage", ALL, { stage_name: WORD }),
    red: /call: .*403/,
  },
  {
    type: "aws_apigatewayv2_vpc_link",
    what: "no security group",
    change: set("aws_apigatewayv2_vpc_link", ALL, { security_group_ids: [] }),
    red: /call: .*504/,
  },
  {
    type: "aws_default_security_group",
    what: "lets everything in",
    change: set("aws_default_security_group", ALL, {
      ingress: [{ protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["0.0.0.0/0"] }],
    }),
    green: "nothing that was applied is in the group",
  },
  {
    type: "aws_internet_gateway",
    what: "taken away",
    change: without("aws_internet_gateway"),
    red: /service: .*no route to the internet/,
  },
  {
    type: "aws_lb",
    what: "another DNS name",
    change: set("aws_lb", ALL, { dns_name: "other.example.com" }),
    red: /call: .*500/,
  },
  {
    type: "aws_lb",
    what: "on the internet",
    change: set("aws_lb", ALL, { internal: false }),
    red: /strangers: aws_lb .*without signing in/,
  },
  {
    type: "aws_lb_listener",
    what: "another port",
    change: set("aws_lb_listener", ALL, { port: 81 }),
    red: /call: .*504/,
  },
  {
    type: "aws_lb_target_group",
    what: "health check of /no-such",
    change: (copy) =>
      copy.edit("aws_lb_target_group", ALL, (held) => {
        held.health_check = [{ path: "/no-such", matcher: "200" }];
      }),
    red: /health checks: GET \/no-such answers 404/,
  },
  {
    type: "aws_route_table",
    what: "the public one has no routes",
    change: (copy) =>
      copy.edit("aws_route", ALL, (held) => {
        held.route_table_id = WORD;
      }),
    red: /service: .*no route to the internet/,
  },
  {
    type: "aws_route_table_association",
    what: "taken away",
    change: without("aws_route_table_association", /Public/),
    red: /service: .*no route to the internet/,
  },
  {
    type: "aws_security_group",
    what: "the server's is not the task's",
    change: set("aws_ecs_service", ALL, {
      network_configuration: [{ assign_public_ip: true, security_groups: [WORD], subnets: [] }],
    }),
    red: /call: .*504/,
  },
  {
    type: "aws_subnet",
    what: "the servers' are gone",
    change: without("aws_subnet", /Public/),
    red: /service: .*does not exist/,
  },
  {
    type: "aws_vpc",
    what: "another range",
    change: set("aws_vpc", ALL, { cidr_block: "10.99.0.0/16" }),
    green: "subnets keep their ranges; a VPC's own range is held against them when they are made",
  },
  {
    type: "aws_vpc_endpoint",
    what: "taken away",
    change: without("aws_vpc_endpoint"),
    green: "S3 is reached over the internet then, at a price",
  },
  {
    type: "aws_vpc_security_group_egress_rule",
    what: "the balancer may not reach the server",
    change: without("aws_vpc_security_group_egress_rule", /ToServer/),
    red: /call: .*504/,
  },
  {
    type: GROUPS,
    what: "the server's is open to 0.0.0.0/0",
    change: set(GROUPS, /FromLoadBalancer/, ANYWHERE),
    red: /strangers: aws_ecs_service .* opens to 0\.0\.0\.0\/0/,
  },
  {
    type: GROUPS,
    what: "the server's is open to ::/0",
    change: set(GROUPS, /FromLoadBalancer/, { cidr_ipv6: "::/0", referenced_security_group_id: null }),
    red: /strangers: aws_ecs_service .* opens to ::\/0/,
  },
  {
    type: GROUPS,
    what: "the database lets no server in",
    change: without(GROUPS, /IntoDatabase/),
    red: /service: .*the database .* does not answer/,
  },
  { type: "aws_api_gateway_rest_api", what: "taken away", change: without("aws_api_gateway_rest_api"), red: /call: / },
  { type: "aws_route", what: "taken away", change: without("aws_route"), red: /service: .*no route to the internet/ },
];
