import { azure } from "../../../../src/rehearsal/clouds/azure";
import { block, blocks } from "../../../../src/rehearsal/simulator/readers";
import { POLICY, accountOf, applied, appliedState, NETWORK, type Change } from "./platform";

const accountsIn = (change?: Change) => new Map([["hashicorp/azurerm", accountOf(applied(change))]]);
const openings = async (change?: Change): Promise<string[]> =>
  (await azure.attempts(accountsIn(change))).flatMap(({ who, target, by }) =>
    by === undefined ? [] : [`${target}: ${who} gets in by ${by}`],
  );

test("nobody gets in from outside", async () => {
  const attempts = await azure.attempts(accountsIn());
  expect(attempts.filter(({ by }) => by !== undefined)).toEqual([]);
  expect(new Set(attempts.map(({ target }) => target.split(" ")[0]))).toEqual(
    new Set([
      "azuread_service_principal",
      "azurerm_storage_account",
      "azurerm_container_app",
      "azurerm_postgresql_flexible_server",
      "azurerm_api_management",
      "POST",
    ]),
  );
});

test("an account without Azure is left alone", async () => {
  expect(await azure.attempts(new Map())).toEqual([]);
});

const server =
  "/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/mlops/providers/Microsoft.DBforPostgreSQL/flexibleServers/mlops";
const firewall =
  (start: string, end: string): Change =>
  ({ more }) =>
    more.push({
      type: "azurerm_postgresql_flexible_server_firewall_rule",
      values: { id: "rule", name: "rule", server_id: server, start_ip_address: start, end_ip_address: end },
    });
const rule =
  (values: object): Change =>
  ({ more }) =>
    more.push({
      type: "azurerm_network_security_group",
      values: {
        id: "nsg",
        name: "nsg",
        resource_group_name: "mlops",
        security_rule: [
          {
            ...{ name: "all", priority: 100, direction: "Inbound", access: "Allow", protocol: "*" },
            ...{ source_address_prefix: "Internet", destination_port_range: "443", destination_address_prefix: "*" },
            ...values,
          },
        ],
      },
    });
/** The group of a subnet with a public environment. */
const door =
  (values: object): Change =>
  (azured) => {
    rule(values)(azured);
    azured.objects.azurerm_container_app_environment.infrastructure_subnet_id = `${NETWORK}/subnets/apps`;
    azured.more.push({
      type: "azurerm_subnet_network_security_group_association",
      values: { id: "a", subnet_id: `${NETWORK}/subnets/apps`, network_security_group_id: "nsg" },
    });
  };
const withoutKey: Change = ({ proxy }) => (proxy.env = blocks(proxy, "env").slice(0, 1));
const signIn =
  (properties: object): Change =>
  (azured) => {
    withoutKey(azured);
    const id = `${String(azured.objects.azurerm_container_app.id)}/authConfigs/current`;
    const deployed = JSON.stringify([{ id, type: "Microsoft.App/containerApps/authConfigs", properties }]);
    azured.more.push({
      type: "azurerm_resource_group_template_deployment",
      values: { id: "sign-in", deployed },
    });
  };

