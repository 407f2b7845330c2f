import { TerraformVariable } from "cdktf";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { Gateway, GatewayTier, type GatewayProps, type GatewaySettings } from "../../../src/azure";
import { tierRows } from "../../../src/azure/gateway/checks";
import { policyXml } from "../../../src/azure/gateway/policy";
import { Problems, Size } from "../../../src/core";
import { checkSettings } from "../../../src/core/checks";
import { refusalOf } from "../../support/refusal";
import { component } from "../fixture";
import { connected, servers, someGateway, stackWithProviders, virtualNetwork } from "./fixture";

const gateway = someGateway();
const inNetwork = someGateway((stack) => ({ network: virtualNetwork(stack) }));

const policyOf = (stack: ReturnType<typeof someGateway>): string =>
  String(stack.one("azurerm_api_management_api_policy").xml_content);

const parsed = (xml: string) =>
  new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@" }).parse(xml) as {
    policies: Record<string, Record<string, unknown>>;
  };

test("servers with public addresses get the Consumption tier, which has no network", () => {
  const service = gateway.one("azurerm_api_management");
  expect(service.sku_name).toBe("Consumption_0");
  expect(service).not.toHaveProperty("virtual_network_type");
  expect(service).not.toHaveProperty("virtual_network_configuration");
});

test("a virtual network gets StandardV2, whose outbound traffic goes through its subnet once that has its security group", () => {
  expect(inNetwork.one("azurerm_api_management")).toMatchObject({
    sku_name: "StandardV2_1",
    virtual_network_type: "External",
    virtual_network_configuration: { subnet_id: expect.stringMatching(/\/subnets\/gateway$/) as string },
    depends_on: [inNetwork.address("azurerm_private_dns_zone", "SubnetReady")],
  });
});

test("units are those of StandardV2", () => {
  const stack = someGateway(() => ({ tier: GatewayTier.STANDARD_V2, units: 3 }));
  expect(stack.one("azurerm_api_management").sku_name).toBe("StandardV2_3");
});

test("old TLS is off on both sides, and the management API shows no secrets to readers", () => {
  const service = gateway.one("azurerm_api_management");
  const security = service.security as Record<string, boolean>;
  expect(Object.values(security)).toEqual([false, false, false, false, false]);
  expect(Object.keys(security).sort()).toEqual([
    "backend_ssl30_enabled",
    "backend_tls10_enabled",
    "backend_tls11_enabled",
    "frontend_tls10_enabled",
    "frontend_tls11_enabled",
  ]);
  expect(service.min_api_version).toBe("2021-08-01");
});

test("whatever recreates the service gives it another name, as Azure keeps the old one", () => {
  expect(gateway.one("azurerm_api_management").name).toBe(`mlops-dev-\${${gateway.address("random_id")}.hex}`);
  expect(gateway.one("random_id").keepers).toEqual({
    resourceGroup: "shared",
    location: "westeurope",
    tier: "Consumption",
    subnet: "none",
  });
  expect(inNetwork.one("random_id").keepers).toMatchObject({
    tier: "StandardV2",
    subnet: expect.stringMatching(/\/subnets\/gateway$/) as string,
  });
});

test("the URL is known before the service: Snowflake's integration does not wait for it", () => {
  const integration = gateway.one("snowflake_api_integration");
  const url = `https://mlops-dev-\${${gateway.address("random_id")}.hex}.azure-api.net/mlflow/`;
  expect(integration.api_allowed_prefixes).toEqual([url]);
  const needs = gateway.needs(gateway.address("snowflake_api_integration"));
  expect([...needs].filter((each) => each.startsWith("azurerm_"))).toEqual([]);
});

test("service and API wait neither for the servers' zone nor for Entra: only the policy does", () => {
  const late = [inNetwork.address("azurerm_private_dns_zone", "ServerZone"), inNetwork.address("azuread_application")];
  for (const type of ["azurerm_api_management", "azurerm_api_management_api", "azurerm_api_management_named_value"])
    for (const each of late) expect(inNetwork.needs(inNetwork.address(type))).not.toContain(each);
  const policy = inNetwork.needs(inNetwork.address("azurerm_api_management_api_policy"));
  for (const each of late) expect(policy).toContain(each);
});

test("one operation takes every path, by POST alone, over https and without a subscription key", () => {
  expect(gateway.one("azurerm_api_management_api")).toMatchObject({
    name: "mlflow",
    path: "mlflow",
    protocols: ["https"],
    revision: "1",
    subscription_required: false,
  });
  expect(gateway.one("azurerm_api_management_api_operation")).toMatchObject({ method: "POST", url_template: "/*" });
});

test("without its policy the API has no backend: nothing is reached before the policy exists", () => {
  expect(gateway.one("azurerm_api_management_api")).not.toHaveProperty("service_url");
  expect(policyOf(gateway)).toContain("<set-backend-service ");
});

