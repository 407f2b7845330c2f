import { SNOWFLAKE_STORAGE_PRINCIPAL } from "../../../../src/rehearsal/clouds/azure/entra/directory";
import { AzureStorage } from "../../../../src/rehearsal/clouds/azure/storage";
import { StageRuntime } from "../../../../src/rehearsal/snowflake";
import { tryStorage } from "../../../../src/rehearsal/snowflake/storage-trials";
import { AppliedState } from "../../../../src/rehearsal/state";
import { LOCATION, STORAGE_ID, TENANT, accountOf, applied, type AzureObjects, type Change } from "./platform";

const CONTAINER = `${STORAGE_ID}/blobServices/default/containers/artifacts`;

function assign(role: string, scope: string, more: object = {}): Change {
  return (azure) =>
    azure.more.push({
      type: "azurerm_role_assignment",
      values: { id: role, role_definition_name: role, scope, principal_id: SNOWFLAKE_STORAGE_PRINCIPAL, ...more },
    });
}

const contributor = assign("Storage Blob Data Contributor", CONTAINER);

function tried(change: Change, url = LOCATION, tenant = TENANT) {
  const resource = (type: string, name: string, attributes: Record<string, unknown>) => ({
    ...{ mode: "managed" as const, type, name },
    instances: [{ attributes: { database: "DB", schema: "S", ...attributes } }],
  });
  const integration = { name: "I", enabled: true, azure_tenant_id: tenant, storage_allowed_locations: [url] };
  const state = new AppliedState({
    resources: [
      resource("snowflake_storage_integration", "i", integration),
      resource("snowflake_stage", "out", { name: "OUT", url, storage_integration: "I" }),
      resource("snowflake_stage", "in", { name: "IN" }),
      resource("snowflake_task", "copy", { name: "COPY", sql_statement: "COPY FILES INTO @DB.S.OUT FROM @DB.S.IN" }),
    ],
  });
  const storages = [new AzureStorage(accountOf(applied(change)))];
  return tryStorage(state, new StageRuntime(state, storages), storages);
}

test("the stage is listed and written to with a role at the container", () => {
  expect(tried(contributor)).toMatchObject({
    shown: [
      `LIST @"DB"."S"."OUT" is allowed at ${LOCATION}`,
      "The statement of snowflake_task.copy is allowed to ACCOUNTADMIN",
    ],
    problems: [],
    pending: [],
  });
});

test("the storage leg waits for a person as long as nothing is assigned to Snowflake's principal", () => {
  const { problems, shown, pending } = tried(() => undefined);
  expect([problems, shown]).toEqual([[], []]);
  expect(pending).toHaveLength(2);
  expect(pending[0]).toContain("no role is assigned to the principal of Snowflake's storage integrations yet");
});

test("the storage leg waits where the roles are those of a principal that the simulated Entra does not know", () => {
  const principal_id = "12345678-1234-4234-8234-123456789abc";
  const { problems, shown, pending } = tried(assign("Storage Blob Data Contributor", CONTAINER, { principal_id }));
  expect([problems, shown]).toEqual([[], []]);
  expect(pending).toHaveLength(2);
  expect(pending[0]).toContain(`Roles are assigned to ${principal_id}, which a rehearsal does not know`);
});

describe("the stage is refused by", () => {
  const denied = "Error Code: AuthorizationPermissionMismatch";
  const rules =
    (values: AzureObjects["objects"]["azurerm_storage_account"]): Change =>
    (azure) => {
      contributor(azure);
      Object.assign(azure.objects.azurerm_storage_account, values);
    };
  const ours = "/subscriptions/11111111-2222-4333-8444-555555555555/apps";
  const cases: [string, Change, string][] = [
    ["a role that reads alone", assign("Storage Blob Data Reader", CONTAINER), denied],
    ["a role that manages the account and opens no blob", assign("Contributor", CONTAINER), denied],
    ["a role at another container", assign("Storage Blob Data Contributor", `${CONTAINER}2`), denied],
    [
      "a role at the whole account, which opens other containers",
      assign("Storage Blob Data Owner", STORAGE_ID),
      "outside of the allowed locations",
    ],
    [
      "a role at the resource group",
      assign("Storage Blob Data Owner", STORAGE_ID.split("/providers")[0] ?? ""),
      "outside of the allowed locations",
    ],
    [
      "an account that has no public endpoint",
      rules({ public_network_access_enabled: false }),
      "Error Code: AuthorizationFailure)] (public_network_access_enabled is false)",
    ],
    [
      "network rules without Snowflake's subnets",
      rules({ network_rules: [{ default_action: "Deny" }] }),
      "Error Code: AuthorizationFailure",
    ],
    [
      "network rules with our own subnets alone",
      (azure) => {
        rules({ network_rules: [{ default_action: "Deny", virtual_network_subnet_ids: [ours] }] })(azure);
        azure.more.push({ type: "azurerm_subnet", values: { id: ours } });
      },
      "Error Code: AuthorizationFailure",
    ],
    ["a container that does not exist", rules({ name: "other" }), "The specified account does not exist."],
  ];
  test.each(cases)("%s", (_what, change, message) => {
    expect(tried(change).problems.join("\n")).toContain(message);
  });

  test("another tenant than the account's", () => {
    expect(tried(contributor, LOCATION, "other").problems[0]).toContain("AADSTS90002: Tenant 'other' not found");
  });

  test("a container that the account does not have", () => {
    const url = LOCATION.replace("artifacts", "none");
    expect(tried(contributor, url).problems[0]).toContain("The specified container does not exist.");
  });

  test("nothing where the network rules name Snowflake's subnets", () => {
    const subnets = ["/subscriptions/of-snowflake/subnets/deployment"];
    const open = rules({ network_rules: [{ default_action: "Deny", virtual_network_subnet_ids: subnets }] });
    expect(tried(open).problems).toEqual([]);
  });
});

test("roles that are not known, and conditions, are errors and no passes", () => {
  expect(() => tried(assign("Somebody's Role", CONTAINER))).toThrow("the role Somebody's Role is not simulated");
  const conditional = assign("Storage Blob Data Owner", CONTAINER, { condition: "x" });
  expect(() => tried(conditional)).toThrow("a condition is not simulated");
});
