import { createHash } from "node:crypto";
import type { Fault, FaultCall } from "../simulator";

/** Which calls fail once, and how. */
export interface Wave {
  /** For the report: "create refused". */
  readonly name: string;
  readonly action: FaultCall["action"];
  /**
   * `refused`: nothing was done. `lost`: the cloud did what was asked, and what the provider does next, its wait or its first read,
   * got no answer.
   */
  readonly answer: "refused" | "lost";
  /**
   * Terraform types whose calls fail.
   * @default - every type
   */
  readonly types?: readonly string[];
}

/** Marks the messages of injected faults, to distinguish them from other failures. */
export const INJECTED = "(injected fault)";

/**
 * Lets each object's first call of a wave fail, and every later one pass. "Later" counts in runs of Terraform: objects that
 * cannot be distinguished before they exist are tried in the same run, and all of them fail in it.
 */
export class FaultInjector {
  /** Faults of this wave so far. */
  public injected = 0;
  private wave: Wave | undefined;
  private run = 0;
  private readonly failedIn = new Map<string, number>();

  /** Hand this to the simulator. */
  public readonly fault: Fault = (call) => {
    const { wave } = this;
    if (wave?.action !== call.action || wave.types?.includes(call.type) === false) return undefined;
    // Arguments hold secrets: what is remembered for the length of a wave is their hash.
    const object = createHash("sha256").update(`${call.type}\n${call.object}`).digest("hex");
    const run = this.failedIn.get(object);
    if (run !== undefined && run < this.run) return undefined;
    this.failedIn.set(object, this.run);
    this.injected += 1;
    return wave.answer === "lost"
      ? { message: `${call.type}: timeout while waiting for the ${call.action} ${INJECTED}`, done: true }
      : { message: `${call.type}: the ${call.action} was refused ${INJECTED}`, done: false };
  };

  /** Begins a wave; undefined lets every call pass. */
  public begin(wave: Wave | undefined): void {
    this.wave = wave;
    this.run = 0;
    this.injected = 0;
    this.failedIn.clear();
  }

  /** A run of Terraform begins. */
  public nextRun(): void {
    this.run += 1;
  }
}
