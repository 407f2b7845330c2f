import { azureContainers } from "../../../../../src/rehearsal/clouds/azure/containers";
import { databaseProblem } from "../../../../../src/rehearsal/clouds/azure/postgresql/reach";
import { strangers } from "../../../../../src/rehearsal/clouds/azure/strangers";
import type { Values } from "../../../../../src/rehearsal/simulator/rule";
import { NETWORK, accountOf, applied, appliedState, type AzureObjects, type Change } from "../platform";

const OTHER = NETWORK.replace(/mlops$/, "other");
const GROUP = NETWORK.slice(0, NETWORK.indexOf("/providers/"));
const ZONE = `${GROUP}/providers/Microsoft.Network/privateDnsZones/mlops.private.postgres.database.azure.com`;
const APPS = `${NETWORK}/subnets/apps`;
const DATABASE = `${NETWORK}/subnets/database`;

function problem(change: Change): string | undefined {
  const azure = applied(change);
  const { azurerm_container_app: app, azurerm_postgresql_flexible_server: server } = azure.objects;
  return databaseProblem(accountOf(azure), app, server);
}

const firewall =
  (start: string, end: string): Change =>
  ({ objects }) => {
    objects.azurerm_container_app.outbound_ip_addresses = ["203.0.113.10"];
    Object.assign(objects.azurerm_postgresql_flexible_server_firewall_rule, {
      start_ip_address: start,
      end_ip_address: end,
    });
  };
const put = ({ more }: AzureObjects, type: string, values: Values) => more.push({ type, values });
const inNetwork: Change = ({ objects }) => (objects.azurerm_container_app_environment.infrastructure_subnet_id = APPS);

/** App and database in one network, whose zone is linked to it. */
const isPrivate =
  (change: Change = () => undefined): Change =>
  (azure) => {
    inNetwork(azure);
    Object.assign(azure.objects.azurerm_postgresql_flexible_server, {
      delegated_subnet_id: DATABASE,
      private_dns_zone_id: ZONE,
      public_network_access_enabled: false,
    });
    put(azure, "azurerm_subnet", { id: APPS, address_prefixes: ["10.0.0.0/24"] });
    put(azure, "azurerm_subnet", { id: DATABASE, address_prefixes: ["10.0.1.0/24"] });
    put(azure, "azurerm_private_dns_zone", { id: ZONE, name: "mlops.private.postgres.database.azure.com" });
    put(azure, "azurerm_private_dns_zone_virtual_network_link", {
      id: `${ZONE}/virtualNetworkLinks/link`,
      virtual_network_id: NETWORK,
    });
    change(azure);
  };

const denied: Change = (azure) => {
  const rule = { name: "deny", priority: 100, direction: "Inbound", access: "Deny", protocol: "Tcp" };
  const everything = { source_address_prefix: "*", destination_address_prefix: "*", destination_port_range: "5432" };
  put(azure, "azurerm_network_security_group", { id: "nsg", name: "nsg", security_rule: [{ ...rule, ...everything }] });
  put(azure, "azurerm_subnet_network_security_group_association", {
    ...{ id: DATABASE, subnet_id: DATABASE },
    network_security_group_id: "nsg",
  });
};

describe("an app reaches a database", () => {
  const cases: [string, Change][] = [
    ["that lets Azure's services in", () => undefined],
    ["whose firewall names its address", firewall("203.0.113.0", "203.0.113.255")],
    ["in its own network", isPrivate()],
    [
      "by a private endpoint",
      (azure) => {
        inNetwork(azure);
        const { azurerm_postgresql_flexible_server: server } = azure.objects;
        server.public_network_access_enabled = false;
        const connection = { private_connection_resource_id: String(server.id) };
        put(azure, "azurerm_private_endpoint", { id: "e", private_service_connection: [connection] });
      },
    ],
  ];
  test.each(cases)("%s", (_what, change) => expect(problem(change)).toBeUndefined());
});

describe("an app does not reach a database", () => {
  const cases: [string, Change, string][] = [
    ["whose firewall names other addresses", firewall("198.51.100.0", "198.51.100.255"), "no firewall rule"],
    [
      "without public access",
      ({ objects }) => (objects.azurerm_postgresql_flexible_server.public_network_access_enabled = false),
      "public_network_access_enabled is false",
    ],
    [
      "in a network when it is in none",
      isPrivate(({ objects }) => (objects.azurerm_container_app_environment.infrastructure_subnet_id = null)),
      "the app is in none",
    ],
    [
      "in another network",
      isPrivate(
        ({ objects }) => (objects.azurerm_container_app_environment.infrastructure_subnet_id = `${OTHER}/subnets/apps`),
      ),
      "different virtual networks",
    ],
    [
      "whose zone is linked to another network",
      isPrivate(({ more }) => {
        for (const { values } of more) if ("virtual_network_id" in values) values.virtual_network_id = OTHER;
      }),
      "no private DNS zone of the database is linked",
    ],
    ["behind a group that closes its port", isPrivate(denied), "closed by the rule deny of nsg (Inbound, port 5432)"],
  ];
  test.each(cases)("%s", (_what, change, message) => expect(problem(change)).toContain(message));
});

test("a server that accepts connections without TLS is open to readers of the network's traffic", async () => {
  const azure = applied();
  put(azure, "azurerm_postgresql_flexible_server_configuration", {
    ...{ id: "setting", name: "require_secure_transport", value: "OFF" },
    server_id: azure.objects.azurerm_postgresql_flexible_server.id ?? null,
  });
  const gotIn = (await strangers(accountOf(azure))).filter(({ by }) => by !== undefined);
  expect(gotIn.map(({ who, by }) => `${who}: ${by ?? ""}`)).toEqual([
    "a reader of the network's traffic: connections without TLS: require_secure_transport is off",
  ]);
});

test("a server that demands TLS refuses an address without it", () => {
  const change: Change = ({ objects }) => {
    const [uri] = objects.azurerm_container_app.secret as Values[];
    if (uri !== undefined) uri.value = String(uri.value).replace("sslmode=require", "sslmode=disable");
  };
  expect(() => azureContainers(appliedState(applied(change)))).toThrow(
    "asks for a connection without TLS, which the applied database refuses",
  );
});
