import { Workbench, type Json, type JsonObject } from "./terraform";

jest.setTimeout(60_000);

const source = (name: string) => ({ source: `hashicorp/${name}` });

function configuration(provider: JsonObject, resource: Json): JsonObject {
  const required = Object.fromEntries(Object.keys(provider).map((name) => [name, source(name)]));
  return { terraform: { required_providers: required }, provider, resource };
}

const subnet = {
  name: "a",
  address_prefixes: ["10.0.1.0/24"],
  default_outbound_access_enabled: null,
  delegation: null,
  id: null,
  private_endpoint_network_policies: null,
  private_link_service_network_policies_enabled: null,
  route_table_id: null,
  security_group: null,
  service_endpoint_policy_ids: null,
  service_endpoints: null,
};

const group = { location: "westeurope", resource_group_name: "g" };

const clouds: [string, JsonObject, number][] = [
  [
    "azurerm",
    configuration(
      { azurerm: { features: {}, subscription_id: "00000000-0000-0000-0000-000000000000" } },
      {
        azurerm_virtual_network: { v: { name: "v", ...group, address_space: ["10.0.0.0/16"], subnet: [subnet] } },
        azurerm_key_vault: {
          k: { name: "k", ...group, sku_name: "standard", tenant_id: "00000000-0000-0000-0000-000000000000" },
        },
        azurerm_postgresql_flexible_server: {
          p: { name: "p", ...group, version: "16", authentication: { password_auth_enabled: true } },
        },
      },
    ),
    3,
  ],
  [
    "google and google-beta",
    configuration(
      { google: { project: "p" }, "google-beta": { project: "p" } },
      {
        google_storage_bucket: {
          b: { name: "b", location: "EU", lifecycle_rule: [{ action: { type: "Delete" }, condition: { age: 3 } }] },
        },
        google_cloud_run_v2_service: {
          r: {
            name: "r",
            location: "europe-west1",
            template: {
              containers: [
                {
                  image: "x",
                  env: [
                    { name: "B", value: "1" },
                    { name: "A", value: "2" },
                  ],
                },
              ],
            },
          },
        },
        google_compute_firewall: { f: { name: "f", network: "n", allow: [{ protocol: "tcp", ports: ["80"] }] } },
        google_api_gateway_api: { a: { provider: "google-beta", api_id: "a" } },
      },
    ),
    4,
  ],
];

// Their rules come with the stacks that use them; the schemas and the behaviour table must carry a plan by themselves.
test.each(clouds)("%s applies, plans empty and is destroyed from its schema alone", async (_, config, count) => {
  const bench = await Workbench.open({ stacks: [config] });
  try {
    expect((await bench.apply(config)).text).toContain(`Resources: ${count} added`);
    expect(await bench.plan(config)).toMatchObject({ status: 0 });
    expect((await bench.destroy()).text).toContain(`Resources: ${count} destroyed`);
    expect(bench.simulator.schemaOnly).toHaveLength(count);
  } finally {
    await bench.close();
  }
});
