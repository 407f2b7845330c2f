import type { GatewayResponse, HttpRequest } from "../../../../../src/rehearsal/snowflake";
import { NetworkError } from "../../../../../src/rehearsal/snowflake";
import { EchoBackend } from "../../../snowflake/platform";
import {
  APP_HOST,
  GATEWAY_KEY,
  NETWORK,
  POLICY,
  TIMEOUT,
  gatewayOf,
  integrationOf,
  proxyAt,
  runtimeOf,
  type AzureObjects,
  type Change,
} from "../platform";

// The first call makes the keys that sign tokens, and the sandbox of the translators.
jest.setTimeout(60_000);

let backend: EchoBackend;
beforeAll(async () => {
  backend = await EchoBackend.start();
});
afterAll(() => backend.stop());
beforeEach(() => {
  backend.replies = [{ body: '{"data":[[0,{}]]}' }];
});

const URL_ = "https://mlops.azure-api.net/mlflow/get/api";

/** A request of Snowflake's. */
function send(change?: Change, request: Partial<HttpRequest> = {}, options = {}): Promise<GatewayResponse> {
  const gateway = gatewayOf(proxyAt(backend), change, options);
  return gateway.send(gateway.snowflake(integrationOf()), { method: "POST", url: URL_, headers: {}, ...request });
}

const messageOf = ({ body }: GatewayResponse) => (JSON.parse(body.toString("utf8")) as { message: string }).message;

/** The policy with a part of it in other words. */
function policy(from: string, to: string): Change {
  if (!POLICY.includes(from)) throw new Error(`the policy has no ${from}`);
  return ({ objects }) => {
    objects.azurerm_api_management_api_policy.xml_content = POLICY.replaceAll(from, to);
  };
}

describe("a call of Snowflake through API Management", () => {
  test("reaches the container with the gateway's key and without the token", async () => {
    const gateway = gatewayOf(proxyAt(backend));
    const result = await runtimeOf(gateway).call("LOG", ["k", 1]);
    expect(result).toMatchObject({ status: 200, attempts: 1 });
    expect(gateway.added).toEqual({ "x-mlops-gateway-key": GATEWAY_KEY });
    const seen = backend.seen.at(-1);
    expect(seen?.path).toBe("/post/api/x?k=k");
    expect(seen?.headers).toMatchObject({ "x-mlops-gateway-key": GATEWAY_KEY, host: APP_HOST });
    expect(seen?.headers["sf-external-function-name"]).toBe("LOG");
    expect(seen?.headers.authorization).toBeUndefined();
  });

  test("has the path behind the API's own, with encoded slashes decoded there and not in the query", async () => {
    const url = "https://mlops.azure-api.net/mlflow/get/api/a%2Fb%3Fc?x=1%2F2";
    await send(undefined, { url });
    expect(backend.seen.at(-1)?.path).toBe("/get/api/a/b%3Fc?x=1%2F2");
    await send(undefined, { url }, { encodedSlash: "as-sent" });
    expect(backend.seen.at(-1)?.path).toBe("/get/api/a%2Fb%3Fc?x=1%2F2");
  });

  test("goes where the API's service_url leads when the policy sets no backend", async () => {
    const change: Change = (azure) => {
      policy(`<set-backend-service base-url="https://${APP_HOST}" />`, '<rewrite-uri template="/fixed?a=b" />')(azure);
      azure.objects.azurerm_api_management_api.service_url = `https://${APP_HOST}/below`;
    };
    expect((await send(change, { url: `${URL_}?c=d` })).status).toBe(200);
    expect(backend.seen.at(-1)?.path).toBe("/below/fixed?a=b&c=d");
  });

  test("obeys the policies around its own where they have <base/>", async () => {
    const header = (name: string) =>
      `<policies><inbound><base/><set-header name="${name}"><value>yes</value></set-header></inbound><backend><forward-request/></backend></policies>`;
    const values = { id: "global", xml_content: header("x-global") };
    await send(({ objects, more }) => {
      const api_management_id = objects.azurerm_api_management.id ?? "";
      more.push({ type: "azurerm_api_management_policy", values: { ...values, api_management_id } });
    });
    expect(backend.seen.at(-1)?.headers["x-global"]).toBe("yes");
    await send((azure) => {
      policy("<inbound><base />", "<inbound>")(azure);
      const api_management_id = azure.objects.azurerm_api_management.id ?? "";
      azure.more.push({ type: "azurerm_api_management_policy", values: { ...values, api_management_id } });
    });
    expect(backend.seen.at(-1)?.headers["x-global"]).toBeUndefined();
  });
});

