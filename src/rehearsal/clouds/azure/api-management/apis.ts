import { keepEqual } from "../../../simulator/equal-forms";
import { blocks, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import { UNKNOWN, type CreateContext, type Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { select } from "../ids";
import mentions from "./mentions.json";
import { policyProblem } from "./policy";
import { tierOf } from "./service";

/** The parameters in braces of a URL template, and those that the operation declares; none while one of both is not known. */
function parametersOf(values: Values): string[][] {
  const template = text(values, "url_template");
  if (template === undefined || values.template_parameter === UNKNOWN) return [[], []];
  const used = [...template.matchAll(/\{\*?([^{}]+)\}/g)].map(([, name = ""]) => name);
  return [used, blocks(values, "template_parameter").map((parameter) => text(parameter, "name") ?? "")];
}

function firstBut(names: readonly string[] = [], known: readonly string[] = []): string | undefined {
  return names.find((each) => !known.includes(each));
}

/** @see https://learn.microsoft.com/en-us/azure/api-management/set-edit-policies */
export function checkPolicy({ account, values }: CreateContext): void {
  const policy = text(values, "xml_content") ?? "";
  const need = (message: string | undefined): void => {
    if (message !== undefined)
      refuse(`ValidationError: One or more fields contain incorrect values: ${message}`, "xml_content");
  };
  const { resource_group_name, api_management_name: name } = values;
  const [service] = select(account, "azurerm_api_management", { resource_group_name, name });
  need(policyProblem(policy, tierOf(service) === "Consumption"));
  for (const { kind, by, pattern, error } of mentions) {
    const known = select(account, `azurerm_api_management_${kind}`, { resource_group_name, api_management_name: name });
    const named = [...policy.matchAll(new RegExp(pattern, "g"))].map(([, each = ""]) => each.trim());
    const missing = named.find((each) => !known.some((sibling) => sibling[by] === each));
    need(missing && error.replace("{name}", missing));
  }
}

/** Equal for policies of equal meaning: blanks and line ends do not count, nor how the five entities are written. */
export function policyForm(policy: string): string {
  const entities: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };
  return policy.replace(/\s/g, "").replace(/&(quot|apos|lt|gt|amp);/g, (_, name: string) => entities[name] ?? "");
}

export const apiActs: Readonly<Record<string, Acts>> = {
  azurerm_api_management_api_operation: {
    facts: {
      undeclared: (_, values) => firstBut(...parametersOf(values)),
      unused: (_, values) => firstBut(...parametersOf(values).reverse()),
    },
  },
  azurerm_api_management_api_policy: {
    plan: (context) => keepEqual(context, "xml_content", policyForm),
    check: checkPolicy,
  },
};
