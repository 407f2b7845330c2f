/** Things to end, last begun first. Every one is ended, even when another fails to. */
export class Cleanup {
  private readonly work: { readonly what: string; readonly end: () => Promise<void> | void }[] = [];
  private running: Promise<string[]> | undefined;

  /** Notes what to end. */
  public add(what: string, end: () => Promise<void> | void): void {
    this.work.push({ what, end });
  }

  /** Ends everything; calling again waits for the first call. Returns what could not be ended. */
  public end(): Promise<string[]> {
    this.running ??= this.endAll();
    return this.running;
  }

  private async endAll(): Promise<string[]> {
    const faults: string[] = [];
    for (const { what, end } of this.work.reverse()) {
      try {
        await end();
      } catch (error) {
        faults.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return faults;
  }
}
