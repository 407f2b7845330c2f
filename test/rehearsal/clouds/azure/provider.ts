import { rules } from "../../../../src/rehearsal/clouds/azure/rules";
import { Account } from "../../../../src/rehearsal/simulator/account";
import type { ProviderRules, Values } from "../../../../src/rehearsal/simulator/rule";
import { SimulatedCloud } from "../simulated";

export const SUBSCRIPTION = "11111111-2222-4333-8444-555555555555";
export const TENANT = "22222222-3333-4444-8555-666666666666";
export const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;

/** An id in the group. */
export const inGroup = (path: string): string => `${GROUP}/providers/${path}`;

/** What every object of the group says. */
export const PLACE = { resource_group_name: "rg", location: "westeurope" };

function rulesOf(source: string): ProviderRules {
  const found = rules.find((each) => each.source === source);
  if (found === undefined) throw new Error(`no rules of ${source}`);
  return found;
}

/** The simulated azurerm in this process. */
export class AzureProvider extends SimulatedCloud {
  constructor(types: readonly string[], features: Values = {}, settings: Values = {}, account?: Account) {
    const configuration = { features: [features], ...settings };
    super(rulesOf("hashicorp/azurerm"), types, configuration, account);
  }

  /** Creates an object that must be taken. */
  public make(type: string, config: Values): void {
    const problems = [...this.problems(type, config), ...this.create(type, config)];
    if (problems.length > 0) throw new Error(`${type}: ${problems.join("; ")}`);
  }

  /** The resource group that everything is in. */
  public group(): this {
    const id = GROUP;
    this.account.put("azurerm_resource_group", id, { id, name: "rg", location: "westeurope" });
    return this;
  }
}

/** The simulated azuread in this process, on azurerm's account. */
export class EntraProvider extends SimulatedCloud {
  constructor(types: readonly string[], account = new Account(), settings: Values = {}) {
    super(rulesOf("hashicorp/azuread"), types, settings, account);
  }
}
