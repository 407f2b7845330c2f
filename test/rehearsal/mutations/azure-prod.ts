import type { Values } from "../../../src/rehearsal/simulator/rule";
import { ALL, set, without, WORD, type Mutation } from "./mutation";
import type { Copy } from "./platform";

const GROUP = "azurerm_network_security_group";
const RULE = "azurerm_network_security_rule";
const ASSOCIATION = "azurerm_subnet_network_security_group_association";
const LINK = "azurerm_private_dns_zone_virtual_network_link";

const CLOSED: Values = {
  name: WORD,
  priority: 100,
  direction: "Outbound",
  access: "Deny",
  protocol: "*",
  source_address_prefix: "*",
  destination_address_prefix: "*",
  destination_port_range: "*",
};

/** The id of a subnet of the stack. */
function subnetOf(copy: Copy, name: RegExp): unknown {
  let id: unknown;
  copy.edit("azurerm_subnet", name, (held) => void (id = held.id));
  return id;
}

const SIGN_IN = "azurerm_resource_group_template_deployment";

/** Kinds of resource that azure-prod has with everything that may be set, and azure-dev has not. */
export const AZURE_PROD: readonly Mutation[] = [
  {
    type: "azuread_app_role_assignment",
    what: "taken away",
    change: without("azuread_app_role_assignment"),
    green: "nobody signs in at the UI in a rehearsal",
  },
  {
    type: "azuread_service_principal",
    what: "everybody of the tenant signs in at the UI",
    change: set("azuread_service_principal", /SignIn/, { app_role_assignment_required: false }),
    red: /strangers: azuread_service_principal .*: anybody of the tenant gets in by the sign-in of .*-ui, which asks for no assignment/,
  },
  {
    type: "azurerm_consumption_budget_resource_group",
    what: "taken away",
    change: without("azurerm_consumption_budget_resource_group"),
    green: "nothing costs money in a rehearsal",
  },
  {
    type: SIGN_IN,
    what: "taken away",
    change: without(SIGN_IN),
    red: /strangers: azurerm_container_app .*-ui: an anonymous caller gets in by its public address/,
  },
  {
    type: SIGN_IN,
    what: "lets everybody pass",
    change: (copy) =>
      copy.edit(SIGN_IN, ALL, (held) => {
        held.deployed = String(held.deployed).replace("RedirectToLoginPage", "AllowAnonymous");
      }),
    red: /strangers: azurerm_container_app .*-ui: an anonymous caller gets in by its public address/,
  },
  {
    type: "azurerm_api_management_api_diagnostic",
    what: "taken away",
    change: without("azurerm_api_management_api_diagnostic"),
    green: "no request is logged in a rehearsal",
  },
  {
    type: "azurerm_api_management_logger",
    what: "taken away",
    change: without("azurerm_api_management_logger"),
    green: "no request is logged in a rehearsal; a diagnostic that names it is refused at apply",
  },
  {
    type: "azurerm_application_insights",
    what: "taken away",
    change: without("azurerm_application_insights"),
    green: "no request is logged in a rehearsal",
  },
  {
    type: "azurerm_container_app_environment",
    what: "with a public address",
    change: set("azurerm_container_app_environment", ALL, { internal_load_balancer_enabled: false }),
    green: "the proxy asks for the gateway's key; who goes around the gateway is refused by it",
  },
  {
    type: "azurerm_monitor_action_group",
    what: "nobody is told",
    change: set("azurerm_monitor_action_group", ALL, { email_receiver: [] }),
    green: "no alert is raised in a rehearsal",
  },
  {
    type: "azurerm_monitor_diagnostic_setting",
    what: "taken away",
    change: without("azurerm_monitor_diagnostic_setting"),
    green: "the database's log is not written in a rehearsal",
  },
  {
    type: "azurerm_monitor_metric_alert",
    what: "switched off",
    change: set("azurerm_monitor_metric_alert", ALL, { enabled: false }),
    green: "no metric is measured in a rehearsal",
  },
  {
    type: GROUP,
    what: "the gateway may send nothing",
    change: set(GROUP, ALL, { security_rule: [CLOSED] }),
    red: /call: .*500/,
  },
  {
    type: RULE,
    what: "opens every port to the internet",
    change: set(RULE, /Storage/, {
      direction: "Inbound",
      source_address_prefix: "Internet",
      destination_port_range: "*",
    }),
    red: /strangers: azurerm_network_security_group .*: anybody on the internet gets in by the rule .* opens port \*/,
  },
  {
    type: "azurerm_private_dns_a_record",
    what: "another address",
    change: set("azurerm_private_dns_a_record", ALL, { records: ["10.99.0.1"] }),
    red: /call: .*500/,
  },
  {
    type: "azurerm_private_dns_zone",
    what: "the servers' is taken away",
    change: without("azurerm_private_dns_zone", /TrackingServer/),
    red: /call: .*500/,
  },
  {
    type: "azurerm_private_dns_zone",
    what: "the database's is taken away",
    change: without("azurerm_private_dns_zone", /BackendStore/),
    red: /containers: .*does not answer: no private DNS zone of the database is linked/,
  },
  { type: LINK, what: "the servers' is taken away", change: without(LINK, /TrackingServer/), red: /call: .*500/ },
  {
    type: LINK,
    what: "the database's is taken away",
    change: without(LINK, /BackendStore/),
    red: /containers: .*does not answer: no private DNS zone of the database is linked/,
  },
  {
    type: "azurerm_subnet",
    what: "the gateway's is gone",
    change: without("azurerm_subnet", /GatewaySubnet/),
    red: /call: .*500/,
  },
  {
    type: ASSOCIATION,
    what: "the servers' subnet, with a group that lets nothing out",
    change: (copy) => {
      set(ASSOCIATION, ALL, { subnet_id: subnetOf(copy, /ServersSubnet/) })(copy);
      set(GROUP, ALL, { security_rule: [CLOSED] })(copy);
    },
    red: /containers: .*does not answer: the way from the app to the database is closed by/,
  },
  {
    type: ASSOCIATION,
    what: "taken away",
    change: without(ASSOCIATION),
    green: "the gateway needs it when it is made, and is refused without it; its rules only allow",
  },
  {
    type: "azurerm_virtual_network",
    what: "another range",
    change: set("azurerm_virtual_network", ALL, { address_space: ["10.99.0.0/16"] }),
    green: "subnets keep their ranges; a network's own range is held against them when they are made",
  },
  {
    type: "time_static",
    what: "taken away",
    change: without("time_static"),
    green: "the month in which a budget begins is written in it",
  },
];
