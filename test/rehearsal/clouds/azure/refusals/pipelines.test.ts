import { GRAPH, GRAPH_PERMISSIONS } from "../../../../../src/rehearsal/clouds/azure/entra/graph";
import type { Values } from "../../../../../src/rehearsal/simulator/rule";
import { AzureProvider, EntraProvider, inGroup, PLACE, SUBSCRIPTION } from "../provider";

const IDENTITY = "azurerm_user_assigned_identity";
const CREDENTIAL = "azurerm_federated_identity_credential";
const DEFINITION = "azurerm_role_definition";
const PARENT = inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/plan");

const credential = (more: Values = {}): Values => ({
  ...{ name: "github", resource_group_name: "rg", parent_id: PARENT, audience: ["api://AzureADTokenExchange"] },
  ...{ issuer: "https://token.actions.githubusercontent.com", subject: "repo:o/r:environment:dev" },
  ...more,
});
const definition = (more: Values = {}): Values => ({
  ...{ name: "mlops-plan", scope: `/subscriptions/${SUBSCRIPTION}`, permissions: [{ actions: ["*/read"] }] },
  ...more,
});

function world(): AzureProvider {
  const azurerm = new AzureProvider([IDENTITY, CREDENTIAL, DEFINITION, "azurerm_role_assignment"]).group();
  azurerm.make(IDENTITY, { ...PLACE, name: "plan" });
  azurerm.make(CREDENTIAL, credential());
  azurerm.make(DEFINITION, definition());
  return azurerm;
}

test("a custom role is assigned below one of its assignable scopes", () => {
  const azurerm = world();
  const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;
  azurerm.make(DEFINITION, definition({ name: "mlops-score", scope: group, assignable_scopes: [group] }));
  const role = azurerm.account.list(DEFINITION).find(({ values }) => values.name === "mlops-score")?.values;
  const assign = (scope: string) =>
    azurerm.create("azurerm_role_assignment", {
      ...{ scope, role_definition_id: String(role?.role_definition_resource_id) },
      ...{ principal_id: "aaaaaaaa-0000-4000-8000-000000000009", principal_type: "ServicePrincipal" },
    });
  expect(assign(PARENT)).toEqual([]);
  expect(assign(`/subscriptions/${SUBSCRIPTION}`).join()).toContain("RoleAssignmentScopeNotAssignableToRoleDefinition");
});

test.each<[string, string, Values, string]>([
  ["a name that is too short", CREDENTIAL, credential({ name: "gh", subject: "s" }), "InvalidResourceName"],
  ["an issuer without TLS", CREDENTIAL, credential({ name: "two", issuer: "http://ci.example.com" }), "https address"],
  ["a wildcard", CREDENTIAL, credential({ name: "two", subject: "repo:o/*:environment:dev" }), "wildcards are not"],
  ["the same subject twice", CREDENTIAL, credential({ name: "two" }), "Issuer and subject combination already exists"],
  [
    "an identity that does not exist",
    CREDENTIAL,
    credential({ parent_id: PARENT.replace("plan", "other") }),
    "ParentResourceNotFound",
  ],
  [
    "a role with the name of another",
    DEFINITION,
    definition({ name: "MLOps-plan" }),
    "RoleDefinitionWithSameNameExists",
  ],
])("refused: %s", (_what, type, config, message) => {
  expect(world().create(type, config).join()).toContain(message);
});

test("another subject of the same issuer is taken", () => {
  expect(world().create(CREDENTIAL, credential({ name: "two", subject: "repo:o/r:environment:prod" }))).toEqual([]);
});

test("a role is assigned within its assignable scopes alone", () => {
  const azurerm = world();
  const [principal] = azurerm.account.list(IDENTITY).map(({ values }) => values.principal_id ?? "");
  const scope = inGroup("Microsoft.ManagedIdentity").replace(/\/providers.*/, "");
  azurerm.make(DEFINITION, definition({ name: "narrow", scope }));
  const [wide, narrow] = azurerm.account.list(DEFINITION).map(({ values }) => values.role_definition_resource_id ?? "");
  const assigned = (role_definition_id: Values[string], at: string) =>
    azurerm.create("azurerm_role_assignment", { principal_id: principal ?? "", role_definition_id, scope: at }).join();
  expect(assigned(narrow ?? "", `/subscriptions/${SUBSCRIPTION}`)).toContain(
    "is not assignable to the role definition",
  );
  expect(assigned(narrow ?? "", scope)).toBe("");
  expect(assigned(wide ?? "", scope)).toBe("");
});

test("a permission of Microsoft Graph is one that Graph has", () => {
  const azurerm = world();
  const [principal] = azurerm.account.list(IDENTITY).map(({ values }) => values.principal_id);
  const entra = new EntraProvider(["azuread_app_role_assignment"], azurerm.account);
  const assigned = (app_role_id: string, resource: string = GRAPH.objectId) =>
    entra.create("azuread_app_role_assignment", {
      app_role_id,
      principal_object_id: String(principal),
      resource_object_id: resource,
    });
  expect(assigned(SUBSCRIPTION).join()).toContain("Permission being assigned was not found");
  expect(assigned(GRAPH_PERMISSIONS["Application.Read.All"] ?? "", SUBSCRIPTION).join()).toContain(
    "Service principal not found for resource",
  );
  expect(assigned(GRAPH_PERMISSIONS["Application.Read.All"] ?? "")).toEqual([]);
});
