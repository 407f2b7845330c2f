import { keepEqual } from "../../../simulator/equal-forms";
import { blocks, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import {
  UNKNOWN,
  type CreateContext,
  type RuleContext,
  type ValidateContext,
  type Values,
} from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { select } from "../ids";
import { attributesIn, namedValuesIn, policyProblem } from "./policy";
import { tierOf } from "./service";

/** The objects of a type in the service that an object names. */
function siblings(
  { account }: RuleContext,
  type: string,
  { resource_group_name, api_management_name }: Values,
): Values[] {
  return select(account, type, { resource_group_name, api_management_name });
}

function serviceOf({ account }: RuleContext, { resource_group_name, api_management_name }: Values): Values | undefined {
  return select(account, "azurerm_api_management", { resource_group_name, name: api_management_name })[0];
}

/** The parameters in braces of a URL template are those that the operation declares. */
function validateOperation({ config, error }: ValidateContext): void {
  const template = text(config, "url_template");
  if (template === undefined || config.template_parameter === UNKNOWN) return;
  const used = [...template.matchAll(/\{\*?([^{}]+)\}/g)].map(([, name = ""]) => name);
  const declared = blocks(config, "template_parameter").map((parameter) => text(parameter, "name") ?? "");
  for (const name of used.filter((each) => !declared.includes(each)))
    error(
      `template parameter \`${name}\` used in \`url_template\` is not defined in \`template_parameter\``,
      "url_template",
    );
  for (const name of declared.filter((each) => !used.includes(each)))
    error(
      `template parameter \`${name}\` defined in \`template_parameter\` is not used in \`url_template\``,
      "template_parameter",
    );
}

/** @see https://learn.microsoft.com/en-us/azure/api-management/set-edit-policies */
export function checkPolicy(context: CreateContext): void {
  const { values } = context;
  const policy = text(values, "xml_content") ?? "";
  const refusePolicy = (message: string): never =>
    refuse(`ValidationError: One or more fields contain incorrect values: ${message}`, "xml_content");
  const problem = policyProblem(policy, tierOf(serviceOf(context, values)) === "Consumption");
  if (problem !== undefined) refusePolicy(problem);
  const known = siblings(context, "azurerm_api_management_named_value", values).map((each) => each.display_name);
  for (const name of namedValuesIn(policy)) if (!known.includes(name)) refusePolicy(`Cannot find a property '${name}'`);
  for (const [attribute, type, what] of [
    ["backend-id", "azurerm_api_management_backend", "Backend"],
    ["logger-id", "azurerm_api_management_logger", "Logger"],
  ] as const)
    for (const name of attributesIn(policy, attribute))
      if (!siblings(context, type, values).some((each) => each.name === name))
        refusePolicy(`${what} with id '${name}' could not be found.`);
}

/** Equal for policies of equal meaning: blanks and line ends do not count, nor how the five entities are written. */
export function policyForm(policy: string): string {
  return policy
    .replace(/\s/g, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

export const apiActs: Readonly<Record<string, Acts>> = {
  azurerm_api_management_api_operation: { validate: validateOperation },
  azurerm_api_management_api_policy: {
    plan: (context) => keepEqual(context, "xml_content", policyForm),
    check: checkPolicy,
  },
};
