/** A row of a result by its column names. */
export type Row = Readonly<Record<string, unknown>>;

/** A statement that Snowflake rejected, with Snowflake's message. */
export class StatementError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StatementError";
  }
}

/** A session in which statements are run one after the other. */
export interface SqlSession {
  /**
   * Runs one statement.
   * @param binds values of the statement's question marks
   * @throws StatementError when Snowflake rejects it
   */
  execute(sql: string, binds?: readonly (string | number)[]): Promise<Row[]>;
  close(): Promise<void>;
}
