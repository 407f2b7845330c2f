import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsGateway, type AwsGatewayOptions } from "../../../src/rehearsal/clouds/aws/gateway/rest-api";
import { administratorOf } from "../../../src/rehearsal/clouds/aws/identities/sessions";
import { ExternalFunctionRuntime, type DeliveryLimits } from "../../../src/rehearsal/snowflake";
import { Account } from "../../../src/rehearsal/simulator/account";
import type { Values } from "../../../src/rehearsal/simulator/rule";
import { AppliedState } from "../../../src/rehearsal/state";

export const ACCOUNT = "123456789012";
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/snowflake-caller`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/snowflake-caller/snowflake`;
export const ADMIN = `arn:aws:sts::${ACCOUNT}:assumed-role/Admin/administrator`;
export const EXECUTION = `arn:aws:execute-api:eu-west-1:${ACCOUNT}:api123`;
export const PREFIX = "https://api123.execute-api.eu-west-1.amazonaws.com/dev/";
export const ALB_HOST = "internal-mlops-1.eu-west-1.elb.amazonaws.com";
/** An administrator of the account that holds the gateway. */
export const administrator = () => administratorOf(ACCOUNT, "aws");
const USER = "arn:aws:iam::999988887777:user/snowflake";

/** What a backend saw. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly delayMilliseconds?: number;
}

/** A local HTTP server that writes down what it gets and answers from a list, the last reply again and again. */
export class EchoBackend {
  public static async start(): Promise<EchoBackend> {
    const backend = new EchoBackend();
    await new Promise<void>((resolve) => backend.server.listen(0, "127.0.0.1", resolve));
    return backend;
  }

  public readonly seen: Seen[] = [];
  public replies: Reply[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        this.seen.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers, body });
        const reply = (this.replies.length > 1 ? this.replies.shift() : this.replies[0]) ?? {};
        setTimeout(() => {
          response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers });
          response.end(reply.body ?? '{"data":[[0,"done"]]}');
        }, reply.delayMilliseconds ?? 0);
      });
    });
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Snowflake resources as Terraform writes them into its state, to be changed by a test before they are used. */
export function snowflakeResources() {
  const at = { database: "DB", schema: "S" };
  const translator = (name: string, body: string) => ({
    ...at,
    name,
    arguments: [{ arg_name: "EVENT", arg_data_type: "OBJECT", arg_default_value: null }],
    return_type: "OBJECT",
    function_definition: body,
  });
  return {
    integration: {
      name: "API",
      api_provider: "aws_api_gateway",
      api_aws_role_arn: ROLE,
      api_aws_iam_user_arn: USER,
      api_aws_external_id: "EXT_1",
      api_allowed_prefixes: [PREFIX],
      api_blocked_prefixes: [] as string[],
      enabled: true,
    } as Record<string, unknown>,
    request: translator(
      "REQUEST_1",
      "var row = EVENT.body.data[0]; return { body: { row: row, context: EVENT.contextHeaders }, urlSuffix: 'post/api/x?k=' + encodeURIComponent(row[1]), translatorData: { row: row[0] } };",
    ),
    response: translator(
      "RESPONSE_1",
      "return { body: { data: [[0, { body: EVENT.body, from: EVENT.translatorData }]] } };",
    ),
    fn: {
      ...at,
      name: "LOG",
      arg: [
        { name: "KEY", type: "VARCHAR" },
        { name: "VALUE", type: "FLOAT" },
      ],
      return_type: "VARIANT",
      header: [{ name: "mlops-errors", value: "return" }],
      context_headers: ["CURRENT_TIMESTAMP", "CURRENT_USER"],
      max_batch_rows: 1,
      compression: "NONE",
      null_input_behavior: "CALLED ON NULL INPUT",
      url_of_proxy_and_resource: PREFIX,
      api_integration: "API",
      request_translator: "DB.S.REQUEST_1",
      response_translator: "DB.S.RESPONSE_1",
    } as Record<string, unknown>,
    grants: [
      {
        account_role_name: "KEDRO",
        privileges: ["USAGE"],
        on_account_object: [{ object_type: "DATABASE", object_name: '"DB"' }],
      },
      { account_role_name: "KEDRO", privileges: ["USAGE"], on_schema: [{ schema_name: '"DB"."S"' }] },
      {
        account_role_name: "KEDRO",
        privileges: ["USAGE"],
        on_schema_object: [{ object_type: "FUNCTION", object_name: '"DB"."S"."LOG"(VARCHAR, FLOAT)' }],
      },
    ] as Record<string, unknown>[],
    roleGrants: [] as Record<string, unknown>[],
  };
}

export type SnowflakeResources = ReturnType<typeof snowflakeResources>;

export function stateOf(resources: SnowflakeResources): AppliedState {
  const managed = (type: string, instances: readonly Record<string, unknown>[]) => ({
    mode: "managed" as const,
    type,
    name: "this",
    instances: instances.map((attributes, index) => ({ index_key: index, attributes })),
  });
  return new AppliedState({
    resources: [
      managed("snowflake_api_integration", [resources.integration]),
      managed("snowflake_function_javascript", [resources.request, resources.response]),
      managed("snowflake_external_function", [resources.fn]),
      managed("snowflake_grant_privileges_to_account_role", resources.grants),
      managed("snowflake_grant_account_role", resources.roleGrants),
    ],
  });
}

export const ALLOW_ROLE = {
  Effect: "Allow",
  Principal: { AWS: SESSION },
  Action: "execute-api:Invoke",
  Resource: `${EXECUTION}/*`,
};
export const DENY_OTHERS = {
  Effect: "Deny",
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: `${EXECUTION}/*`,
  Condition: { StringNotEquals: { "aws:PrincipalArn": [ROLE] } },
};

