/** Receives what a rehearsal is doing; the command line prints it. */
export interface Progress {
  /** A step begins. */
  begin(step: string): void;
  /** The step that began last is over; `note` says in a few words what came of it. */
  end(step: string, seconds: number, note?: string): void;
  /** The step failed. */
  fail(step: string, seconds: number, message: string): void;
  /** Something worth knowing while a step runs. */
  note(text: string): void;
}

/** Measures steps and passes them on. */
export class Steps {
  constructor(
    private readonly progress: Progress,
    private readonly seconds: Record<string, number>,
  ) {}

  /** Runs one step; `note` makes a few words out of its result. */
  public async step<T>(name: string, work: () => Promise<T>, note?: (result: T) => string): Promise<T> {
    const begin = performance.now();
    const elapsed = () => Math.round((performance.now() - begin) / 100) / 10;
    this.progress.begin(name);
    try {
      const result = await work();
      this.seconds[name] = elapsed();
      this.progress.end(name, elapsed(), note?.(result));
      return result;
    } catch (error) {
      this.seconds[name] = elapsed();
      this.progress.fail(name, elapsed(), error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
}