describe("API Management itself answers", () => {
  const cases: [string, Change, Partial<HttpRequest>, number, string][] = [
    ["a path of no API", () => undefined, { url: "https://mlops.azure-api.net/other/x" }, 404, "Resource not found"],
    ["a method of no operation", () => undefined, { method: "GET" }, 404, "Resource not found"],
    [
      "every call where a subscription key is asked for",
      ({ objects }) => (objects.azurerm_api_management_api.subscription_required = true),
      {},
      401,
      "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.",
    ],
    [
      "a URL of more than 4 KiB on Consumption",
      () => undefined,
      { url: `${URL_}/${"x".repeat(4_096)}` },
      414,
      "URI Too Long",
    ],
    [
      "a body of more than 2 MiB that Consumption has to buffer",
      policy(TIMEOUT, `${TIMEOUT} buffer-request-body="true"`),
      { body: "x".repeat(2 * 1024 * 1024 + 1) },
      500,
      "Internal server error",
    ],
    [
      "a policy without a backend",
      policy(`<set-backend-service base-url="https://${APP_HOST}" />`, ""),
      {},
      500,
      "Internal server error",
    ],
    ["an address of no container app", policy(APP_HOST, "example.com"), {}, 500, "Internal server error"],
  ];
  test.each(cases)("%s", async (_what, change, request, status, message) => {
    const response = await send(change, request);
    expect([response.status, messageOf(response)]).toEqual([status, message]);
  });

  test("500 to a backend that is slower than the policy's timeout", async () => {
    backend.replies = [{ delayMilliseconds: 1_500 }];
    const response = await send(policy(TIMEOUT, 'timeout="1"'));
    expect(response).toMatchObject({ status: 500, notes: ["forward-request: no answer within 1000 ms"] });
  });

  test("429 to a call more than limit-concurrency lets in at once", async () => {
    backend.replies = [{ delayMilliseconds: 300 }];
    const gateway = gatewayOf(proxyAt(backend));
    const caller = gateway.snowflake(integrationOf());
    const statuses = await Promise.all(
      [1, 2, 3].map(() =>
        gateway.send(caller, { method: "POST", url: URL_, headers: {} }).then(({ status }) => status),
      ),
    );
    expect(statuses.sort()).toEqual([200, 200, 429]);
    expect((await gateway.send(caller, { method: "POST", url: URL_, headers: {} })).status).toBe(200);
  });

  test("nothing for another host", async () => {
    await expect(send(undefined, { url: "https://other.azure-api.net/mlflow/x" })).rejects.toThrow(NetworkError);
  });
});

describe("what is not simulated is refused by name", () => {
  test.each([
    [
      '<set-header name="Authorization" exists-action="delete" />',
      '<ip-filter action="allow"/>',
      "the policy element ip-filter in inbound is not simulated",
    ],
    [
      "{{gateway-key}}",
      "@(context.Request.IpAddress)",
      "the expression @(context.Request.IpAddress) of value is not simulated",
    ],
    ["{{gateway-key}}", "{{another}}", "the policy names {{another}}"],
    [TIMEOUT, 'http-version="2"', "the attribute http-version of forward-request is not simulated"],
    [
      'name="x-mlops-gateway-key" exists-action="override"',
      'name="x" exists-action="merge"',
      "the exists-action merge of set-header is not simulated",
    ],
    ["</backend>", "</outbound>", "Error on line"],
    [
      `base-url="https://${APP_HOST}"`,
      'backend-id="other"',
      "the attribute backend-id of set-backend-service is not simulated",
    ],
  ])("%s as %s", async (from, to, message) => {
    await expect(send(policy(from, to))).rejects.toThrow(message);
  });
});

