/** What Snowflake answers to a statement that fails; its message is the one that the SQL user reads. */
export class SqlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SqlError";
  }
}

/** An applied element that a simulator does not know. Never turned into an answer: a guess could flatter the stack. */
export class UnknownElementError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnknownElementError";
  }
}
