import type { FrozenApi } from "../../../../src/rehearsal/clouds/aws/api-gateway/deployments";
import { runTrap, type TrapResult } from "../trap";
import { apiPolicy, deployment, GATEWAY, integration, METHOD, ROLE } from "./gateway";
import { NETWORK, policy, PRIVATE, rules, stackOf } from "./stack";

const TIMEOUT = 60_000;
const API = { rest_api_id: "${aws_api_gateway_rest_api.api.id}" };
const POLICY = { ...API, depends_on: ["aws_iam_role.caller"] };

const all = (result: TrapResult) => result.errors.join("\n");

/** What the stage of a result serves. */
function served(result: TrapResult): FrozenApi {
  const account = result.accounts.get("hashicorp/aws");
  const [stage] = account?.list("aws_api_gateway_stage") ?? [];
  const frozen = account?.memory<FrozenApi | undefined>(
    `aws_api_gateway_deployment:${String(stage?.values.deployment_id)}`,
    () => undefined,
  );
  if (frozen === undefined) throw new Error("the stage serves nothing");
  return frozen;
}

test(
  "a gateway without a mistake applies, plans empty and is destroyed to nothing",
  async () => {
    const config = stackOf(NETWORK, GATEWAY);
    const applied = await runTrap({ config, rules });
    const destroyed = await runTrap({ config, rules, destroy: true });
    expect(applied.errors).toEqual([]);
    expect(applied.changes).toEqual({});
    expect(destroyed.errors).toEqual([]);
    expect(destroyed.accounts.get("hashicorp/aws")?.size).toBe(0);
  },
  TIMEOUT,
);

describe("the resource policy", () => {
  test(
    "may not name a role before the role exists",
    async () => {
      const result = await runTrap({
        config: stackOf(NETWORK, GATEWAY, {
          aws_api_gateway_rest_api_policy: { policy: { ...API, policy: apiPolicy("nobody") } },
        }),
        rules,
      });
      expect(all(result)).toContain(
        "Invalid policy document. Please check the policy syntax and ensure that Principals are valid.",
      );
    },
    TIMEOUT,
  );

  test(
    "in the short form execute-api:/* is written out by API Gateway, so that the second plan is not empty",
    async () => {
      const short = apiPolicy("caller", "execute-api:/*");
      const result = await runTrap({
        config: stackOf(NETWORK, GATEWAY, {
          aws_api_gateway_rest_api_policy: { policy: { ...POLICY, policy: short } },
        }),
        rules,
      });
      expect(result.errors).toEqual([]);
      expect(result.changes["aws_api_gateway_rest_api_policy.policy"]).toBe("update");
    },
    TIMEOUT,
  );

  test(
    "no longer means a role that was made again: it shows the old one's unique id",
    async () => {
      // Create before destroy would spread from the deployment over the policy to the role, whose name is taken.
      const apart = {
        aws_api_gateway_deployment: {
          deployment: { ...API, depends_on: ["aws_api_gateway_integration.post"] },
        },
      };
      const moved = { aws_iam_role: { caller: { ...ROLE, path: "/moved/" } } };
      const result = await runTrap({
        config: stackOf(NETWORK, GATEWAY, apart),
        then: [stackOf(NETWORK, GATEWAY, apart, moved)],
        rules,
      });
      expect(result.errors).toEqual([]);
      expect(result.changes["aws_api_gateway_rest_api_policy.policy"]).toBe("update");
    },
    TIMEOUT,
  );

  test(
    "reaches callers by a new deployment only",
    async () => {
      const closed = policy({
        Effect: "Deny",
        Principal: "*",
        Action: "execute-api:Invoke",
        Resource: "${aws_api_gateway_rest_api.api.execution_arn}/*",
      });
      const changed = { aws_api_gateway_rest_api_policy: { policy: { ...POLICY, policy: closed } } };
      const after = ["aws_api_gateway_integration.post", "aws_api_gateway_rest_api_policy.policy"];
      const blind = { aws_api_gateway_deployment: { deployment: deployment({ triggers: {}, depends_on: after }) } };
      const stale = await runTrap({
        config: stackOf(NETWORK, GATEWAY, blind),
        then: [stackOf(NETWORK, GATEWAY, blind, changed)],
        rules,
      });
      const fresh = await runTrap({
        config: stackOf(NETWORK, GATEWAY),
        then: [stackOf(NETWORK, GATEWAY, changed)],
        rules,
      });
      expect(stale.errors).toEqual([]);
      expect(served(stale).policy).toContain("Allow");
      expect(fresh.errors).toEqual([]);
      expect(served(fresh).policy).toContain("Deny");
    },
    TIMEOUT,
  );
});