describe("a container app that only its virtual network reaches", () => {
  const subnet = (name: string, prefix: string) => ({
    type: "azurerm_subnet",
    values: { id: `${NETWORK}/subnets/${name}`, name, address_prefixes: [prefix] },
  });
  const domain = APP_HOST.slice(APP_HOST.indexOf(".") + 1);

  /** A prod stack: StandardV2 in the network, an internal environment, its domain in a private zone. */
  function inNetwork(change: Change = () => undefined): Change {
    return (azure) => {
      const { objects, more } = azure;
      Object.assign(objects.azurerm_api_management, {
        sku_name: "StandardV2_1",
        virtual_network_type: "External",
        virtual_network_configuration: [{ subnet_id: `${NETWORK}/subnets/gateway` }],
      });
      Object.assign(objects.azurerm_container_app_environment, {
        internal_load_balancer_enabled: true,
        static_ip_address: "10.0.1.10",
        infrastructure_subnet_id: `${NETWORK}/subnets/apps`,
      });
      more.push(
        subnet("gateway", "10.0.0.0/27"),
        subnet("apps", "10.0.1.0/27"),
        { type: "azurerm_private_dns_zone", values: { id: "zone", name: domain } },
        {
          type: "azurerm_private_dns_zone_virtual_network_link",
          values: { id: "link", private_dns_zone_name: domain, virtual_network_id: NETWORK },
        },
        {
          type: "azurerm_private_dns_a_record",
          values: { id: "record", zone_name: domain, name: "*", records: ["10.0.1.10"] },
        },
      );
      change(azure);
    };
  }
  const without =
    (type: string): Change =>
    ({ more }) => {
      const index = more.findIndex((each) => each.type === type);
      if (index < 0) throw new Error(`there is no ${type}`);
      more.splice(index, 1);
    };
  const group =
    (rule: object, at = "apps"): Change =>
    ({ more }) =>
      more.push(
        {
          type: "azurerm_network_security_group",
          values: {
            id: "nsg",
            name: "nsg",
            resource_group_name: "mlops",
            security_rule: [{ protocol: "Tcp", ...rule }],
          },
        },
        {
          type: "azurerm_subnet_network_security_group_association",
          values: { id: "association", subnet_id: `${NETWORK}/subnets/${at}`, network_security_group_id: "nsg" },
        },
      );
  const deny = {
    ...{ name: "deny", priority: 200, direction: "Inbound", access: "Deny", destination_port_range: "*" },
    ...{ source_address_prefix: "*", destination_address_prefix: "*" },
  };

  test("is reached from a gateway in the same network, by the private zone", async () => {
    expect((await send(inNetwork())).status).toBe(200);
  });

  test("is reached through a group that allows the gateway's subnet before it denies all", async () => {
    const ports = ["443", "31443"];
    const allow = { ...deny, name: "allow", priority: 100, access: "Allow", source_address_prefix: "10.0.0.0/24" };
    const change: Change = (azure) => {
      group(deny)(azure);
      azure.more.push({
        type: "azurerm_network_security_rule",
        values: {
          ...{ id: "rule", network_security_group_name: "nsg", resource_group_name: "mlops", protocol: "Tcp" },
          ...{ ...allow, destination_port_range: "", destination_port_ranges: ports },
        },
      });
    };
    expect((await send(inNetwork(change))).status).toBe(200);
  });

  const cases: [string, Change, string][] = [
    [
      "a gateway of Consumption",
      ({ objects }) => (objects.azurerm_api_management.sku_name = "Consumption_0"),
      "API Management of the tier Consumption has no virtual network",
    ],
    [
      "a gateway outside of a network",
      ({ objects }) => (objects.azurerm_api_management.virtual_network_type = "None"),
      "API Management is in no virtual network",
    ],
    [
      "a gateway in another network",
      ({ objects, more }) => {
        const id = `${NETWORK}2/subnets/gateway`;
        more.push({ type: "azurerm_subnet", values: { id, address_prefixes: ["10.0.0.0/27"] } });
        objects.azurerm_api_management.virtual_network_configuration = [{ subnet_id: id }];
      },
      "are in different virtual networks",
    ],
    ["no private zone", without("azurerm_private_dns_zone"), "there is no private DNS zone"],
    [
      "a zone without a link",
      without("azurerm_private_dns_zone_virtual_network_link"),
      "is not linked to its virtual network",
    ],
    [
      "a zone without a record",
      without("azurerm_private_dns_a_record"),
      "has no record of mlops-mlflow with the address 10.0.1.10",
    ],
    ["an ingress for the environment alone", internal, "is the address of no container app"],
    ["a group on the apps' subnet", group(deny), "is closed by the rule deny of nsg (Inbound, port 443)"],
    [
      "a group on the gateway's subnet",
      group({ ...deny, direction: "Outbound" }, "gateway"),
      "is closed by the rule deny of nsg (Outbound, port 443)",
    ],
    [
      "a group that leaves out the port behind the balancer",
      group({ ...deny, destination_port_range: "31000-32000" }),
      "(Inbound, port 31443)",
    ],
  ];
  test.each(cases)("is not reached with %s", async (_what, change, note) => {
    const response = await send(inNetwork(change));
    expect(response.status).toBe(500);
    expect(response.notes.join()).toContain(note);
  });

  function internal({ objects }: AzureObjects): void {
    objects.azurerm_container_app.ingress = [{ external_enabled: false, target_port: 8080 }];
  }

  test("nor by the address that the environment alone knows", async () => {
    const change: Change = (azure) => {
      internal(azure);
      policy(APP_HOST, APP_HOST.replace("mlops-mlflow.", "mlops-mlflow.internal."))(azure);
    };
    const response = await send(change);
    expect([response.status, response.notes[0]]).toEqual([
      404,
      "the ingress of mlops-mlflow is open to its own environment alone",
    ]);
  });
});

test("plain HTTP is redirected by the container app, which Snowflake takes as an error", async () => {
  const change = policy(`https://${APP_HOST}`, `http://${APP_HOST}`);
  const result = await runtimeOf(gatewayOf(proxyAt(backend), change)).call("LOG", ["k", 1]);
  expect(result).toMatchObject({ status: 301, attempts: 1 });
  expect(result.error).toContain("301");
});

test("a replica that is not there yet is 503, which Snowflake repeats", async () => {
  const result = await runtimeOf(gatewayOf({ locate: () => undefined }), {}, 2_000).call("LOG", ["k", 1]);
  expect(result.status).toBe(503);
  expect(result.attempts).toBeGreaterThan(1);
});
