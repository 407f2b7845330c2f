import { runTrap, type TerraformConfig } from "../trap";
import { GATEWAY } from "./gateway";
import { SERVER } from "./server";
import { group, NETWORK, rules, stackOf } from "./stack";

const TIMEOUT = 60_000;

async function leftOf(
  config: TerraformConfig,
  type: string,
): Promise<{ errors: string; held: number; tainted: string[] }> {
  const { errors, accounts, state } = await runTrap({ config, rules });
  const held = accounts.get("hashicorp/aws")?.list(type).length ?? 0;
  const tainted = state.resources.filter((resource) => resource.tainted).map(({ address }) => address);
  return { errors: errors.join(), held, tainted };
}

test(
  "a service that never gets steady exists, tainted",
  async () => {
    const closed = stackOf(NETWORK, SERVER, { aws_security_group: { server: group("server", [8081]) } });
    const left = await leftOf(closed, "aws_ecs_service");
    expect(left.errors).toContain("to reach steady state");
    expect(left).toMatchObject({ held: 1, tainted: ["aws_ecs_service.server"] });
  },
  TIMEOUT,
);

test(
  "a stage exists, tainted, when the account has no role for its access log",
  async () => {
    const stage = GATEWAY.aws_api_gateway_stage?.stage ?? {};
    const logged = {
      destination_arn: "${aws_cloudwatch_log_group.access.arn}",
      format: "$context.requestId",
    };
    const config = stackOf(NETWORK, GATEWAY, {
      aws_cloudwatch_log_group: { access: { name: "access" } },
      aws_api_gateway_stage: { stage: { ...stage, access_log_settings: logged } },
    });
    const left = await leftOf(config, "aws_api_gateway_stage");
    expect(left.errors).toContain("CloudWatch Logs role ARN must be set in account settings to enable logging");
    expect(left).toMatchObject({ held: 1, tainted: ["aws_api_gateway_stage.stage"] });
  },
  TIMEOUT,
);