test(
  "an operator that IAM does not know is an error, never a pass",
  async () => {
    const statement = { Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: "*" };
    const odd = policy({
      ...statement,
      Condition: { StringNotEqual: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/caller" } },
    });
    const result = await runTrap({
      config: stackOf(NETWORK, GATEWAY, { aws_api_gateway_rest_api_policy: { policy: { ...POLICY, policy: odd } } }),
      rules,
    });
    expect(all(result)).toContain('unknown condition operator "StringNotEqual"');
  },
  TIMEOUT,
);

describe("the integration", () => {
  const wrong = (changes: Parameters<typeof integration>[0]) =>
    runTrap({
      config: stackOf(NETWORK, GATEWAY, { aws_api_gateway_integration: { post: integration(changes) } }),
      rules,
    });

  test(
    "over a VPC link V2 needs the load balancer as its target",
    async () => {
      expect(all(await wrong({ integration_target: null }))).toContain("IntegrationTarget is required for VpcLinkV2");
    },
    TIMEOUT,
  );

  test(
    "may not wait longer than the default quota of 29 s",
    async () => {
      expect(all(await wrong({ timeout_milliseconds: 30_000 }))).toContain(
        "Timeout should be between 50 ms and 29000 ms",
      );
    },
    TIMEOUT,
  );

  test(
    "of 15 minutes is refused by provider 6.25 already",
    async () => {
      expect(all(await wrong({ timeout_milliseconds: 900_000 }))).toContain("300000");
    },
    TIMEOUT,
  );

  test(
    "can't map a path parameter that the method does not declare",
    async () => {
      const result = await runTrap({
        config: stackOf(NETWORK, GATEWAY, { aws_api_gateway_method: { post: { ...METHOD, request_parameters: {} } } }),
        rules,
      });
      expect(all(result)).toContain("Invalid mapping expression parameter specified: method.request.path.proxy");
    },
    TIMEOUT,
  );
});

describe("the deployment", () => {
  test(
    "has no stage_name in this provider",
    async () => {
      const config = stackOf(NETWORK, GATEWAY, {
        aws_api_gateway_deployment: { deployment: deployment({ stage_name: "v1" }) },
      });
      expect(all(await runTrap({ config, rules }))).toContain("stage_name");
    },
    TIMEOUT,
  );

  test(
    "needs its methods to exist before",
    async () => {
      const early = {
        aws_api_gateway_deployment: { deployment: { ...API } },
        aws_api_gateway_method: { post: { ...METHOD, depends_on: ["aws_api_gateway_deployment.deployment"] } },
      };
      expect(all(await runTrap({ config: stackOf(NETWORK, GATEWAY, early), rules }))).toContain(
        "The REST API doesn't contain any methods",
      );
    },
    TIMEOUT,
  );

  test(
    "that is in use can't be destroyed before its successor exists",
    async () => {
      const destroyFirst = (version: string) => ({
        aws_api_gateway_deployment: {
          deployment: { ...API, triggers: { version }, depends_on: ["aws_api_gateway_integration.post"] },
        },
      });
      const result = await runTrap({
        config: stackOf(NETWORK, GATEWAY, destroyFirst("1")),
        then: [stackOf(NETWORK, GATEWAY, destroyFirst("2"))],
        rules,
      });
      expect(all(result)).toContain("Active stages pointing to this deployment must be moved or deleted");
    },
    TIMEOUT,
  );

  test(
    "keeps the VPC link that it froze from being deleted",
    async () => {
      const blind = {
        aws_api_gateway_deployment: {
          deployment: { ...API, depends_on: ["aws_api_gateway_method.post", "aws_api_gateway_rest_api_policy.policy"] },
        },
      };
      const frozenFirst = { ...API, depends_on: ["aws_api_gateway_integration.post"] };
      const open = {
        connection_type: "INTERNET",
        connection_id: null,
        integration_target: null,
        uri: "http://example.com/{proxy}",
      };
      const result = await runTrap({
        config: stackOf(NETWORK, GATEWAY, { aws_api_gateway_deployment: { deployment: frozenFirst } }),
        then: [
          stackOf(NETWORK, GATEWAY, blind, {
            aws_api_gateway_integration: { post: integration(open) },
            aws_apigatewayv2_vpc_link: { link: null },
          }),
        ],
        rules,
      });
      expect(all(result)).toContain("Cannot delete vpc link");
    },
    TIMEOUT,
  );
});

describe("logs", () => {
  const GROUP = { aws_cloudwatch_log_group: { access: { name: "/mlops/access" } } };
  const stage = {
    ...API,
    deployment_id: "${aws_api_gateway_deployment.deployment.id}",
    stage_name: "v1",
    access_log_settings: { destination_arn: "${aws_cloudwatch_log_group.access.arn}", format: "$context.requestId" },
  };

  test(
    "of accesses need the account's own role",
    async () => {
      const result = await runTrap({
        config: stackOf(NETWORK, GATEWAY, GROUP, { aws_api_gateway_stage: { stage } }),
        rules,
      });
      expect(all(result)).toContain("CloudWatch Logs role ARN must be set in account settings to enable logging");
    },
    TIMEOUT,
  );

  test(
    "of executions leave a log group behind that nobody made",
    async () => {
      const trust = policy({
        Effect: "Allow",
        Principal: { Service: "apigateway.amazonaws.com" },
        Action: "sts:AssumeRole",
      });
      const config = stackOf(NETWORK, GATEWAY, {
        aws_iam_role: { logs: { name: "logs", assume_role_policy: trust } },
        aws_iam_role_policy_attachment: {
          logs: {
            role: "${aws_iam_role.logs.name}",
            policy_arn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
          },
        },
        aws_api_gateway_account: {
          account: {
            cloudwatch_role_arn: "${aws_iam_role.logs.arn}",
            depends_on: ["aws_iam_role_policy_attachment.logs"],
          },
        },
        aws_api_gateway_method_settings: {
          all: {
            ...API,
            stage_name: "${aws_api_gateway_stage.stage.stage_name}",
            method_path: "*/*",
            settings: { logging_level: "INFO" },
            depends_on: ["aws_api_gateway_account.account"],
          },
        },
      });
      const result = await runTrap({ config, rules, destroy: true });
      expect(result.errors).toEqual([]);
      const left = result.accounts.get("hashicorp/aws")?.list("aws_cloudwatch_log_group") ?? [];
      expect(left.map(({ id }) => id.replace(/_.*/, "_<api>/v1"))).toEqual(["API-Gateway-Execution-Logs_<api>/v1"]);
    },
    TIMEOUT,
  );
});

test(
  "an API path, a link and a load balancer that AWS would not make are each refused",
  async () => {
    const child = { ...API, parent_id: "${aws_api_gateway_resource.proxy.id}", path_part: "below" };
    const twin = {
      ...API,
      parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
      path_part: "{other+}",
      depends_on: ["aws_api_gateway_resource.proxy"],
    };
    const result = await runTrap({
      config: stackOf(NETWORK, GATEWAY, {
        aws_api_gateway_resource: { below: child, twin },
        aws_lb: { one_zone: { name: "one-zone", internal: true, subnets: PRIVATE.slice(0, 1) } },
        aws_apigatewayv2_vpc_link: {
          nowhere: { name: "nowhere", subnet_ids: ["subnet-00000000000000000"], security_group_ids: [] },
        },
      }),
      rules,
    });
    expect(result.errorsAt["aws_api_gateway_resource.below"]?.[0]).toContain("greedy path variable");
    expect(result.errorsAt["aws_api_gateway_resource.twin"]?.[0]).toContain("only one is allowed");
    expect(result.errorsAt["aws_lb.one_zone"]?.[0]).toContain(
      "At least two subnets in two different Availability Zones",
    );
    expect(result.errorsAt["aws_apigatewayv2_vpc_link.nowhere"]?.[0]).toContain("does not exist");
  },
  TIMEOUT,
);
