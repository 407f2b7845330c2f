import type { CreateContext, ResourceRule } from "../../../simulator/rule";
import { LOAD_BALANCERS } from "../elb/load-balancer";
import { makeArn } from "../arn";
import { nameSuffix, uuid } from "../ids";
import { all, byArn } from "../lookup";
import { regionOf } from "../session";
import { block, blocks, isSet, number, text } from "../../../simulator/readers";
import { fill, nameOf, refuse } from "../../../simulator/writers";

function checkAcl(context: CreateContext): void {
  const { values } = context;
  const action = block(values, "default_action");
  if (["allow", "block"].filter((name) => blocks(action, name).length > 0).length !== 1)
    refuse("WAFInvalidParameterException: default_action must be exactly one of allow and block", "default_action");
  const rules = blocks(values, "rule");
  const taken = rules.map((rule) => number(rule, "priority"));
  const double = taken.find((priority, index) => taken.indexOf(priority) !== index);
  if (double !== undefined) refuse(`WAFInvalidParameterException: Error reason: Duplicate priority ${double}`, "rule");
  for (const rule of rules)
    if (isSet(rule, "action") === isSet(rule, "override_action"))
      refuse(
        `WAFInvalidParameterException: Error reason: You have specified none or more than one of action and override_action in rule ${text(rule, "name") ?? ""}`,
        "rule",
      );
}

/** @see https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html */
export const webAcl: ResourceRule = {
  type: "aws_wafv2_web_acl",
  cites: "https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html",
  validate: (context) => {
    const name = text(context.config, "name");
    if (name !== undefined && !/^[a-zA-Z0-9_-]{1,128}$/.test(name))
      context.error(`name must have 1 to 128 letters, digits, _ and -: "${name}"`, "name");
  },
  create: (context) => {
    const { account, values } = context;
    const name = nameOf(values, "name", "name_prefix", "terraform-", nameSuffix(account));
    if (all(account, "aws_wafv2_web_acl").some((other) => other.name === name && other.scope === values.scope))
      refuse(
        "WAFDuplicateItemException: AWS WAF couldn't perform the operation because some resource in your request is a duplicate of an existing one.",
        "name",
      );
    if (values.scope === "CLOUDFRONT" && regionOf(context) !== "us-east-1")
      refuse(
        "WAFInvalidParameterException: Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT",
        "scope",
      );
    checkAcl(context);
    const id = uuid(account, "web-acl");
    const scope = values.scope === "CLOUDFRONT" ? "global" : "regional";
    values.id = id;
    fill(values, {
      arn: makeArn(context, "wafv2", `${scope}/webacl/${name}/${id}`),
      capacity: blocks(values, "rule").length * 2,
      lock_token: uuid(account, "lock-token"),
      application_integration_url: "",
    });
  },
  update: checkAcl,
  delete: (context) => {
    if (
      all(context.account, "aws_wafv2_web_acl_association").some(
        (association) => association.web_acl_arn === context.prior.arn,
      )
    )
      refuse(
        "WAFAssociatedItemException: AWS WAF couldn't perform the operation because your resource is being used by another resource or it's associated with another resource.",
      );
  },
};

/** @see https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html */
export const webAclAssociation: ResourceRule = {
  type: "aws_wafv2_web_acl_association",
  cites: "https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html",
  create: (context) => {
    const { account, values } = context;
    const acl = text(values, "web_acl_arn") ?? "";
    const resource = text(values, "resource_arn") ?? "";
    if (byArn(account, ["aws_wafv2_web_acl"], acl)?.scope !== "REGIONAL")
      refuse(`WAFNonexistentItemException: the web ACL ${acl} doesn't exist in this region`, "web_acl_arn");
    if (!byArn(account, [...LOAD_BALANCERS, "aws_api_gateway_stage"], resource))
      refuse(
        `WAFNonexistentItemException: AWS WAF couldn't perform the operation because your resource doesn't exist: ${resource}`,
        "resource_arn",
      );
    if (all(account, "aws_wafv2_web_acl_association").some((other) => other.resource_arn === resource))
      refuse(`${resource} has a web ACL already: a second association would replace it`, "resource_arn");
    values.id = `${acl},${resource}`;
  },
};
