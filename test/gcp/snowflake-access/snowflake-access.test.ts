import { TerraformOutput, TerraformVariable } from "cdktf";
import { ValidationError } from "../../../src/core";
import { Gateway } from "../../../src/gcp/gateway/gateway";
import { IntegrationOrder } from "../../../src/gcp/snowflake-access/settings";
import { SnowflakeAccess, type SnowflakeAccessProps } from "../../../src/gcp/snowflake-access/snowflake-access";
import { Synthesized } from "../../support/synthesized";
import {
  artifactStore,
  COMPONENT,
  connected,
  documentOf,
  servers,
  someGateway,
  stackWithProviders,
} from "../gateway/fixture";

const { GATEWAY_FIRST, INTEGRATION_FIRST } = IntegrationOrder;
const ACCOUNT = "snowflake@sfc-prod.iam.gserviceaccount.com";

const trust = (props: Partial<SnowflakeAccessProps> = {}) => someGateway(undefined, props);

const integrationFirst = trust();
const gatewayFirst = trust({ integrationOrder: GATEWAY_FIRST });
const known = trust({ snowflakeApiServiceAccount: ACCOUNT });

/** The only issuer that the gateway admits. */
const issuerOf = (stack: Synthesized) => {
  const { securityDefinitions } = JSON.parse(documentOf(stack)) as {
    securityDefinitions: { snowflake: Record<string, string> };
  };
  return securityDefinitions.snowflake["x-google-issuer"];
};

const needs = (stack: Synthesized, type: string) => stack.needs(stack.address(type));

test("the integration asks for tokens whose audience is the API's managed service", () => {
  for (const stack of [integrationFirst, gatewayFirst, known])
    expect(stack.one("snowflake_api_integration")).toMatchObject({
      name: "MLOPS_DEV_API",
      api_provider: "google_api_gateway",
      google_audience: `\${${stack.address("google_api_gateway_api")}.managed_service}`,
      comment: "MLflow of mlops-dev",
    });
});

describe("with the integration first", () => {
  test("it waits for the API alone, and the gateway's document for its service account", () => {
    const api = integrationFirst.address("google_api_gateway_api");
    const suffix = integrationFirst.address("random_id");
    expect([...needs(integrationFirst, "snowflake_api_integration")].sort()).toEqual([api, suffix]);
    expect(needs(integrationFirst, "google_api_gateway_api_config")).toContain(
      integrationFirst.address("snowflake_api_integration"),
    );
    expect(issuerOf(integrationFirst)).toBe(
      `\${${integrationFirst.address("snowflake_api_integration")}.api_gcp_service_account}`,
    );
  });

  test("it is disabled until the gateway exists, and no later plan takes the gateway's address away", () => {
    expect(integrationFirst.one("snowflake_api_integration")).toMatchObject({
      enabled: false,
      lifecycle: { ignore_changes: ["api_allowed_prefixes", "enabled"] },
    });
    expect(needs(integrationFirst, "snowflake_execute")).toContain(
      integrationFirst.address("google_api_gateway_gateway"),
    );
  });

  test("no other deploy is needed", () => {
    expect(connected(stackWithProviders()).access.missingServiceAccount).toBeUndefined();
  });
});