export function policy(...statements: unknown[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** The simulated account of a platform on AWS; every object may be changed by a test before it is used. */
export function awsAccount() {
  const group = (id: string, ingress: Values[], egress: Values[]) => ({ id, ingress, egress });
  const from = (port: number, source: string): Values => ({
    from_port: port,
    to_port: port,
    protocol: "tcp",
    security_groups: [source],
    cidr_blocks: [],
  });
  const objects: Record<string, Values> = {
    aws_iam_role: {
      id: "snowflake-caller",
      name: "snowflake-caller",
      arn: ROLE,
      assume_role_policy: policy({
        Effect: "Allow",
        Principal: { AWS: USER },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "EXT_1" } },
      }),
    },
    aws_iam_role_policy: {
      id: "snowflake-caller:invoke",
      role: "snowflake-caller",
      policy: policy({ Effect: "Allow", Action: "execute-api:Invoke", Resource: `${EXECUTION}/dev/POST/*` }),
    },
    aws_api_gateway_rest_api: {
      id: "api123",
      execution_arn: EXECUTION,
      root_resource_id: "root",
      endpoint_configuration: [{ types: ["REGIONAL"] }],
    },
    aws_api_gateway_stage: { id: "ags-api123-dev", rest_api_id: "api123", stage_name: "dev", deployment_id: "dep1" },
    aws_apigatewayv2_vpc_link: { id: "link1", security_group_ids: ["sg-link"], subnet_ids: ["subnet-a"] },
    aws_lb: {
      id: "arn:alb",
      arn: "arn:alb",
      dns_name: ALB_HOST,
      internal: true,
      load_balancer_type: "application",
      security_groups: ["sg-alb"],
      subnets: ["subnet-a"],
    },
    aws_lb_listener: {
      id: "arn:listener",
      arn: "arn:listener",
      load_balancer_arn: "arn:alb",
      port: 80,
      protocol: "HTTP",
      default_action: [{ type: "forward", target_group_arn: "arn:tg" }],
    },
    aws_lb_target_group: { id: "arn:tg", arn: "arn:tg", port: 8080, protocol: "HTTP", target_type: "ip" },
    aws_ecs_service: {
      id: "arn:service",
      desired_count: 1,
      load_balancer: [{ target_group_arn: "arn:tg", container_name: "proxy", container_port: 8080 }],
      network_configuration: [{ security_groups: ["sg-task"], subnets: ["subnet-b"] }],
    },
    aws_subnet: { id: "subnet-a", cidr_block: "10.0.0.0/24" },
  };
  const groups = [
    group("sg-link", [], [from(80, "sg-alb")]),
    group("sg-alb", [from(80, "sg-link")], [from(8080, "sg-task")]),
    group("sg-task", [from(8080, "sg-alb")], []),
  ];
  const method: Values = {
    resource_id: "res1",
    http_method: "POST",
    authorization: "AWS_IAM",
    api_key_required: false,
    request_parameters: { "method.request.path.proxy": true },
  };
  const integration: Values = {
    resource_id: "res1",
    http_method: "POST",
    type: "HTTP_PROXY",
    integration_http_method: "POST",
    connection_type: "VPC_LINK",
    connection_id: "link1",
    integration_target: "arn:alb",
    uri: `http://${ALB_HOST}/{proxy}`,
    request_parameters: { "integration.request.path.proxy": "method.request.path.proxy" },
    timeout_milliseconds: 29000,
  };
  const snapshot: Values = {
    policy: policy(ALLOW_ROLE, DENY_OTHERS),
    resources: [
      { id: "res1", parent_id: "root", path_part: "{proxy+}", path: "/{proxy+}" },
      { id: "res2", parent_id: "root", path_part: "closed", path: "/closed" },
    ],
    methods: [method],
    integrations: [integration],
  };
  return { objects, groups, method, integration, snapshot, more: [] as { type: string; values: Values }[] };
}

export type AwsObjects = ReturnType<typeof awsAccount>;

export function accountOf(aws: AwsObjects): Account {
  const account = new Account();
  for (const [type, values] of Object.entries(aws.objects)) account.put(type, String(values.id), values);
  for (const values of aws.groups) account.put("aws_security_group", values.id, values);
  for (const { type, values } of aws.more) account.put(type, String(values.id), values);
  account.memory("aws_api_gateway_deployment:dep1", () => ({
    restApi: aws.objects.aws_api_gateway_rest_api,
    ...aws.snapshot,
  }));
  return account;
}

const QUICK: DeliveryLimits = { firstDelayMilliseconds: 5, retryMilliseconds: 200, pollMilliseconds: 200 };

/** A runtime over the hand-written platform; `change` breaks what a test is about. */
export function platform(
  backend: EchoBackend,
  change: {
    snowflake?: (resources: SnowflakeResources) => void;
    aws?: (objects: AwsObjects) => void;
    gateway?: Partial<AwsGatewayOptions>;
    delivery?: DeliveryLimits;
  } = {},
): ExternalFunctionRuntime {
  const resources = snowflakeResources();
  change.snowflake?.(resources);
  const aws = awsAccount();
  change.aws?.(aws);
  const locate = (container: string, port: number) =>
    container === "proxy" && port === 8080 ? { host: "127.0.0.1", port: backend.port } : undefined;
  return new ExternalFunctionRuntime({
    state: stateOf(resources),
    gateways: [new AwsGateway({ account: accountOf(aws), backend: { locate }, ...change.gateway })],
    delivery: { ...QUICK, ...change.delivery },
  });
}