describe("somebody gets in by", () => {
  const cases: [string, Change, string][] = [
    [
      "a public container",
      ({ objects }) => {
        objects.azurerm_storage_account.allow_nested_items_to_be_public = true;
        objects.azurerm_storage_container.container_access_type = "blob";
      },
      "an anonymous reader gets in by container_access_type of artifacts",
    ],
    [
      "an account that allows public containers",
      ({ objects }) => (objects.azurerm_storage_account.allow_nested_items_to_be_public = true),
      "an anonymous reader gets in by allow_nested_items_to_be_public",
    ],
    [
      "account keys",
      ({ objects }) => (objects.azurerm_storage_account.shared_access_key_enabled = true),
      "whoever has seen an account key gets in by shared_access_key_enabled",
    ],
    [
      "an app at a public address without the gateway's key",
      withoutKey,
      "azurerm_container_app mlops-mlflow: an anonymous caller gets in by its public address",
    ],
    [
      "a sign-in that is off",
      signIn({ platform: { enabled: false }, globalValidation: { unauthenticatedClientAction: "Return401" } }),
      "its public address",
    ],
    [
      "a sign-in that lets everybody pass",
      signIn({ platform: { enabled: true }, globalValidation: { unauthenticatedClientAction: "AllowAnonymous" } }),
      "its public address",
    ],
    [
      "a database's firewall for all addresses",
      firewall("0.0.0.0", "255.255.255.255"),
      "anybody on the internet gets in by the firewall rule rule, from 0.0.0.0 to 255.255.255.255",
    ],
    ["a database's firewall for half of them", firewall("0.0.0.0", "127.255.255.255"), "the firewall rule rule"],
    [
      "a port that is open to the internet",
      rule({ destination_port_range: "5432" }),
      "the rule all, which opens port 5432 to Internet",
    ],
    [
      "a port that is open to all addresses",
      rule({ source_address_prefix: "0.0.0.0/0" }),
      "opens port 443 to 0.0.0.0/0",
    ],
    ["another port than the door of public apps", door({ destination_port_range: "8080" }), "opens port 8080"],
    [
      "the management interface of the gateway",
      ({ objects }) => (objects.azurerm_api_management.tenant_access = [{ enabled: true }]),
      "gets in by tenant_access",
    ],
    [
      "signing up at the gateway",
      ({ objects }) => (objects.azurerm_api_management.sign_up = [{ enabled: true }]),
      "gets in by sign_up",
    ],
    [
      "a sign-in that asks for no assignment",
      ({ more }) =>
        more.push(
          {
            type: "azuread_application",
            values: { id: "ui", client_id: "ui", web: [{ redirect_uris: ["https://ui/.auth/login/aad/callback"] }] },
          },
          { type: "azuread_service_principal", values: { id: "p", client_id: "ui", display_name: "mlops-ui" } },
        ),
      "anybody of the tenant gets in by the sign-in of mlops-ui, which asks for no assignment",
    ],
    [
      "an API without a policy",
      ({ objects }) => (objects.azurerm_api_management_api_policy.api_name = "other"),
      "POST /* of mlops: an anonymous caller gets in by status 500: no policy refuses them",
    ],
    [
      "a policy that takes tokens of other tenants",
      ({ objects }) => {
        const xml = POLICY.replace(
          /login\.microsoftonline\.com\/[^/]+/,
          "login.microsoftonline.com/ffffeeee-5555-dddd-6666-cccc7777bbbb",
        );
        objects.azurerm_api_management_api_policy.xml_content = xml
          .replace(/<audiences>.*<\/audiences>/, "")
          .replace(/<required-claims>.*<\/required-claims>/, "");
      },
      "another tenant's application gets in by status 503",
    ],
  ];
  test.each(cases)("%s", async (_what, change, message) => {
    expect((await openings(change)).join("\n")).toContain(message);
  });
});

describe("nobody gets in by", () => {
  const cases: [string, Change][] = [
    ["the rule for Azure's services", firewall("0.0.0.0", "0.0.0.0")],
    ["a firewall for a company", firewall("198.51.100.0", "198.51.100.255")],
    ["a rule for a network", rule({ source_address_prefix: "10.0.0.0/8" })],
    ["a rule that denies", rule({ access: "Deny" })],
    ["the door of public apps", door({})],
    [
      "an app without the key in an environment without a public address",
      (azured) => {
        withoutKey(azured);
        azured.objects.azurerm_container_app_environment.internal_load_balancer_enabled = true;
      },
    ],
    [
      "an app at which people sign in",
      signIn({ platform: { enabled: true }, globalValidation: { unauthenticatedClientAction: "RedirectToLoginPage" } }),
    ],
    [
      "a public container of an account that allows none",
      ({ objects }) => (objects.azurerm_storage_container.container_access_type = "blob"),
    ],
    [
      "a firewall of a database without a public address",
      (azured) => {
        firewall("0.0.0.0", "255.255.255.255")(azured);
        azured.objects.azurerm_postgresql_flexible_server.public_network_access_enabled = false;
      },
    ],
  ];
  test.each(cases)("%s", async (_what, change) => {
    expect(await openings(change)).toEqual([]);
  });
});

test("the version of the database is that which was applied", () => {
  expect(azure.databaseVersion(appliedState(applied()))).toBe("17");
  const without: Change = ({ objects }) => (objects.azurerm_postgresql_flexible_server.version = null);
  expect(azure.databaseVersion(appliedState(applied(without)))).toBeUndefined();
  expect(block(applied().objects.azurerm_container_app, "ingress")?.target_port).toBe(8080);
});
