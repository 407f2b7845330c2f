import { TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import { Construct, RootConstruct, type IConstruct } from "constructs";
import { checkValue } from "./checks";
import { Problems } from "./errors";
import { that } from "./rules";

/**
 * Keeps deployed resources when constructs are renamed or moved within their stack: Terraform learns that the resources at the
 * old addresses are the ones at the new (https://developer.hashicorp.com/terraform/language/moved).
 */
export class Moves {
  /**
   * Writes a `moved` block for every resource under a construct that had another path before. Call it after the construct has
   * made all its resources, at the end of its constructor for instance. A resource with an overridden logical id keeps its
   * address and needs none.
   *
   * A resource has one `moved` block: for a construct that moved twice, use the path of the last release.
   *
   * @param construct the construct at its new path
   * @param oldPath its path within the stack before, without the stack's own id: `Platform/Store`
   * @throws ValidationError when the path is not one, is the present one, or when there is nothing to move
   */
  public static subtree(construct: IConstruct, oldPath: string): void {
    const stack = TerraformStack.of(construct);
    const present = Moves.idsWithin(stack, construct);
    const former = oldPath.split("/");
    const resources = construct.node
      .findAll()
      .filter((each): each is TerraformResource => TerraformResource.isTerraformResource(each))
      .filter((each) => each.friendlyUniqueId === stack.getLogicalId(each));

    const problems = new Problems(construct);
    const noBlanks = that(
      () => former.every((part) => part !== "" && part.trim() === part),
      "be a path within the stack: IDs with / between them",
      'Use for example "Platform/Store"',
    );
    const another = that(
      () => former.join("/") !== present.join("/"),
      "differ from the present path of the construct",
      "Use the path that it had before",
    );
    const filled = that(
      () => resources.length > 0,
      "contain a resource that can move",
      "Call it after the construct has made its resources",
    );
    checkValue(problems, "oldPath", oldPath, noBlanks);
    checkValue(problems, "oldPath", oldPath, another);
    checkValue(problems, "construct", present.join("/"), filled);
    problems.throwIfAny();

    for (const resource of resources) {
      const rest = Moves.idsWithin(stack, resource).slice(present.length);
      const old = Moves.logicalId(stack, [...former, ...rest]);
      // An ID Default is in no address: then nothing has moved, and Terraform would refuse a block that moves an address to itself.
      if (old !== resource.friendlyUniqueId) resource.moveFromId(`${resource.terraformResourceType}.${old}`);
    }
  }

  private static idsWithin(stack: TerraformStack, construct: IConstruct): string[] {
    return construct.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  }

  /** The logical ID of an element at a path; the stack computes it for an element in a separate tree. */
  private static logicalId(stack: TerraformStack, ids: readonly string[]): string {
    const ghost = new TerraformStack(new RootConstruct(), stack.node.id);
    const scope = ids.slice(0, -1).reduce<Construct>((parent, id) => new Construct(parent, id), ghost);
    return stack.getLogicalId(new TerraformElement(scope, ids[ids.length - 1] ?? ""));
  }
}