test("the key is a secret named value, which the policy names and waits for", () => {
  expect(gateway.one("azurerm_api_management_named_value")).toMatchObject({
    name: "mlflow-gateway-key",
    display_name: "mlflow-gateway-key",
    secret: true,
    value: "${var.gateway_key}",
  });
  const policy = gateway.one("azurerm_api_management_api_policy");
  expect(policyOf(gateway)).toContain("<value>{{mlflow-gateway-key}}</value>");
  expect(policyOf(gateway)).not.toContain("var.gateway_key");
  expect(policy.depends_on).toEqual([
    gateway.address("azurerm_api_management_named_value"),
    gateway.address("azuread_service_principal"),
    gateway.address("azurerm_private_dns_zone"),
  ]);
});

test("the policy accepts signed tokens of the tenant's version 1, for our audience and Snowflake's application alone", () => {
  const { inbound } = parsed(policyOf(gateway)).policies;
  expect(inbound?.["validate-jwt"]).toEqual({
    "@header-name": "Authorization",
    "@failed-validation-httpcode": "401",
    "@require-expiration-time": "true",
    "@require-scheme": "Bearer",
    "@require-signed-tokens": "true",
    "openid-config": {
      "@url": expect.stringMatching(
        /^https:\/\/login\.microsoftonline\.com\/\$\{data\.azurerm_client_config\.\w+\.tenant_id\}\/\.well-known\/openid-configuration$/,
      ) as string,
    },
    audiences: { audience: `\${${gateway.address("azuread_application")}.client_id}` },
    issuers: {
      issuer: expect.stringMatching(
        /^https:\/\/sts\.windows\.net\/\$\{data\.azurerm_client_config\.\w+\.tenant_id\}\/$/,
      ) as string,
    },
    "required-claims": {
      claim: {
        "@name": "appid",
        "@match": "all",
        value: expect.stringContaining(`${gateway.address("snowflake_api_integration")}.azure_consent_url`) as string,
      },
    },
  });
});

