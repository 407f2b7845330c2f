import { ApiIntegration as Resource } from "@cdktf/provider-snowflake/lib/api-integration";
import { Execute } from "@cdktf/provider-snowflake/lib/execute";
import { TerraformVariable, Testing, Token, type TerraformStack } from "cdktf";
import { TerraformData } from "../../src/core/terraform-data";
import { asAltered } from "../../src/rehearsal/clouds";
import { rules } from "../../src/rehearsal/clouds/snowflake";
import { SnowflakeCatalogue } from "../../src/rehearsal/snowflake/definitions";
import { ApiIntegration, ExternalFunction, SqlType, type GcpApiIntegrationProps } from "../../src/snowflake";
import { TerraformFolder } from "../support/terraform";
import { runTrap, type TerraformConfig, type TrapResult } from "../rehearsal/traps/trap";
import { apiIn, emptyStack, roleIn, workspaceIn } from "./fixture";
import { addressOf, one, resolved } from "./synthesized";

// Real Terraform over the simulated Snowflake.
jest.setTimeout(120_000);

const URL = "https://mlops-dev-a1b2c3d4.ew.gateway.dev/";
const OTHER_URL = "https://mlops-dev-e5f6a7b8.ew.gateway.dev/";
const AUDIENCE = "mlops-dev-0a1b.apigateway.project.cloud.goog";

function gcpIn(stack: TerraformStack, props: Partial<GcpApiIntegrationProps> = {}) {
  return ApiIntegration.gcp(stack, "Api", { name: "API", url: URL, audience: AUDIENCE, ...props });
}

/** An integration and a function behind it that a role may call. */
function functionStack(props: Partial<GcpApiIntegrationProps> = {}, change?: (stack: TerraformStack) => void) {
  const stack = emptyStack();
  const integration = gcpIn(stack, props);
  new ExternalFunction(stack, "F", {
    workspace: workspaceIn(stack),
    name: "F",
    arguments: [{ name: "A", type: SqlType.VARCHAR }],
    integration,
  }).grantUsage(roleIn(stack));
  change?.(stack);
  return JSON.parse(Testing.synth(stack, true)) as TerraformConfig;
}

const resourceIn = (stack: TerraformStack) => stack.node.findChild("Api").node.findChild("Resource") as Resource;

/** Another version creates the integration again, under its name. */
const recreatedBy = (version: number) => (stack: TerraformStack) => {
  const data = new TerraformData(stack, "Version", { input: { version: String(version) } });
  resourceIn(stack).addOverride("lifecycle.replace_triggered_by", [`terraform_data.${data.friendlyUniqueId}`]);
};

/** What Snowflake holds of the integration. */
const held = ({ accounts }: TrapResult) =>
  accounts.get("snowflakedb/snowflake")?.list("snowflake_api_integration")[0]?.values;

const actions = (planned: Record<string, string> | undefined) =>
  Object.fromEntries(Object.entries(planned ?? {}).map(([address, action]) => [address.split(".")[0], action]));

const BEFORE = { beforeGateway: true };

