import type { UiAccessProps } from "../../../src/azure";
import { refusedFields } from "../../support/refusal";
import { someNetwork } from "../fixture";
import { GROUPS, IDENTITY, networkWithoutUi, someServer, someUi } from "../servers";
import type { Block, Synthesized } from "../synthesized";

const ui = someUi();
const inNetwork = someUi((stack) => ({ network: someNetwork(stack) }));
const opened = someUi((stack) => ({ network: someNetwork(stack), public: true }));

const APP = "azurerm_container_app";
const front = (synthesized: Synthesized): Block => synthesized.one(APP, "UiAccess_Front");
const servers = (synthesized: Synthesized): Block => synthesized.one(APP, "UiAccess_Server");
const signIn = (synthesized: Synthesized): Block => synthesized.one("azurerm_resource_group_template_deployment");
const containers = (app: Block): Block[] => (app.template as Block).container as Block[];
const variable = (app: Block, name: string, of: string): string => {
  const container = containers(app).find((each) => each.name === name);
  return String((container?.env as Block[]).find((each) => each.name === of)?.value);
};
const authentication = (synthesized: Synthesized): Block => {
  const template = JSON.parse(String(signIn(synthesized).template_content)) as { resources: Block[] };
  expect(template.resources).toHaveLength(1);
  return template.resources[0] ?? {};
};

test("with a UI every other address stays", () => {
  const without = someServer();
  expect(without.addresses().filter((address) => !ui.addresses().includes(address))).toEqual([]);
});

describe("the UI is never open", () => {
  const needs = (from: string, to: string): boolean => ui.needs(from).has(to);
  const deployment = ui.address("azurerm_resource_group_template_deployment");

  test("what is behind the sign-in is created after it, and destroyed before it", () => {
    expect(needs(ui.address(APP, "UiAccess_Server"), deployment)).toBe(true);
    expect(needs(deployment, ui.address(APP, "UiAccess_Front"))).toBe(true);
    expect(needs(ui.address(APP, "UiAccess_Front"), ui.address(APP, "UiAccess_Server"))).toBe(false);
  });

  test("a recreated front takes its sign-in, and that what is behind it, with it", () => {
    const triggers = (resource: Block): unknown => (resource.lifecycle as Block).replace_triggered_by;
    expect(triggers(signIn(ui))).toEqual([`${ui.address(APP, "UiAccess_Front")}.id`]);
    expect(triggers(servers(ui))).toEqual([`${deployment}.id`]);
  });

  test("what is behind the sign-in is reached from its environment alone", () => {
    for (const each of [ui, inNetwork, opened]) expect((servers(each).ingress as Block).external_enabled).toBe(false);
    expect((front(ui).ingress as Block).external_enabled).toBe(true);
  });

  test("the front knows neither the database nor the artifacts", () => {
    expect(front(ui)).not.toHaveProperty("secret");
    expect(front(ui)).not.toHaveProperty("identity");
    expect(containers(front(ui)).map(({ name }) => name)).toEqual(["proxy"]);
  });
});

test("the front leads to the UI's servers by their name in the environment", () => {
  const { apps } = JSON.parse(variable(front(ui), "proxy", "MLOPS_PROXY_CONFIG")) as {
    apps: { http: { servers: { front: { routes: { handle: Block[] }[] } } } };
  };
  const domain = `\${${ui.address("azurerm_container_app_environment")}.default_domain}`;
  const host = `${String(servers(ui).name)}.internal.${domain}`;
  expect(apps.http.servers.front.routes[0]?.handle[0]).toMatchObject({
    upstreams: [{ dial: `${host}:443` }],
    headers: { request: { set: { Host: [host] } } },
  });
  expect((servers(ui).ingress as Block).target_port).toBe(8081);
});

test("MLflow takes requests of the UI's own origin, and of no other", () => {
  const domain = `\${${ui.address("azurerm_container_app_environment")}.default_domain}`;
  expect(variable(servers(ui), "mlflow", "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS")).toBe(`https://mlops-dev-ui.${domain}`);
  expect(front(ui).name).toBe("mlops-dev-ui");
});

