import type { StackJson } from "../../inspect/stack";
import { CommandError } from "../deploy/command";
import type { TerraformRun } from "../deploy/terraform";
import type { AppliedState } from "../state";

/** The variable by which a person, and a rehearsal, takes the protection from a stack before a destroy. */
export const UNPROTECTED = "MLOPS_UNPROTECTED";

/** Addresses that Terraform must refuse to destroy (`prevent_destroy`). */
export function preventedAddresses(stack: StackJson): string[] {
  return Object.entries(stack.resource ?? {}).flatMap(([type, named]) =>
    Object.entries(named).flatMap(([name, block]) => {
      const { lifecycle } = block as { lifecycle?: { prevent_destroy?: boolean } };
      return lifecycle?.prevent_destroy === true ? [`${type}.${name}`] : [];
    }),
  );
}

/** Addresses that the cloud refuses to delete. */
function deletionProtected(state: AppliedState): string[] {
  return state.resources
    .filter(({ attributes }) => attributes.deletion_protection === true)
    .map(({ address }) => address);
}

/**
 * Tries to destroy a protected stack.
 * @returns what refused, one sentence a resource
 * @throws Error when nothing refused, or the destroy failed for another reason
 */
export async function refusedDestroy(tool: TerraformRun, prevented: readonly string[]): Promise<string[]> {
  try {
    await tool.destroy();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    // cdktf sometimes loses the last lines of a failed run, with the reason: Terraform repeats them.
    const words = (await tool.attempt("destroy")).errors.join(" ");
    const named = prevented.filter((address) => words.includes(` Resource ${address} `));
    if (named.length === 0 || !words.includes("lifecycle.prevent_destroy set")) throw error;
    const silent = prevented.filter((address) => !named.includes(address));
    return [
      ...named.map((address) => `${address}: prevent_destroy; Terraform refused before any change`),
      ...silent.map((address) => `${address}: prevent_destroy; Terraform stopped before it came to this one`),
      ...deletionProtected(tool.state()).map((address) => `${address}: deletion protection is on as well; not tried`),
    ];
  }
  throw new Error(`${prevented.length} resources are protected by prevent_destroy, and the destroy was not refused`);
}
