import { text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import { refuse } from "../../../simulator/writers";
import { byArn } from "../lookup";

export const webAclActs: Readonly<Record<string, Acts>> = {
  aws_wafv2_web_acl_association: {
    check: ({ account, values }) => {
      const acl = text(values, "web_acl_arn") ?? "";
      if (byArn(account, ["aws_wafv2_web_acl"], acl)?.scope !== "REGIONAL")
        refuse(`WAFNonexistentItemException: the web ACL ${acl} doesn't exist in this region`, "web_acl_arn");
    },
  },
};