describe("an integration that is created before the gateway", () => {
  test("is disabled and allows no gateway, and what the statement sets of it is no difference", () => {
    const stack = emptyStack();
    gcpIn(stack, BEFORE);
    expect(one(stack, "snowflake_api_integration")).toEqual({
      name: "API",
      api_provider: "google_api_gateway",
      google_audience: AUDIENCE,
      api_allowed_prefixes: ["https://not-known-yet-00000000.uc.gateway.dev/"],
      enabled: false,
      lifecycle: { ignore_changes: ["api_allowed_prefixes", "enabled"] },
    });
  });

  test("is enabled with the gateway's address by a statement, which a destroy reverts", () => {
    const stack = emptyStack();
    const host = new TerraformVariable(stack, "host", { type: "string" }).stringValue;
    gcpIn(stack, { ...BEFORE, url: `https://${host}/` });
    const api = addressOf(stack, "snowflake_api_integration");
    const alter = `ALTER API INTEGRATION IF EXISTS \${${api}.fully_qualified_name} SET`;
    expect(one(stack, "snowflake_execute")).toEqual({
      execute: `${alter} API_ALLOWED_PREFIXES = ('https://\${var.host}/') ENABLED = TRUE`,
      revert: `${alter} ENABLED = FALSE`,
      lifecycle: { replace_triggered_by: [`${api}.created_on`] },
    });
  });

  test("stays disabled if it is to be", () => {
    const stack = emptyStack();
    gcpIn(stack, { ...BEFORE, enabled: false });
    expect(one(stack, "snowflake_execute").execute).toMatch(/ENABLED = FALSE$/);
  });

  test("is known by its service account before the gateway's address is", () => {
    const stack = emptyStack();
    const api = gcpIn(stack, BEFORE);
    expect(resolved(stack, api.gcpServiceAccount)).toBe(
      `\${${addressOf(stack, "snowflake_api_integration")}.api_gcp_service_account}`,
    );
  });

  test("is complete after one apply: its functions can be called, the next plan is empty, and a destroy leaves nothing", async () => {
    const config = functionStack(BEFORE);
    const applied = await runTrap({ config, rules: [rules] });
    expect([applied.errors, applied.changes]).toEqual([[], {}]);
    expect(held(applied)).toMatchObject({ api_allowed_prefixes: [URL], enabled: true });
    const destroyed = await runTrap({ config, rules: [rules], destroy: true });
    expect([destroyed.errors, destroyed.state.resources]).toEqual([[], []]);
  });

  test("is read by calls as the statement left it, and not as Terraform's state remembers it", async () => {
    const { state, accounts } = await runTrap({ config: functionStack(BEFORE), rules: [rules] });
    const integration = (of: typeof state) => {
      const catalogue = new SnowflakeCatalogue(of);
      return catalogue.integration(catalogue.resolve("F", ["x"])).attributes;
    };
    expect(integration(state).enabled).toBe(false);
    expect(integration(asAltered(state, accounts))).toMatchObject({ api_allowed_prefixes: [URL], enabled: true });
  });

  test("without ignore_changes would lose its address by the next apply", async () => {
    const config = functionStack(BEFORE, (stack) => {
      resourceIn(stack).lifecycle = undefined;
    });
    const { errors, changes } = await runTrap({ config, rules: [rules] });
    expect([errors, actions(changes)]).toEqual([[], { snowflake_api_integration: "update" }]);
  });

  test("is enabled again when it is created again, and takes its functions along", async () => {
    const version = (number: number) => functionStack(BEFORE, recreatedBy(number));
    const result = await runTrap({ config: version(1), then: [version(2)], rules: [rules] });
    expect([result.errors, result.changes]).toEqual([[], {}]);
    expect(actions(result.planned[1])).toMatchObject({
      snowflake_api_integration: "replace",
      snowflake_execute: "replace",
      snowflake_external_function: "replace",
    });
    expect(held(result)).toMatchObject({ api_allowed_prefixes: [URL], enabled: true });
  });

  test("that somebody dropped is whole again after one apply", async () => {
    const config = functionStack(BEFORE);
    const terraform = await TerraformFolder.open({ stacks: [config], rules: [rules] });
    try {
      await terraform.use(config);
      expect((await terraform.run("apply", "-auto-approve", "-input=false")).code).toBe(0);
      const account = terraform.simulator.accounts.get("snowflakedb/snowflake");
      for (const { type, id } of account?.list("snowflake_api_integration") ?? []) account?.remove(type, id);
      const { output } = await terraform.run("apply", "-auto-approve", "-input=false");
      expect(output).toMatch(/snowflake_external_function\.F\w* will be replaced/);
      expect(account?.list("snowflake_api_integration").map(({ values }) => values)).toMatchObject([
        { api_allowed_prefixes: [URL], enabled: true },
      ]);
      expect((await terraform.run("plan", "-detailed-exitcode", "-input=false")).code).toBe(0);
    } finally {
      await terraform.close();
    }
  });

  test("cannot be replaced by hand under its name: the gateway's config, which needs it, is created before its predecessor is destroyed", async () => {
    const version = (number: number) =>
      functionStack(BEFORE, (stack) => {
        recreatedBy(number)(stack);
        const { apiGcpServiceAccount } = resourceIn(stack);
        const lifecycle = { createBeforeDestroy: true };
        new TerraformData(stack, "Config", { input: { issuer: apiGcpServiceAccount }, lifecycle });
      });
    const { errors } = await runTrap({ config: version(1), then: [version(2)], rules: [rules] });
    expect(errors.join()).toMatch(/Object 'API' already exists/);
  });

  test("allows another gateway by the same statement, and stays", async () => {
    const then = [functionStack({ ...BEFORE, url: OTHER_URL })];
    const result = await runTrap({ config: functionStack(BEFORE), then, rules: [rules] });
    expect([result.errors, result.changes]).toEqual([[], {}]);
    expect(actions(result.planned[1])).not.toHaveProperty("snowflake_api_integration");
    expect(held(result)).toMatchObject({ api_allowed_prefixes: [OTHER_URL], enabled: true });
  });

  test("is changed in another way without the statement and the functions", async () => {
    const then = [functionStack({ ...BEFORE, comment: "other" })];
    const result = await runTrap({ config: functionStack(BEFORE), then, rules: [rules] });
    expect([result.errors, result.changes]).toEqual([[], {}]);
    expect(actions(result.planned[1])).toEqual({ snowflake_api_integration: "update" });
    expect(held(result)).toMatchObject({ api_allowed_prefixes: [URL], enabled: true, comment: "other" });
  });

  test("may take over one that was created after the gateway", async () => {
    const result = await runTrap({ config: functionStack(), then: [functionStack(BEFORE)], rules: [rules] });
    expect([result.errors, result.changes]).toEqual([[], {}]);
    expect(held(result)).toMatchObject({ api_allowed_prefixes: [URL], enabled: true });
  });

  test("takes two applies to become one that is created after it: the first one reverts the statement", async () => {
    const once = await runTrap({ config: functionStack(BEFORE), then: [functionStack()], rules: [rules] });
    expect([once.errors, actions(once.changes)]).toEqual([[], { snowflake_api_integration: "update" }]);
    const then = [functionStack(), functionStack()];
    const twice = await runTrap({ config: functionStack(BEFORE), then, rules: [rules] });
    expect([twice.errors, twice.changes]).toEqual([[], {}]);
    expect(held(twice)).toMatchObject({ api_allowed_prefixes: [URL], enabled: true });
  });
});