test("everyone who has not signed in is sent to the sign-in page, and tokens for others are refused", () => {
  expect(authentication(ui)).toMatchObject({
    type: "Microsoft.App/containerApps/authConfigs",
    name: "[concat(parameters('appName'), '/current')]",
    properties: {
      platform: { enabled: true },
      globalValidation: { unauthenticatedClientAction: "RedirectToLoginPage" },
      identityProviders: {
        azureActiveDirectory: {
          enabled: true,
          registration: { clientId: "[parameters('clientId')]", openIdIssuer: "[parameters('issuer')]" },
          validation: { allowedAudiences: ["[parameters('clientId')]"] },
        },
      },
    },
  });
});

test("the sign-in is the front's, with the application's client ID and the tenant's issuer, and no secret", () => {
  const parameters = JSON.parse(String(signIn(ui).parameters_content)) as Record<string, { value: string }>;
  expect(Object.keys(parameters)).toEqual(["appName", "clientId", "issuer"]);
  expect(parameters.appName?.value).toBe(`\${${ui.address(APP, "UiAccess_Front")}.name}`);
  expect(parameters.clientId?.value).toBe(`\${${ui.address("azuread_application")}.client_id}`);
  expect(parameters.issuer?.value).toMatch(
    /^https:\/\/login\.microsoftonline\.com\/\$\{data\.azurerm_client_config\..+\.tenant_id\}\/v2\.0$/,
  );
});

test("no parameter of the template has a default, which would be read back as a change", () => {
  const template = JSON.parse(String(signIn(ui).template_content)) as { parameters: Record<string, Block> };
  for (const parameter of Object.values(template.parameters)) expect(Object.keys(parameter)).toEqual(["type"]);
});

test("the application is of this tenant alone, and issues the token that a sign-in without a secret needs", () => {
  const domain = `\${${ui.address("azurerm_container_app_environment")}.default_domain}`;
  expect(ui.one("azuread_application")).toMatchObject({
    sign_in_audience: "AzureADMyOrg",
    api: { requested_access_token_version: 2 },
    web: {
      redirect_uris: [`https://mlops-dev-ui.${domain}/.auth/login/aad/callback`],
      implicit_grant: { id_token_issuance_enabled: true },
    },
  });
  expect(ui.one("azuread_application")).not.toHaveProperty("password");
});

test("members of the groups may sign in, and nobody else", () => {
  const principal = `\${${ui.address("azuread_service_principal")}.object_id}`;
  expect(ui.one("azuread_service_principal").app_role_assignment_required).toBe(true);
  const assignments = Object.values(ui.all("azuread_app_role_assignment"));
  expect(assignments.map((each) => each.principal_object_id)).toEqual(GROUPS);
  for (const each of assignments)
    expect(each).toMatchObject({
      resource_object_id: principal,
      app_role_id: "00000000-0000-0000-0000-000000000000",
    });
});

test("a group that only moves in the list keeps its assignment", () => {
  const turned = someUi(() => ({ groupIds: [...GROUPS].reverse() }));
  expect(turned.all("azuread_app_role_assignment")).toEqual(ui.all("azuread_app_role_assignment"));
});

test("the deployer owns what it creates in Entra, so that it may change it again", () => {
  for (const type of ["azuread_application", "azuread_service_principal"])
    expect(ui.one(type).owners).toEqual([expect.stringMatching(/^\$\{data\.azurerm_client_config\..+\.object_id\}$/)]);
});

test("a deploy by another identity does not take the ownership from the first one", () => {
  for (const type of ["azuread_application", "azuread_service_principal"])
    expect(ui.one(type).lifecycle).toEqual({ ignore_changes: ["owners"] });
});

test("the UI stops when it is idle, and starts with the patience that MLflow needs", () => {
  for (const app of [front(ui), servers(ui)]) {
    expect(app.template).toMatchObject({ min_replicas: 0, max_replicas: 1 });
    for (const container of containers(app)) {
      const [startup] = container.startup_probe as Block[];
      expect(Number(startup?.interval_seconds) * Number(startup?.failure_count_threshold)).toBeGreaterThanOrEqual(240);
    }
  }
});

