import { TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { Row } from "../core/checks";
import { that } from "../core/rules";

/**
 * A row that refuses the prefix of another platform in the stack: all names begin with it.
 * @param isNamesake whether a construct is another platform with the same prefix
 */
export function uniquePrefix(platform: Construct, isNamesake: (construct: IConstruct) => boolean): Row<object> {
  const namesake = TerraformStack.of(platform).node.findAll().find(isNamesake);
  return {
    field: "prefix",
    rule: that(() => false, `be unique: ${namesake?.node.path} has the same`, "Use another prefix"),
    when: () => namesake !== undefined,
  };
}
