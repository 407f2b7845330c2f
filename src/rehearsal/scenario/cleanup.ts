import { stopCommands } from "../deploy/command";

/** Things to end, last begun first. Every one is ended, even when another fails to. */
export class Cleanup {
  private readonly work: { readonly what: string; readonly end: () => Promise<void> | void }[] = [];
  private running: Promise<string[]> | undefined;
  private interrupted = false;

  /** Whether a person ended the work: what fails from then on fails because of that. */
  public get isInterrupted(): boolean {
    return this.interrupted;
  }

  /** Ends everything because a person asked for it, the commands first. Returns what could not be ended. */
  public async interrupt(): Promise<string[]> {
    this.interrupted = true;
    await stopCommands();
    return this.end();
  }

  /** Notes what to end. What is noted after the end has begun, is ended at once. */
  public add(what: string, end: () => Promise<void> | void): void {
    this.work.push({ what, end });
    if (this.running !== undefined)
      this.running = this.running.then(async (faults) => [...faults, ...(await this.endAll())]);
  }

  /** Ends everything; calling again waits for the first call. Returns what could not be ended. */
  public end(): Promise<string[]> {
    this.running ??= this.endAll();
    return this.running;
  }

  private async endAll(): Promise<string[]> {
    const faults: string[] = [];
    for (let next = this.work.pop(); next !== undefined; next = this.work.pop()) {
      const { what, end } = next;
      try {
        await end();
      } catch (error) {
        faults.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return faults;
  }
}
