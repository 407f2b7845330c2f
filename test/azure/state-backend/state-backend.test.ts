import { Testing } from "cdktf";
import { AzureStateStack, StateBackend, type AzureStateStackProps, type StateBackendProps } from "../../../src/azure";
import { problemsOf } from "../../support/refusal";
import { emptyStack } from "../fixture";
import { Synthesized, type Block } from "../synthesized";

const make = (props: Partial<AzureStateStackProps> = {}) =>
  new AzureStateStack(Testing.app(), { name: "azure-state", ...props });
const stackOf = (props: Partial<AzureStateStackProps> = {}): Synthesized => Synthesized.of(make(props));

const WRITER = "11111111-2222-3333-4444-555555555555";
const OTHER = "66666666-7777-8888-9999-000000000000";

test("the account of states is versioned, without keys, closed to the public, and never destroyed by mistake", () => {
  const account = stackOf().one("azurerm_storage_account");
  expect(account).toMatchObject({
    name: expect.stringMatching(/^mlopstfstate\$\{random_id/) as string,
    account_replication_type: "ZRS",
    shared_access_key_enabled: false,
    allow_nested_items_to_be_public: false,
    min_tls_version: "TLS1_2",
    blob_properties: { versioning_enabled: true, delete_retention_policy: { days: 90 } },
    lifecycle: { prevent_destroy: true },
    tags: { platform: "mlops", "managed-by": "cdktf-snowflake-mlops" },
  });
});

test("the states have a resource group of their own, which no environment shares", () => {
  expect(stackOf().one("azurerm_resource_group")).toMatchObject({ name: "mlops-tfstate", location: "westeurope" });
});

test("the identity that deploys may write the states: the account has no keys that would allow it", () => {
  const stack = stackOf();
  expect(stack.one("azurerm_role_assignment")).toEqual({
    scope: `\${${stack.address("azurerm_storage_container")}.id}`,
    role_definition_name: "Storage Blob Data Contributor",
    principal_id: expect.stringMatching(/^\$\{data\.azurerm_client_config\.\w+\.object_id\}$/) as string,
  });
});

test("named writers replace it, each with an address of its own, whatever their order", () => {
  const assignments = (writerPrincipalIds: string[]) => stackOf({ writerPrincipalIds }).all("azurerm_role_assignment");
  expect(Object.values(assignments([WRITER, OTHER])).map((each) => each.principal_id)).toEqual([WRITER, OTHER]);
  expect(assignments([OTHER, WRITER])).toEqual(assignments([WRITER, OTHER]));
});

test("the stack prints the lines for the environments' files", () => {
  const lines = String((stackOf().json.output as Record<string, Block>).environment_lines?.value);
  expect(lines).toMatch(
    /^state: \{\n {2}resourceGroupName: "\$\{azurerm_resource_group\.\w+\.name\}",\n {2}storageAccountName: "\$\{azurerm_storage_account\.\w+\.name\}",\n\},$/,
  );
});

test("a state is read with Entra, as the account has no keys, and takes its name from the stack", () => {
  const backendOf = (state: object) => {
    const given = { resourceGroupName: "mlops-tfstate", storageAccountName: "mlopstfstate01234567", ...state };
    return (stackOf({ state: given }).json.terraform as Block).backend;
  };
  const azurerm = {
    resource_group_name: "mlops-tfstate",
    storage_account_name: "mlopstfstate01234567",
    container_name: "tfstate",
    key: "azure-state.tfstate",
    use_azuread_auth: true,
  };
  expect(backendOf({})).toEqual({ azurerm });
  expect(backendOf({ containerName: "states", key: "team/a.tfstate" })).toEqual({
    azurerm: { ...azurerm, container_name: "states", key: "team/a.tfstate" },
  });
});

test.each<[string, Partial<AzureStateStackProps>]>([
  ["location must be the name of an Azure location", { location: "West Europe" }],
  ["subscriptionId must be a UUID", { subscriptionId: "my-subscription" }],
  ["tenantId must be a UUID", { tenantId: "example.com" }],
  ["noncurrentVersionDays must be an integer from 1 to 365", { noncurrentVersionDays: 400 }],
  ["writerPrincipalIds must have at least 1 different item", { writerPrincipalIds: [] }],
  ["writerPrincipalIds.0 must be a UUID", { writerPrincipalIds: ["ada@example.com"] }],
  ["writerPrincipalIds.1 must be unique in the list", { writerPrincipalIds: [WRITER, WRITER] }],
  ["state.storageAccountName must be", { state: { resourceGroupName: "a", storageAccountName: "My-Account" } }],
  ["state.resourceGroupName must be", { state: { resourceGroupName: "a/b", storageAccountName: "account" } }],
  [
    "state.containerName must be a container name",
    { state: { resourceGroupName: "a", storageAccountName: "account", containerName: "T" } },
  ],
  ["state.key must be", { state: { resourceGroupName: "a", storageAccountName: "account", key: "/a" } }],
])("refused: %s", (message, wrong) => {
  expect(problemsOf(() => make(wrong))).toEqual([expect.stringContaining(message)]);
});

test("all mistakes are named at once", () => {
  expect(() => make({ name: "A", prefix: "NO", location: "West Europe", subscriptionId: "1" })).toThrow(/^4 problems:/);
});

test("the construct alone checks what it is given", () => {
  const alone = (props: Partial<StateBackendProps>) => () =>
    new StateBackend(emptyStack(), "State", { prefix: "mlops", ...props });
  expect(problemsOf(alone({ prefix: "NO", location: "West Europe", noncurrentVersionDays: 0 }))).toHaveLength(3);
});
