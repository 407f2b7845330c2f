import type { ITerraformDependable } from "cdktf";

/**
 * The result of a `grant…` method. A resource that needs the privilege during its creation sets `dependsOn: grant.dependables`.
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
