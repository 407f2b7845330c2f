import type { TerraformRun } from "../deploy/terraform";
import { INJECTED, type FaultInjector, type Wave } from "./injector";

/** What one wave of faults did until it held. */
export interface Converged {
  readonly wave: string;
  /** Calls that failed with an injected fault. */
  readonly injected: number;
  /** Addresses whose call failed, sorted. */
  readonly failed: readonly string[];
  /** Runs of Terraform until one succeeded, that one included. */
  readonly runs: number;
  /**
   * Addresses that needed a manual step: the objects were created, the create timed out, and Terraform could not replace them. `terraform
   * untaint` was the remedy.
   */
  readonly untainted: readonly string[];
}

/** Something failed that no fault was injected into. */
export class NotConverging extends Error {
  constructor(wave: string, run: number, messages: readonly string[]) {
    super(
      `${wave}: run ${run} failed without an injected fault:\n${messages.map((message) => `  ${message}`).join("\n")}`,
    );
    this.name = "NotConverging";
  }
}

/** The part of a run of Terraform that convergence needs. */
export type Converging = Pick<TerraformRun, "attempt" | "tainted" | "abandoned" | "untaint">;

/**
 * Terraform replaces what it marked as tainted. It can't where `prevent_destroy` forbids it, and where the new object is to be
 * created before the old one is destroyed although both have the same name: `create_before_destroy` passes on to everything that a resource
 * with it depends on (https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle).
 *
 * @returns the tainted addresses that the errors are about; none when an error is about something else
 */
function stuck(errors: readonly string[], tainted: readonly string[]): string[] {
  const about = (error: string) => tainted.filter((address) => error.includes(address));
  return errors.every((error) => about(error).length > 0) ? [...new Set(errors.flatMap(about))] : [];
}

/**
 * Runs `terraform apply` or `destroy` again and again until it succeeds, as a person would after each failure, and untaints
 * what Terraform can't replace. It ends: each object fails once, is untainted once, and a run that fails for another reason is
 * an error.
 * @throws NotConverging when a run fails for any other reason than the injected faults
 */
export async function converge(
  terraform: Converging,
  injector: FaultInjector,
  wave: Wave,
  command: "apply" | "destroy",
): Promise<Converged> {
  injector.begin(wave);
  const failed = new Set<string>();
  const untainted = new Set<string>();
  try {
    for (let run = 1; ; run++) {
      injector.nextRun();
      const before = injector.injected;
      const attempt = await terraform.attempt(command);
      for (const address of attempt.failed) failed.add(address);
      if (attempt.ok) {
        return {
          wave: wave.name,
          injected: injector.injected,
          failed: [...failed].sort(),
          runs: run,
          untainted: [...untainted].sort(),
        };
      }
      const others = attempt.errors.filter((message) => !message.includes(INJECTED));
      const remedied = stuck(others, terraform.tainted()).filter((address) => !untainted.has(address));
      if (remedied.length === 0 && (others.length > 0 || injector.injected === before))
        throw new NotConverging(wave.name, run, others.length > 0 ? others : attempt.errors);
      // After the next apply Terraform would know them no more.
      for (const address of new Set([...remedied, ...terraform.abandoned()])) {
        if (untainted.has(address)) continue;
        await terraform.untaint(address);
        untainted.add(address);
      }
    }
  } finally {
    injector.begin(undefined);
  }
}
