import { isObject, type JsonObject } from "../../../../core/json";
import { jsonForm, keepEqual, stable } from "../../../simulator/equal-forms";
import { text } from "../../../simulator/readers";
import type { Facts } from "../../../simulator/row-facts";
import type { Acts } from "../../../simulator/row-rule";
import { UNKNOWN, type CreateContext, type Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { findById } from "../ids";
import { deleteAssets, deployAssets } from "../machine-learning/assets";
import type { SentResource } from "../machine-learning/objects";
import { feature, subscriptionId } from "../session";
import { evaluate } from "./template-expressions";

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

function parse(values: Values, attribute: "template_content" | "parameters_content"): JsonObject {
  try {
    const value: unknown = JSON.parse(text(values, attribute) ?? "{}");
    return isObject(value) ? value : refuse(`expanding \`${attribute}\`: an object is expected`, attribute);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse(`expanding \`${attribute}\`: ${error.message}`, attribute);
  }
}

/** Parameters as the template declares them, with what the deployment gives them or their defaults. */
function parametersOf(values: Values): JsonObject {
  const given = parse(values, "parameters_content");
  return Object.fromEntries(
    Object.entries(objectOf(parse(values, "template_content").parameters)).map(([name, declaration]) => [
      name,
      objectOf(given[name]).value ?? objectOf(declaration).defaultValue,
    ]),
  );
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

const facts: Facts = {
  undeclared: (_, values) => {
    const declared = parametersOf(values);
    return Object.keys(parse(values, "parameters_content")).find((name) => !(name in declared));
  },
  missing: (_, values) => Object.entries(parametersOf(values)).find(([, value]) => value === undefined)?.[0],
};

function deploy(context: CreateContext): void {
  const { account, values } = context;
  const template = parse(values, "template_content");
  const name = `"${String(values.name)}" (Resource Group "${String(values.resource_group_name)}")`;
  const invalid = (message: string): never =>
    refuse(
      `validating Template Deployment ${name}: InvalidTemplate: Deployment template validation failed: '${message}'`,
      "template_content",
    );
  const parameters = parametersOf(values);
  const value = (of: unknown): unknown => evaluate(of, parameters, invalid);
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
    const [top = "", ...inner] = types.map((each, index) => `/${each}/${names[index] ?? ""}`);
    const outer = `${group}/providers/${namespace}${top}`;
    if (inner.length > 0 && findById(account, outer) === undefined)
      refuse(
        `waiting for creation of Template Deployment ${name}: DeploymentFailed: ParentResourceNotFound: ${outer} could not be found.`,
      );
    const sent = value(resource) as JsonObject;
    return { ...sent, id: outer + inner.join(""), type, properties: objectOf(sent.properties) };
  });
  deployAssets(context, deployed);
  values.deployed = JSON.stringify(deployed);
  const outputs = Object.entries(objectOf(template.outputs)).map(([each, output]) => [
    each,
    isObject(output) ? { type: output.type, value: value(output.value) } : output,
  ]);
  values.output_content = stable(Object.fromEntries(outputs));
}

/** @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/resource_group_template_deployment */
export const deploymentActs: Readonly<Record<string, Acts>> = {
  azurerm_resource_group_template_deployment: {
    facts,
    plan: (context) => {
      const { prior, planned } = context;
      for (const attribute of ["template_content", "parameters_content"]) {
        keepEqual(context, attribute, (json) => jsonForm(json));
        if (prior !== undefined && prior[attribute] !== planned[attribute]) planned.output_content = UNKNOWN;
      }
    },
    create: deploy,
    update: deploy,
    delete: (context) => {
      if (feature(context, "template_deployment", "delete_nested_items_during_deletion", true))
        deleteAssets(context, deployedBy(context.account.get(context.type, String(context.prior.id)) ?? {}));
    },
    // Defaults of parameters come back as if they were given.
    read: ({ values }) => {
      const given = Object.entries(parametersOf(values)).map(([name, value]) => [name, { value }]);
      values.parameters_content = stable({ ...Object.fromEntries(given), ...parse(values, "parameters_content") });
      values.template_content = stable(parse(values, "template_content"));
    },
  },
};
