/** What Snowflake answers to a statement that fails; its message is the one that the SQL user reads. */
export class SqlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SqlError";
  }
}

/** JavaScript that threw; Snowflake fails the statement with the message. */
export class UncaughtError extends SqlError {
  constructor(
    message: string,
    /** Name of what was thrown: `Error` for a refusal that the function wrote itself, `TypeError` and the like for the engine's. */
    public readonly thrown: string,
  ) {
    super(message);
    this.name = "UncaughtError";
  }
}
