const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Listens for Ctrl-C and SIGTERM instead of letting them end the process. */
export class Interruption {
  private waiting: (() => void)[] = [];
  private readonly listener = (): void => {
    for (const settle of this.waiting.splice(0)) settle();
  };

  constructor() {
    for (const name of SIGNALS) process.on(name, this.listener);
  }

  /** Settles at the next signal. */
  public next(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  public stopListening(): void {
    for (const name of SIGNALS) process.off(name, this.listener);
  }
}