describe("a service account that is set", () => {
  const serviceAccount = "snowflake@project.iam.gserviceaccount.com";

  test("is compared with the integration's by Terraform, and a deploy with another one names the right one", async () => {
    const result = await runTrap({ config: functionStack({ serviceAccount }), rules: [rules] });
    const own = String(held(result)?.api_gcp_service_account);
    expect(result.errors).toEqual([
      expect.stringContaining(`Snowflake calls the gateway as ${own}, and not as the service account that is set.`),
    ]);
    expect(result.accounts.get("snowflakedb/snowflake")?.list("snowflake_external_function")).toEqual([]);
  });

  test("is part of no statement", () => {
    const stack = emptyStack();
    gcpIn(stack, { serviceAccount });
    const block = one(stack, "snowflake_api_integration");
    expect(block).not.toHaveProperty("api_gcp_service_account");
    expect(block).toMatchObject({ api_allowed_prefixes: [URL], enabled: true });
    expect(block.lifecycle).toEqual({
      postcondition: [
        {
          condition: `\${(self.api_gcp_service_account == "${serviceAccount}")}`,
          error_message: expect.stringContaining("${self.api_gcp_service_account}") as string,
        },
      ],
    });
  });

  test("is the email of a service account", () => {
    for (const wrong of ["snowflake", "me@example.com", `serviceAccount:${serviceAccount}`, `${serviceAccount} `])
      expect(() => gcpIn(emptyStack(), { serviceAccount: wrong })).toThrow("must be the email of a service account");
    const token = Token.asString({ resolve: () => "x" });
    expect(() => gcpIn(emptyStack(), { serviceAccount: token })).not.toThrow();
  });
});

test("functions wait for nothing else of an integration that is complete when it exists", () => {
  for (const integrationIn of [gcpIn, apiIn]) {
    const stack = emptyStack();
    const integration = integrationIn(stack);
    expect(integration.dependencies).toEqual([]);
    new ExternalFunction(stack, "F", { workspace: workspaceIn(stack), name: "F", arguments: [], integration });
    expect(one(stack, "snowflake_external_function")).not.toHaveProperty("depends_on");
  }
});

test("functions wait for the statement", () => {
  const stack = emptyStack();
  const integration = gcpIn(stack, BEFORE);
  expect(integration.dependencies).toEqual([expect.any(Execute)]);
  new ExternalFunction(stack, "F", { workspace: workspaceIn(stack), name: "F", arguments: [], integration });
  expect(one(stack, "snowflake_external_function").depends_on).toEqual([addressOf(stack, "snowflake_execute")]);
});
