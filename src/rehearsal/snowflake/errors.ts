/** What Snowflake answers to a statement that fails; its message is the one that the SQL user reads. */
export class SqlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SqlError";
  }
}