test("the front has the smallest pair of CPU and memory that Container Apps offers", () => {
  expect(containers(front(ui))[0]).toMatchObject({ cpu: 0.25, memory: "0.5Gi" });
});

test("the UI's servers read the same database and artifacts as those behind the gateway, with the same identity", () => {
  const behindGateway = ui.one(APP, "TrackingServer");
  expect(servers(ui).identity).toEqual(behindGateway.identity);
  expect((servers(ui).secret as Block[])[0]).toEqual((behindGateway.secret as Block[])[0]);
  for (const name of ["MLFLOW_ARTIFACTS_DESTINATION", "AZURE_CLIENT_ID"])
    expect(variable(servers(ui), "mlflow", name)).toBe(variable(behindGateway, "mlflow", name));
});

test("a rotated database password restarts the UI's servers too", () => {
  const generation = ui.address("terraform_data", "UiAccess_Server_SecretsGeneration");
  expect(variable(servers(ui), "mlflow", "MLOPS_SECRETS_GENERATION")).toBe(`\${${generation}.id}`);
});

test("the UI is in the servers' environment, and in a network reached from there alone", () => {
  for (const each of [ui, inNetwork]) {
    const environment = `\${${each.address("azurerm_container_app_environment")}.id}`;
    for (const app of [front(each), servers(each)]) expect(app.container_app_environment_id).toBe(environment);
  }
  expect(inNetwork.one("azurerm_container_app_environment").internal_load_balancer_enabled).toBe(true);
});

test("a public UI in a network has an external environment of its own, in a subnet of its own", () => {
  const environment = opened.one("azurerm_container_app_environment", "UiAccess");
  expect(environment).toMatchObject({
    name: "mlops-dev-ui",
    infrastructure_subnet_id: expect.stringMatching(/\/subnets\/ui$/) as string,
    infrastructure_resource_group_name: "mlops-dev-ui-infrastructure",
    internal_load_balancer_enabled: false,
  });
  const id = `\${${opened.address("azurerm_container_app_environment", "UiAccess")}.id}`;
  for (const app of [front(opened), servers(opened)]) expect(app.container_app_environment_id).toBe(id);
  for (const app of [front(opened), servers(opened)]) expect(app.workload_profile_name).toBe("Consumption");
  expect(opened.one("azurerm_container_app_environment", "TrackingServer").internal_load_balancer_enabled).toBe(true);
});

test("images and their registry are those of the servers", () => {
  const cached = someUi(() => ({ imageRegistry: "team.azurecr.io/cache", registryIdentityId: IDENTITY }));
  for (const app of [front(cached), servers(cached)]) {
    expect(app.registry).toEqual([{ server: "team.azurecr.io", identity: IDENTITY }]);
    for (const { image } of containers(app)) expect(image).toMatch(/^team\.azurecr\.io\/cache\//);
  }
});

test("names fit Azure's limits with the longest prefix", () => {
  const longest = someUi(() => ({ prefix: "a2345678901234567890" }));
  for (const app of [front(longest), servers(longest)]) expect(String(app.name).length).toBeLessThanOrEqual(32);
});

test.each<[string, Partial<UiAccessProps>, string[]]>([
  ["nobody", { groupIds: [] }, ["groupIds"]],
  ["the name of a group", { groupIds: ["data-scientists"] }, ["groupIds.0"]],
  ["a group twice", { groupIds: [GROUPS[0] ?? "", GROUPS[0] ?? ""] }, ["groupIds.1"]],
  ["a public UI without a network, where it is public anyway", { public: true }, ["public"]],
])("refuses %s", (_what, wrong, fields) => {
  expect(refusedFields(() => someUi(() => wrong))).toEqual(fields);
});

test("refuses a public UI in a network without a subnet for it", () => {
  expect(refusedFields(() => someUi((stack) => ({ network: networkWithoutUi(stack), public: true })))).toEqual([
    "network.uiSubnetId",
  ]);
});
