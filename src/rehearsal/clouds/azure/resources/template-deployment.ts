import { isObject, type JsonObject } from "../../../../core/json";
import { jsonForm, keepEqual, stable } from "../../../simulator/equal-forms";
import { text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import { UNKNOWN, type CreateContext, type PlanContext, type Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { findById } from "../ids";
import { deleteAssets, deployAssets } from "../machine-learning/assets";
import type { SentResource } from "../machine-learning/objects";
import { feature, subscriptionId } from "../session";
import { evaluate, TemplateError } from "./template-expressions";

/** A resource that a deployment made, with its expressions evaluated; the account keeps them as `deployed`. */
export interface DeployedResource {
  readonly id: string;
  /** `Microsoft.App/containerApps/authConfigs`. */
  readonly type: string;
  readonly properties: JsonObject;
}

/** What a template deployment made. */
export function deployedBy(deployment: Values): readonly DeployedResource[] {
  const json = text(deployment, "deployed");
  return json === undefined ? [] : (JSON.parse(json) as DeployedResource[]);
}

function parse(json: string | undefined, attribute: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(json ?? "{}");
  } catch (error) {
    refuse(`expanding \`${attribute}\`: ${error instanceof Error ? error.message : String(error)}`, attribute);
  }
  return isObject(value) ? value : refuse(`expanding \`${attribute}\`: an object is expected`, attribute);
}

/** Parameters as the template declares them and the deployment gives them. */
function parametersOf(template: JsonObject, given: JsonObject, invalid: (message: string) => never): JsonObject {
  const declared = isObject(template.parameters) ? template.parameters : {};
  const unknown = Object.keys(given).find((name) => !(name in declared));
  if (unknown !== undefined)
    invalid(
      `The template parameters '${unknown}' in the parameters file are not valid; they are not present in the original template.`,
    );
  return Object.fromEntries(
    Object.entries(declared).map(([name, declaration]) => {
      const value = isObject(given[name]) ? given[name].value : undefined;
      const fallback = isObject(declaration) ? declaration.defaultValue : undefined;
      if (value === undefined && fallback === undefined)
        invalid(`The value for the template parameter '${name}' is not provided.`);
      return [name, value ?? fallback];
    }),
  );
}

function deploy(context: CreateContext): void {
  const { account, values } = context;
  const template = parse(text(values, "template_content"), "template_content");
  const given = parse(text(values, "parameters_content"), "parameters_content");
  const name = `"${String(values.name)}" (Resource Group "${String(values.resource_group_name)}")`;
  const invalid = (message: string): never =>
    refuse(
      `validating Template Deployment ${name}: InvalidTemplate: Deployment template validation failed: '${message}'`,
      "template_content",
    );
  const parameters = parametersOf(template, given, invalid);
  const value = (of: unknown): unknown => {
    try {
      return evaluate(of, parameters);
    } catch (error) {
      if (error instanceof TemplateError) return invalid(error.message);
      throw error;
    }
  };
  const group = `/subscriptions/${subscriptionId(context)}/resourceGroups/${String(values.resource_group_name)}`;
  const resources = Array.isArray(template.resources)
    ? template.resources
    : invalid("a template has the member resources");
  const deployed = resources.filter(isObject).map((resource): DeployedResource & SentResource => {
    const [type, full] = [String(resource.type), String(value(resource.name))];
    const [namespace = "", ...types] = type.split("/");
    const names = full.split("/");
    if (types.length === 0 || types.length !== names.length || typeof resource.apiVersion !== "string")
      invalid(
        `the resource '${full}' of type '${type}' needs an apiVersion and as many parts in its name as its type has`,
      );
    const top = `${group}/providers/${namespace}/${types[0] ?? ""}/${names[0] ?? ""}`;
    if (types.length > 1 && findById(account, top) === undefined)
      refuse(
        `waiting for creation of Template Deployment ${name}: DeploymentFailed: ParentResourceNotFound: ${top} could not be found.`,
      );
    const id = `${group}/providers/${namespace}/${types.map((each, index) => `${each}/${names[index] ?? ""}`).join("/")}`;
    const sent = value(resource) as JsonObject;
    return { ...sent, id, type, properties: isObject(sent.properties) ? sent.properties : {} };
  });
  deployAssets(context, deployed);
  const outputs = isObject(template.outputs) ? template.outputs : {};
  values.deployed = JSON.stringify(deployed);
  values.output_content = stable(
    Object.fromEntries(
      Object.entries(outputs).map(([each, output]) => [
        each,
        isObject(output) ? { type: output.type, value: value(output.value) } : output,
      ]),
    ),
  );
}

function plan(context: PlanContext): void {
  const { prior, planned } = context;
  for (const attribute of ["template_content", "parameters_content"]) {
    keepEqual(context, attribute, (json) => jsonForm(json));
    if (prior !== undefined && prior[attribute] !== planned[attribute]) planned.output_content = UNKNOWN;
  }
}

/** @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/resource_group_template_deployment */
export const deploymentActs: Readonly<Record<string, Acts>> = {
  azurerm_resource_group_template_deployment: {
    plan,
    create: deploy,
    update: deploy,
    delete: (context) => {
      if (feature(context, "template_deployment", "delete_nested_items_during_deletion", true))
        deleteAssets(context, deployedBy(context.account.get(context.type, String(context.prior.id)) ?? {}));
    },
    // Defaults of parameters come back as if they were given.
    read: ({ values }) => {
      const template = parse(text(values, "template_content"), "template_content");
      const given = parse(text(values, "parameters_content"), "parameters_content");
      const declared = isObject(template.parameters) ? template.parameters : {};
      for (const [name, declaration] of Object.entries(declared))
        if (given[name] === undefined && isObject(declaration)) given[name] = { value: declaration.defaultValue };
      values.parameters_content = stable(given);
      values.template_content = stable(template);
    },
  },
};