test("the token is checked before anything else, and the caller's credentials and key never reach the servers", () => {
  const xml = policyOf(gateway);
  const order = ["<base />", "<validate-jwt ", "<set-header ", "<set-backend-service "].map((each) =>
    xml.indexOf(each),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
  const { inbound } = parsed(xml).policies;
  expect(inbound?.["set-header"]).toEqual([
    { "@name": "Authorization", "@exists-action": "delete" },
    { "@name": "Ocp-Apim-Subscription-Key", "@exists-action": "delete" },
    { "@name": "x-mlops-gateway-key", "@exists-action": "override", value: "{{mlflow-gateway-key}}" },
  ]);
});

test("a request is forwarded once, within the concurrency and the timeout, and never repeated", () => {
  const { backend } = parsed(policyOf(gateway)).policies;
  expect(backend).toEqual({
    "limit-concurrency": {
      "@key": "mlflow",
      "@max-count": "50",
      "forward-request": { "@timeout": "30" },
    },
  });
  expect(policyOf(gateway)).not.toContain("<retry");
  const own = parsed(policyOf(someGateway(() => ({ requestBurst: 7, timeoutSeconds: 12 })))).policies.backend;
  expect(own).toMatchObject({
    "limit-concurrency": { "@max-count": "7", "forward-request": { "@timeout": "12" } },
  });
});

test("the policy is the same text for the same values, and XML whatever they hold", () => {
  const values = {
    tenantId: "00000000-0000-0000-0000-000000000000",
    audience: "a&b",
    clientId: "<c>",
    serverUrl: `https://x/?a="1"&b='2'`,
    keyName: "key",
    requestBurst: 1,
    timeoutSeconds: 1,
  };
  const xml = policyXml(values);
  expect(policyXml({ ...values })).toBe(xml);
  expect(XMLValidator.validate(xml)).toBe(true);
  expect(parsed(xml).policies.inbound).toMatchObject({
    "validate-jwt": { audiences: { audience: "a&b" }, "required-claims": { claim: { value: "<c>" } } },
    "set-backend-service": { "@base-url": values.serverUrl },
  });
});

test("a gateway that allows nobody is an error, and so is one that allows two", () => {
  const stack = stackWithProviders();
  const alone = new Gateway(stack, "Gateway", { ...component(stack), trackingServer: servers(stack) });
  expect(alone.node.validate()).toEqual(["No caller is allowed. Call allow(...)"]);
  const { gateway: allowed, access } = connected(stackWithProviders());
  expect(allowed.node.validate()).toEqual([]);
  expect(() => {
    allowed.allow(access.caller);
  }).toThrow("must allow one caller only");
});

test("a gateway that exists is known by its URL", () => {
  const url = "https://ours.azure-api.net/ml/flow/";
  expect(Gateway.fromGatewayAttributes(stackWithProviders(), "Gateway", { url }).url).toBe(url);
});

test.each([
  ["no slash at the end", "https://ours.azure-api.net/mlflow"],
  ["no path", "https://ours.azure-api.net/"],
  ["no https", "http://ours.azure-api.net/mlflow/"],
])("refuses an existing gateway with %s", (_what, url) => {
  expect(() => Gateway.fromGatewayAttributes(stackWithProviders(), "Gateway", { url })).toThrow(
    "must be the https address of API Management",
  );
});

const V2 = GatewayTier.STANDARD_V2;

test.each<[string, Partial<GatewayProps>, string, string]>([
  ["a tier that is none", { tier: "Basic" as GatewayTier }, "tier", "be one of Consumption, StandardV2"],
  ["too many units", { tier: V2, units: 11 }, "units", "be an integer from 1 to 10"],
  ["units of Consumption", { units: 2 }, "units", "be omitted: Consumption has no units"],
  ["no concurrency", { requestBurst: 0 }, "requestBurst", "be an integer of 1 or more"],
  ["a path with a slash at an end", { apiPath: "/mlflow" }, "apiPath", "be at most 400 letters"],
  ["a path with a blank", { apiPath: "ml flow" }, "apiPath", "be at most 400 letters"],
  ["a timeout of 0", { timeoutSeconds: 0 }, "timeoutSeconds", "be an integer from 1 to 60"],
  ["a timeout that no tier has", { tier: V2, timeoutSeconds: 61 }, "timeoutSeconds", "be an integer from 1 to 60"],
  ["a timeout that Consumption has not", { timeoutSeconds: 31 }, "timeoutSeconds", "be at most 30 with Consumption"],
  ["a publisher without a domain", { publisherEmail: "mlops" }, "publisherEmail", "be an e-mail address"],
  ["an address that is too long", { publisherEmail: `${"a".repeat(99)}@b.de` }, "publisherEmail", "at most 100"],
  ["a publisher without a name", { publisherName: "" }, "publisherName", "be 1 to 100 characters"],
])("refuses %s", (_what, props, field, must) => {
  expect(problemsOf(() => someGateway(() => props))).toEqual([[field, expect.stringContaining(must)]]);
});

test("refuses Consumption with a virtual network, and says what to do", () => {
  const problems = problemsOf(() =>
    someGateway((stack) => ({ network: virtualNetwork(stack), tier: GatewayTier.CONSUMPTION })),
  );
  expect(problems).toEqual([["tier", expect.stringContaining("be StandardV2 with servers in a virtual network")]]);
});

test("in a virtual network a call may take 60 seconds, and units need no tier", () => {
  const stack = someGateway((each) => ({ network: virtualNetwork(each), units: 2, timeoutSeconds: 60 }));
  expect(stack.one("azurerm_api_management").sku_name).toBe("StandardV2_2");
  expect(policyOf(stack)).toContain('<forward-request timeout="60" />');
});

test("settings that become part of the policy, the URL or the tier must be known at synthesis", () => {
  for (const field of ["apiPath", "timeoutSeconds", "requestBurst", "units"] as const) {
    const problems = problemsOf(() =>
      someGateway((stack) => {
        const variable = new TerraformVariable(stack, "v", {});
        return { tier: V2, [field]: field === "apiPath" ? variable.stringValue : variable.numberValue };
      }),
    );
    expect(problems).toEqual([[field, expect.stringContaining("must be known at synthesis")]]);
  }
});

test("prod forwards more requests at once", () => {
  expect(policyOf(someGateway(() => ({ size: Size.PROD })))).toContain('max-count="400"');
});

test("a platform checks the tier of its gateway together with its network", () => {
  interface Platform {
    readonly gateway?: GatewaySettings;
    readonly isPrivate: boolean;
  }
  const rows = tierRows<Platform>("gateway.", ({ gateway, isPrivate }) => ({ gateway, inNetwork: isPrivate }));
  const fields = (settings: Platform) => {
    const problems = new Problems("azure-dev");
    checkSettings(problems, { rows }, settings);
    return problems.all.map(({ field }) => field);
  };
  expect(fields({ isPrivate: false })).toEqual([]);
  expect(fields({ isPrivate: true, gateway: { units: 2, timeoutSeconds: 60 } })).toEqual([]);
  expect(fields({ isPrivate: false, gateway: { units: 2, timeoutSeconds: 60 } })).toEqual([
    "gateway.units",
    "gateway.timeoutSeconds",
  ]);
  expect(fields({ isPrivate: true, gateway: { tier: GatewayTier.CONSUMPTION } })).toEqual(["gateway.tier"]);
});

/** Field and rule of each problem. */
function problemsOf(build: () => unknown): unknown[] {
  return refusalOf(build).map(({ field, rule }) => [field, rule]);
}
