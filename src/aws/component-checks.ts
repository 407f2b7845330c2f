import type { Construct } from "constructs";
import { Tags, type Problems } from "../core";
import { checkOnce, checkSettings, type CheckTable, type Row } from "../core/checks";
import { NameRules } from "../core/naming";
import { named, pattern } from "../core/rules";

import type { AwsComponentProps } from "./component";

/** A rule of AWS besides the ones of all clouds. */
const PREFIX: Row<{ readonly prefix: string }> = {
  field: "prefix",
  rule: pattern(
    /^(?!internal-)/,
    "not begin with internal-: AWS reserves such load balancer names",
    "Use another prefix",
  ),
};

const COMPONENT: CheckTable<Pick<AwsComponentProps, "prefix" | "tags">> = {
  rows: [{ field: "prefix", rule: named(NameRules.PREFIX), synthesis: true }, PREFIX],
};

/** Notes a prefix that AWS refuses, besides what is refused on all clouds. */
export function checkPrefix(problems: Problems, prefix: string): void {
  checkSettings(problems, { rows: [PREFIX] }, { prefix });
}

/** Notes what is wrong in what every component takes. */
export function checkComponent(problems: Problems, props: Pick<AwsComponentProps, "prefix" | "tags">): void {
  checkSettings(problems, COMPONENT, props);
  if (props.tags !== undefined) Tags.check(problems, "tags", props.tags);
}

/**
 * Checks the props of a component that is used alone; the platform has checked those of its own components.
 * @throws ValidationError with every problem
 */
export function checkComponentOnce<G extends object, S extends G>(
  scope: Construct,
  props: AwsComponentProps & G,
  table: CheckTable<G, S>,
  more?: (problems: Problems) => void,
): void {
  checkOnce(scope, props, (problems) => {
    checkComponent(problems, props);
    checkSettings(problems, table, props, props.size);
    more?.(problems);
  });
}
