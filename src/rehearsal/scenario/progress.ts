/** Receives what a rehearsal is doing; the command line prints it. */
export interface Progress {
  /** A step begins. */
  begin(step: string): void;
  /** The current step has ended; `note` is its result in a few words. */
  end(step: string, seconds: number, note?: string): void;
  /** The step failed. */
  fail(step: string, seconds: number, message: string): void;
  /** Something worth knowing while a step runs. */
  note(text: string): void;
}

/** Passes on what is reported until a person interrupts the work: what fails afterwards fails because of that. */
export function untilInterrupted(progress: Progress, cleanup: { readonly isInterrupted: boolean }): Progress {
  const unless = (report: () => void): void => {
    if (!cleanup.isInterrupted) report();
  };
  return {
    begin: (step) => {
      // Commands that were just ended must not be followed by new ones.
      if (cleanup.isInterrupted) throw new Error(`interrupted before the step ${step}`);
      progress.begin(step);
    },
    end: (step, seconds, note) => unless(() => progress.end(step, seconds, note)),
    fail: (step, seconds, message) => unless(() => progress.fail(step, seconds, message)),
    note: (text) => unless(() => progress.note(text)),
  };
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
