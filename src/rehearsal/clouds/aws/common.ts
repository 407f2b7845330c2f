import { UNKNOWN, type GenerateContext, type Lifecycle, type Value, type Values } from "../../simulator/rule";
import { makeArn } from "./arn";
import { jsonForm, keepEqual } from "../../simulator/equal-forms";
import { policyForm } from "./equal-forms";
import { newId } from "../../simulator/ids";
import { regionOf, type Session } from "./session";
import { block, entries, isKnown } from "../../simulator/readers";
import { fill } from "../../simulator/writers";
import { isObject } from "../../../core/json";

/** Services of EC2 accept any character in a tag; the others a documented set. */
const EC2_TYPES =
  /^aws_(vpc|subnet|internet_gateway|nat_gateway|route_table|eip|security_group|default_security_group|flow_log)/;
/** Attributes that the provider compares by their meaning, whatever the type. */
const POLICIES = ["policy", "assume_role_policy"];
const DOCUMENTS = ["dashboard_body", "delivery_policy", "filter_policy", "redrive_policy"];

const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * What every AWS resource does: `tags_all` are the provider's default tags and the resource's own, `region` is the
 * provider's unless given, tags keep to the service's rules.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block
 * @see https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html
 */
export const common: Lifecycle = {
  validate: (context) => {
    for (const [key, value] of entries(context.config, "tags")) {
      const problem = tagProblem(context.type, key, value);
      if (problem !== undefined) context.error(problem, "tags");
    }
  },
  plan: (context) => {
    settle(context, context.planned);
    for (const attribute of POLICIES) keepEqual(context, attribute, policyForm);
    for (const attribute of DOCUMENTS) keepEqual(context, attribute, jsonForm);
  },
  create: (context) => {
    settle(context, context.values);
  },
  update: (context) => {
    settle(context, context.values);
  },
};

/** An ARN in the right form, for types that have no rule. */
export function generate(context: GenerateContext): Value | undefined {
  if (context.path !== "arn") return undefined;
  const [, service = "", ...rest] = context.type.split("_");
  return makeArn(context, service, `${rest.join("-")}/${newId(context.account, context.type, "hex", 12)}`);
}

function settle(context: Session, values: Values): void {
  if ("region" in values) fill(values, { region: regionOf(context) });
  if ("tags_all" in values) values.tags_all = allTags(context, values.tags);
}

function allTags(context: Session, own: Value | undefined): Value {
  const defaults = block(context.provider, "default_tags")?.tags;
  if (!isKnown(own) || !isKnown(defaults)) return UNKNOWN;
  return { ...(isObject(defaults) ? defaults : {}), ...(isObject(own) ? own : {}) };
}

function tagProblem(type: string, key: string, value: string): string | undefined {
  if (/^aws:/i.test(key)) return `tag key "${key}": aws: prefixed tag key names are not allowed for external use`;
  if (key.length === 0 || key.length > 128) return `tag key "${key}" must have 1 to 128 characters`;
  if (value.length > 256) return `tag "${key}": the value must have at most 256 characters, it has ${value.length}`;
  if (EC2_TYPES.test(type) || (TAG_CHARACTERS.test(key) && TAG_CHARACTERS.test(value))) return undefined;
  return `tag "${key}" = "${value}": only letters, numbers, spaces and _ . : / = + - @ are allowed`;
}
