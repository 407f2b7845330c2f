import { runTrap, type JsonObject, type TerraformConfig } from "../trap";
import { externalFunction, rules, stackOf } from "./stack";

// Real Terraform over the simulated Snowflake.
jest.setTimeout(120_000);

const URL = "https://mlops-dev-a1b2c3d4.ew.gateway.dev/";
const PLACEHOLDER = "https://not-known-yet-00000000.uc.gateway.dev/";
const IGNORED = { ignore_changes: ["api_allowed_prefixes", "enabled"] };

/** An integration with API Gateway. */
const google = (name: string, changes: JsonObject = {}): JsonObject => ({
  name,
  api_provider: "google_api_gateway",
  google_audience: "mlops-dev-0a1b.apigateway.project.cloud.goog",
  api_allowed_prefixes: [URL],
  ...changes,
});

/** A function behind an integration of the stack. */
const behind = (integration: string, url = `${URL}get/`, changes: JsonObject = {}): JsonObject =>
  externalFunction(integration.toUpperCase(), {
    api_integration: `\${snowflake_api_integration.${integration}.name}`,
    url_of_proxy_and_resource: url,
    ...changes,
  });

test("only the address of a gateway is allowed, and only a function behind it, with an integration that is enabled", async () => {
  const config = stackOf({
    snowflake_api_integration: {
      right: google("RIGHT"),
      disabled: google("DISABLED", { enabled: false }),
      waiting: google("WAITING", { api_allowed_prefixes: [PLACEHOLDER] }),
      own_domain: google("OWN_DOMAIN", { api_allowed_prefixes: ["https://mlflow.example.com/"] }),
      beginning: google("BEGINNING", { api_allowed_prefixes: ["https://mlops-dev-"] }),
    },
    snowflake_external_function: {
      right: behind("right"),
      disabled: behind("disabled"),
      waiting: behind("waiting"),
      outside: behind("right", "https://mlops-dev-a1b2c3d4.uc.gateway.dev/get/", { name: "OUTSIDE" }),
    },
  });
  const { errorsAt } = await runTrap({ config, rules });
  const none = /it begins with none of API_ALLOWED_PREFIXES/;
  const noGateway = /which is not https:\/\/<gateway>-<hash>\.<region code>\.gateway\.dev/;
  expect(Object.keys(errorsAt).sort()).toEqual([
    "snowflake_api_integration.beginning",
    "snowflake_api_integration.own_domain",
    "snowflake_external_function.disabled",
    "snowflake_external_function.outside",
    "snowflake_external_function.waiting",
  ]);
  expect(String(errorsAt["snowflake_external_function.disabled"])).toMatch(/API integration 'DISABLED' is disabled/);
  expect(String(errorsAt["snowflake_external_function.outside"])).toMatch(none);
  expect(String(errorsAt["snowflake_external_function.waiting"])).toMatch(none);
  expect(String(errorsAt["snowflake_api_integration.beginning"])).toMatch(noGateway);
  expect(String(errorsAt["snowflake_api_integration.own_domain"])).toMatch(noGateway);
});

/** An integration that a statement enables, and a function that waits for it. `version` creates the integration again. */
function altered(version: number, lifecycle: JsonObject, statement: JsonObject = {}): TerraformConfig {
  return stackOf({
    terraform_data: { version: { input: version } },
    snowflake_api_integration: {
      api_gcp: google("API_GCP", { api_allowed_prefixes: [PLACEHOLDER], enabled: false, lifecycle }),
    },
    snowflake_execute: {
      allow: {
        execute: `ALTER API INTEGRATION "API_GCP" SET API_ALLOWED_PREFIXES = ('${URL}') ENABLED = TRUE`,
        revert: 'ALTER API INTEGRATION "API_GCP" SET ENABLED = FALSE',
        depends_on: ["snowflake_api_integration.api_gcp"],
        ...statement,
      },
    },
    snowflake_external_function: {
      f: behind("api_gcp", undefined, {
        depends_on: ["snowflake_execute.allow"],
        lifecycle: { replace_triggered_by: ["snowflake_api_integration.api_gcp.created_on"] },
      }),
    },
  });
}

const RECREATED = { ...IGNORED, replace_triggered_by: ["terraform_data.version"] };

test("without ignore_changes the next plan takes the address and the function's integration away again", async () => {
  const { errors, changes } = await runTrap({ config: altered(1, {}), rules });
  expect([errors, changes]).toEqual([[], { "snowflake_api_integration.api_gcp": "update" }]);
  const ignored = await runTrap({ config: altered(1, IGNORED), rules });
  expect([ignored.errors, ignored.changes]).toEqual([[], {}]);
});

test("an integration that is created again is disabled unless the statement runs again", async () => {
  const wrong = await runTrap({ config: altered(1, RECREATED), then: [altered(2, RECREATED)], rules });
  expect(wrong.planned[1]).toMatchObject({ "snowflake_api_integration.api_gcp": "replace" });
  expect(wrong.planned[1]).not.toHaveProperty("snowflake_execute.allow");
  expect(wrong.errors.join()).toMatch(/API integration 'API_GCP' is disabled/);
  const again = { lifecycle: { replace_triggered_by: ["snowflake_api_integration.api_gcp.created_on"] } };
  const right = await runTrap({ config: altered(1, RECREATED, again), then: [altered(2, RECREATED, again)], rules });
  expect([right.errors, right.changes]).toEqual([[], {}]);
});

test("a function that does not wait for the statement is refused", async () => {
  const { resource = {}, ...config } = altered(1, IGNORED);
  const waiting: TerraformConfig = {
    ...config,
    resource: {
      ...resource,
      snowflake_external_function: { f: behind("api_gcp") },
      snowflake_execute: {
        allow: { ...resource.snowflake_execute?.allow, depends_on: ["snowflake_external_function.f"] },
      },
    },
  };
  const { errors } = await runTrap({ config: waiting, rules });
  expect(errors.join()).toMatch(/API integration 'API_GCP' is disabled/);
});