describe("with the gateway first", () => {
  test("the integration is created with the gateway's address, and no statement runs", () => {
    for (const stack of [gatewayFirst, known]) {
      expect(stack.one("snowflake_api_integration")).toMatchObject({
        enabled: true,
        api_allowed_prefixes: [`https://\${${stack.address("google_api_gateway_gateway")}.default_hostname}/`],
      });
      expect(stack.all("snowflake_execute")).toEqual({});
      expect(needs(stack, "google_api_gateway_api_config")).not.toContain(stack.address("snowflake_api_integration"));
    }
  });

  test("the gateway admits the service account that is set, which must be the integration's", () => {
    expect(issuerOf(known)).toBe(ACCOUNT);
    expect(known.one("snowflake_api_integration").lifecycle).toMatchObject({
      postcondition: [{ condition: `\${(self.api_gcp_service_account == "${ACCOUNT}")}` }],
    });
  });

  test("the gateway admits nobody without one, and nothing is compared", () => {
    expect(issuerOf(gatewayFirst)).toBe("nobody@snowflake.invalid");
    expect(gatewayFirst.one("snowflake_api_integration")).not.toHaveProperty("lifecycle");
  });

  test("the account of the integration is missing until it is set", () => {
    const stack = stackWithProviders();
    const { access } = connected(stack, {}, { integrationOrder: GATEWAY_FIRST });
    new TerraformOutput(stack, "missing", { value: access.missingServiceAccount });
    const synthesized = Synthesized.of(stack);
    expect(synthesized.json.output).toEqual({
      missing: { value: `\${${synthesized.address("snowflake_api_integration")}.api_gcp_service_account}` },
    });
    const set = connected(stackWithProviders(), {}, { snowflakeApiServiceAccount: ACCOUNT });
    expect(set.access.missingServiceAccount).toBeUndefined();
  });

  test("the account may come from somewhere else", () => {
    const stack = stackWithProviders();
    const snowflakeApiServiceAccount = new TerraformVariable(stack, "account", { type: "string" }).stringValue;
    connected(stack, {}, { snowflakeApiServiceAccount });
    expect(issuerOf(Synthesized.of(stack))).toBe("${var.account}");
  });
});

test("the storage integration reaches the artifacts alone", () => {
  expect(integrationFirst.one("snowflake_storage_integration")).toMatchObject({
    name: "MLOPS_DEV_STORAGE",
    storage_provider: "GCS",
    storage_allowed_locations: ["gcs://mlops-dev-artifacts/mlflow/"],
  });
});

test("Snowflake's service account may read the bucket, and use its objects", () => {
  const member = `serviceAccount:\${${integrationFirst.address("snowflake_storage_integration")}.storage_gcp_service_account}`;
  const roles = Object.values(integrationFirst.all("google_storage_bucket_iam_member"));
  for (const each of roles) expect(each).toMatchObject({ bucket: "mlops-dev-artifacts", member });
  expect(roles.map(({ role }) => role).sort()).toEqual([
    "roles/storage.legacyBucketReader",
    "roles/storage.objectUser",
  ]);
});

test("the caller is known after the integration, and a trust without a gateway is an error", () => {
  const stack = stackWithProviders();
  const access = new SnowflakeAccess(stack, "Access", {
    ...COMPONENT,
    apiIntegration: "API",
    storageIntegration: "STORAGE",
    artifactStore: artifactStore(stack),
  });
  const message = "No gateway is set. Call connect(...)";
  expect(() => access.caller.serviceAccount).toThrow(message);
  expect(() => access.missingServiceAccount).toThrow(message);
  expect(access.caller.node.validate()).toEqual([message]);
  access.connect(new Gateway(stack, "Gateway", { ...COMPONENT, trackingServer: servers(stack) }));
  expect(access.caller.node.validate()).toEqual([]);
});

test.each<[string, Partial<SnowflakeAccessProps>, string, string]>([
  [
    "an order that is none",
    { integrationOrder: "both" as IntegrationOrder },
    "integrationOrder",
    "be one of integration-first, gateway-first",
  ],
  [
    "a person as the service account",
    { snowflakeApiServiceAccount: "me@example.com" },
    "snowflakeApiServiceAccount",
    "be the email of a service account",
  ],
  [
    "a service account that is read anyway",
    { integrationOrder: INTEGRATION_FIRST, snowflakeApiServiceAccount: ACCOUNT },
    "snowflakeApiServiceAccount",
    "be omitted: with IntegrationOrder.INTEGRATION_FIRST it is read from the integration",
  ],
])("refuses %s", (_what, props, field, must) => {
  let error: unknown;
  try {
    trust(props);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ValidationError);
  const { problems } = error as ValidationError;
  expect(problems.map((each) => [each.field, each.rule])).toEqual([[field, expect.stringContaining(must)]]);
});
