import { Fn, TerraformOutput, TerraformVariable } from "cdktf";
import { Gateway, SnowflakeAccess } from "../../../src/azure";
import { ValidationError } from "../../../src/core";
import { Synthesized } from "../synthesized";
import { component } from "../fixture";
import { artifactStore, connected, servers, someGateway, stackWithProviders } from "../gateway/fixture";

const PRINCIPAL = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

const access = someGateway();

test("the application is of one tenant, issues tokens of version 1, and has no identifier URI", () => {
  const application = access.one("azuread_application");
  expect(application).toMatchObject({
    display_name: "mlops-dev-snowflake",
    sign_in_audience: "AzureADMyOrg",
    api: { requested_access_token_version: 1 },
  });
  expect(application).not.toHaveProperty("identifier_uris");
  expect(application).not.toHaveProperty("password");
});

test("the application has a principal, or Entra would issue no token, and none of its own permissions", () => {
  expect(access.one("azuread_service_principal")).toMatchObject({
    client_id: `\${${access.address("azuread_application")}.client_id}`,
    app_role_assignment_required: false,
  });
  expect(access.one("azuread_application")).not.toHaveProperty("required_resource_access");
});

test("the deployer owns application and principal, and a deploy by another identity changes neither", () => {
  for (const type of ["azuread_application", "azuread_service_principal"]) {
    const { owners, lifecycle } = access.one(type);
    expect(owners).toEqual([expect.stringMatching(/^\$\{data\.azurerm_client_config\..*\.object_id\}$/)]);
    expect(lifecycle).toEqual({ ignore_changes: ["owners"] });
  }
});

test("all of the trust reads one tenant", () => {
  const configs = access.addresses().filter((each) => each.startsWith("data.azurerm_client_config.Access_"));
  expect(configs).toHaveLength(1);
  const tenant = `\${${String(configs[0])}.tenant_id}`;
  expect(access.one("snowflake_api_integration").azure_tenant_id).toBe(tenant);
  expect(access.one("snowflake_storage_integration").azure_tenant_id).toBe(tenant);
});

test("the API integration asks for the application by its client ID", () => {
  expect(access.one("snowflake_api_integration")).toMatchObject({
    name: "MLOPS_DEV_API",
    api_provider: "azure_api_management",
    azure_ad_application_id: `\${${access.address("azuread_application")}.client_id}`,
  });
});

test("the storage integration reaches the artifacts alone", () => {
  expect(access.one("snowflake_storage_integration")).toMatchObject({
    name: "MLOPS_DEV_STORAGE",
    storage_provider: "AZURE",
    storage_allowed_locations: ["azure://mlopsdev.blob.core.windows.net/mlflow/mlflow/"],
  });
});

test("before the consent nobody has a role on the artifacts", () => {
  expect(access.all("azurerm_role_assignment")).toEqual({});
});

test("after the consent Snowflake's principal may use the artifacts' container, and no other data of the account", () => {
  const stack = someGateway(undefined, { snowflakeStoragePrincipalId: PRINCIPAL });
  const assignments = Object.values(stack.all("azurerm_role_assignment"));
  for (const each of assignments)
    expect(each).toMatchObject({ principal_id: PRINCIPAL, principal_type: "ServicePrincipal" });
  const account = expect.stringMatching(/\/storageAccounts\/mlopsdev$/) as string;
  const container = expect.stringMatching(
    /\/storageAccounts\/mlopsdev\/blobServices\/default\/containers\/mlflow$/,
  ) as string;
  expect(assignments.map((each) => [each.role_definition_name, each.scope])).toEqual(
    expect.arrayContaining([
      ["Storage Blob Data Contributor", container],
      // A role without data: it asks for the key of a user delegation SAS, which the account issues, not the container.
      ["Storage Blob Delegator", account],
    ]),
  );
  expect(assignments).toHaveLength(2);
});

test("nothing creates Snowflake's own principals: a consent in another environment would be deleted with them", () => {
  expect(Object.keys(access.all("azuread_service_principal"))).toHaveLength(1);
});

test("both consents are outputs that a person can read, the client ID of each application beside it", () => {
  const stack = stackWithProviders();
  const { access: trust } = connected(stack);
  for (const [name, value] of Object.entries({
    api_url: trust.apiConsentUrl,
    api_id: trust.apiApplicationId,
    storage_url: trust.storageConsentUrl,
    storage_id: trust.storageApplicationId,
  }))
    new TerraformOutput(stack, name, { value });
  const synthesized = Synthesized.of(stack);
  const api = `${synthesized.address("snowflake_api_integration")}.azure_consent_url`;
  const storage = `nonsensitive(${synthesized.address("snowflake_storage_integration")}.azure_consent_url)`;
  const id = (url: string) => `\${element(regex("client_id=([0-9a-fA-F-]{36})", ${url}), 0)}`;
  expect(synthesized.json.output).toEqual({
    api_url: { value: `\${${api}}` },
    api_id: { value: id(api) },
    storage_url: { value: `\${${storage}}` },
    storage_id: { value: id(storage) },
  });
});

test("the caller is known after the integration, and a trust without one is an error", () => {
  const stack = stackWithProviders();
  const shared = component(stack);
  const trust = new SnowflakeAccess(stack, "Access", {
    ...shared,
    apiIntegration: "API",
    storageIntegration: "STORAGE",
    artifactStore: artifactStore(stack),
  });
  expect(() => trust.caller.snowflakeClientId).toThrow("No integration is set. Call trust(...)");
  expect(() => trust.apiConsentUrl).toThrow("No gateway is set. Call connect(...)");
  expect(trust.caller.node.validate()).toEqual(["No integration is set. Call trust(...)"]);
  trust.connect(new Gateway(stack, "Gateway", { ...shared, trackingServer: servers(stack) }));
  expect(trust.caller.node.validate()).toEqual([]);
});

test.each([
  ["a name", "snowflake", "must be a UUID: an object ID"],
  ["a client ID with a blank", `${PRINCIPAL} `, "must be a UUID: an object ID"],
])("refuses %s as the storage principal", (_what, snowflakeStoragePrincipalId, message) => {
  expect(() => someGateway(undefined, { snowflakeStoragePrincipalId })).toThrow(message);
});

test("the storage principal must be a literal, as it decides whether there is a role", () => {
  const build = (token: (stack: ReturnType<typeof stackWithProviders>) => string) => {
    const stack = stackWithProviders();
    connected(stack, {}, { snowflakeStoragePrincipalId: token(stack) });
  };
  expect(() => {
    build((stack) => new TerraformVariable(stack, "principal", {}).stringValue);
  }).toThrow(ValidationError);
  expect(() => {
    build(() => Fn.join("", ["a", "b"]));
  }).toThrow("snowflakeStoragePrincipalId");
});
