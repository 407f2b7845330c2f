import { APIM, joined, CHILD, API, OPERATION, policy, type Cases } from "../configurations";
import { AzureProvider } from "../provider";
import { SERVICE, world } from "../world";

describe("of API Management, before any plan the provider refuses", () => {
  const cases: Cases = {
    "a tier of API Management that is none": [
      "azurerm_api_management",
      { ...APIM, sku_name: "Consumption_1" },
      "for sku_name",
    ],
    "an API with a version without its set": [
      "azurerm_api_management_api",
      { ...API, version: "v1" },
      "setting `version` without",
    ],
    "an API without a name": [
      "azurerm_api_management_api",
      { ...API, display_name: null },
      "`display_name`, `protocols`",
    ],
    "an API's path with a slash at its end": ["azurerm_api_management_api", { ...API, path: "a/" }, "for path"],
    "a parameter of a URL that is not declared": [
      "azurerm_api_management_api_operation",
      { ...OPERATION, url_template: "/{x}" },
      "template parameter `x` used in `url_template`",
    ],
    "a parameter that no URL has": [
      "azurerm_api_management_api_operation",
      { ...OPERATION, template_parameter: [{ name: "y", required: true, type: "string" }] },
      "template parameter `y` defined in",
    ],
    "a policy twice": [
      "azurerm_api_management_api_policy",
      { ...policy("<policies/>"), xml_link: "https://a" },
      "xml_link",
    ],
    "a named value's name with blanks": [
      "azurerm_api_management_named_value",
      { ...CHILD, name: "k", display_name: "a b", value: "x" },
      "for display_name",
    ],
    "more bytes in a log than allowed": [
      "azurerm_api_management_api_diagnostic",
      {
        ...CHILD,
        api_name: "mlflow",
        identifier: "applicationinsights",
        api_management_logger_id: `${SERVICE}/loggers/l`,
        frontend_request: [{ body_bytes: 8193 }],
      },
      "body_bytes to be in the range (0 - 8192)",
    ],
    "a diagnostic of Azure Monitor": [
      "azurerm_api_management_api_diagnostic",
      { ...CHILD, api_name: "mlflow", identifier: "azuremonitor", api_management_logger_id: `${SERVICE}/loggers/l` },
      "`operation_name_format` cannot be set",
    ],
    "a logger without a destination": [
      "azurerm_api_management_logger",
      { ...CHILD, name: "l" },
      "exactly one of `eventhub`",
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [type, config, message]) => {
    expect(new AzureProvider([type]).problems(type, config).join("; ")).toContain(message);
  });
});

describe("of API Management, Azure refuses to create", () => {
  const cases: Cases = {
    "Consumption in a virtual network": [
      "azurerm_api_management",
      joined("Consumption_0", "gateway"),
      "a virtual network is not supported by the SKU Consumption_0",
    ],
    "a gateway in a subnet of the wrong delegation": [
      "azurerm_api_management",
      joined("StandardV2_1", "hosting"),
      "VirtualNetworkSubnetHasIncorrectDelegation",
    ],
    "a classic gateway in a delegated subnet": [
      "azurerm_api_management",
      joined("Developer_1", "gateway"),
      "must not be delegated",
    ],
    "a gateway in a subnet without a security group": [
      "azurerm_api_management",
      joined("StandardV2_1", "gateway"),
      "NetworkSecurityGroupRequired",
    ],
    "a gateway of a network without a subnet": [
      "azurerm_api_management",
      { ...APIM, sku_name: "StandardV2_1", virtual_network_type: "External" },
      "you must specify 'virtual_network_configuration'",
    ],
    "a gateway without public access": [
      "azurerm_api_management",
      { ...APIM, public_network_access_enabled: false },
      "must be true when the service is created",
    ],
    "a gateway's client certificates of another tier": [
      "azurerm_api_management",
      { ...APIM, sku_name: "Basic_1", client_certificate_enabled: true },
      "only supported when sku type is `Consumption`",
    ],
    "a portal's sign-in of Consumption": [
      "azurerm_api_management",
      { ...APIM, sign_in: [{ enabled: true }] },
      "`sign_in` is not supported for sku tiers",
    ],
    "an API of a service that does not exist": [
      "azurerm_api_management_api",
      { ...API, api_management_name: "no" },
      "ParentResourceNotFound",
    ],
    "an API of a path that is taken": ["azurerm_api_management_api", { ...API, path: "" }, "with the same Path"],
    "an operation of an API that does not exist": [
      "azurerm_api_management_api_operation",
      { ...OPERATION, api_name: "no" },
      "ParentResourceNotFound",
    ],
    "a policy that is no XML": [
      "azurerm_api_management_api_policy",
      policy("<policies><inbound></policies>"),
      "Error on line 1",
    ],
    "a policy with an unknown section": [
      "azurerm_api_management_api_policy",
      policy("<policies><before/></policies>"),
      "Error in element 'before'",
    ],
    "a policy that forwards twice": [
      "azurerm_api_management_api_policy",
      policy("<policies><backend><base/><forward-request/></backend></policies>"),
      "the section backend takes one policy",
    ],
    "a policy with a named value that does not exist": [
      "azurerm_api_management_api_policy",
      policy("<policies><inbound><set-header name='a'><value>{{no}}</value></set-header></inbound></policies>"),
      "Cannot find a property 'no'",
    ],
    "a policy that counts by key on Consumption": [
      "azurerm_api_management_api_policy",
      policy('<policies><inbound><rate-limit-by-key calls="1"/></inbound></policies>'),
      "Policy is not supported",
    ],
    "a policy without text": [
      "azurerm_api_management_api_policy",
      { ...CHILD, api_name: "mlflow" },
      "either `xml_content` or `xml_link` must be set",
    ],
    "a diagnostic of a logger that does not exist": [
      "azurerm_api_management_api_diagnostic",
      {
        ...CHILD,
        api_name: "mlflow",
        identifier: "applicationinsights",
        api_management_logger_id: `${SERVICE}/loggers/no`,
      },
      "does not exist",
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [type, config, message]) => {
    expect(world([type]).create(type, config).join("; ")).toContain(message);
  });
});
