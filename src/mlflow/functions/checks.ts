import type { Problems } from "../../core";
import type { OperationGroup } from "../catalogue/types";

/** Notes a choice of groups that makes no function. */
export function checkGroups(problems: Problems, groups: OperationGroup[]): void {
  problems.check(groups.length > 0, "groups", groups, "there is nothing to make", "Name a group or leave `groups` out");
}
