import { TerraformStack, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

/**
 * What a resource of `scope` may name in `depends_on`: Terraform can refer to resources of the same stack only. A resource in another
 * stack is applied before: the stack of `scope` then depends on that stack.
 */
export function dependenciesFor(
  scope: Construct,
  dependencies: readonly ITerraformDependable[] = [],
): ITerraformDependable[] | undefined {
  const own = TerraformStack.of(scope);
  const within = dependencies.filter((each) => {
    const stack = Construct.isConstruct(each) ? TerraformStack.of(each) : own;
    if (stack !== own) own.addDependency(stack);
    return stack === own;
  });
  return within.length === 0 ? undefined : within;
}
