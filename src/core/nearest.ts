import type { Construct, IConstruct } from "constructs";

/** The child with an ID of the nearest construct around `scope` that has one, `scope` itself included. */
export function nearest(scope: Construct, id: string): IConstruct | undefined {
  return [...scope.node.scopes]
    .reverse()
    .map((each) => each.node.tryFindChild(id))
    .find((child) => child !== undefined);
}
