import { block, blocks, isSet, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { makeArn } from "../arn";
import { byArn } from "../lookup";
import { regionOf } from "../session";

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

export const firewallActs: Readonly<Record<string, Acts>> = {
  aws_wafv2_web_acl: {
    check: checkAcl,
    create: (context) => {
      const { values } = context;
      const isGlobal = values.scope === "CLOUDFRONT";
      if (isGlobal && regionOf(context) !== "us-east-1")
        refuse(
          "WAFInvalidParameterException: Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT",
          "scope",
        );
      const path = `${isGlobal ? "global" : "regional"}/webacl/${String(values.name)}/${String(values.id)}`;
      fill(values, { arn: makeArn(context, "wafv2", path), capacity: blocks(values, "rule").length * 2 });
    },
  },
  aws_wafv2_web_acl_association: {
    check: ({ account, values }) => {
      const acl = text(values, "web_acl_arn") ?? "";
      if (byArn(account, ["aws_wafv2_web_acl"], acl)?.scope !== "REGIONAL")
        refuse(`WAFNonexistentItemException: the web ACL ${acl} doesn't exist in this region`, "web_acl_arn");
    },
  },
};
