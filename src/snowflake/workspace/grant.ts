import type { ITerraformDependable } from "cdktf";

/**
 * What a `grant…` method has granted. Whatever needs the privilege while it is made, names the grant: `dependsOn: grant.dependables`.
 */
export class Grant {
  /** Several grants as one. */
  public static combine(grants: Grant[]): Grant {
    return new Grant(grants.flatMap((grant) => grant.dependables));
  }

  /** The resources that grant. */
  public readonly dependables: ITerraformDependable[];

  /** @param dependables the resources that grant */
  constructor(dependables: ITerraformDependable[]) {
    this.dependables = [...dependables];
  }
}
