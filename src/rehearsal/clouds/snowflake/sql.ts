import { CloudError } from "../../simulator/rule";

export interface SqlToken {
  readonly kind: "word" | "identifier" | "string" | "mark";
  /** A word in upper case, an identifier or string without its quotes. */
  readonly text: string;
}

const TOKENS =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|([A-Za-z_][\w$]*|\d+)|"((?:[^"]|"")+)"|'((?:[^'\\]|''|\\.)*)'|([(),.=;])/gy;

/** Cuts a statement into tokens; anything that it does not know is an error. */
function tokens(sql: string): SqlToken[] {
  const found: SqlToken[] = [];
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < sql.length) {
    const at = TOKENS.lastIndex;
    const match = TOKENS.exec(sql);
    if (!match) throw unknownSql(sql, `at '${sql.slice(at, at + 20)}'`);
    const [, word, identifier, string, mark] = match;
    if (word !== undefined) found.push({ kind: "word", text: word.toUpperCase() });
    if (identifier !== undefined) found.push({ kind: "identifier", text: identifier.replace(/""/g, '"') });
    if (string !== undefined) found.push({ kind: "string", text: string.replace(/''/g, "'").replace(/\\(.)/g, "$1") });
    if (mark !== undefined) found.push({ kind: "mark", text: mark });
  }
  return found;
}

/** What the simulated Snowflake does not know is refused: it may never pass unseen. */
export function unknownSql(sql: string, where: string): CloudError {
  return new CloudError(`The simulated Snowflake does not know this SQL (${where}): ${sql.trim()}`);
}

/** Reads one statement from left to right. Unquoted identifiers are folded to upper case, as Snowflake does. */
export class SqlReader {
  private readonly tokens: SqlToken[];
  private at = 0;

  constructor(private readonly sql: string) {
    this.tokens = tokens(sql);
    if (this.tokens.at(-1)?.text === ";") this.tokens.pop();
    const statements = this.tokens.filter((token) => token.kind === "mark" && token.text === ";").length + 1;
    if (statements > 1) {
      throw new CloudError(
        `000008 (0A000): Actual statement count ${statements} did not match the desired statement count 1.`,
      );
    }
  }

  public get atEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  /** Takes the words if they come next, all or none. */
  public takes(...words: string[]): boolean {
    const next = this.tokens.slice(this.at, this.at + words.length);
    const same = words.every((word, index) => {
      const token = next[index];
      return token !== undefined && token.kind !== "string" && token.kind !== "identifier" && token.text === word;
    });
    if (same) this.at += words.length;
    return same;
  }

  /** @throws CloudError when the words do not come next */
  public expects(...words: string[]): void {
    if (!this.takes(...words)) throw this.unknown();
  }

  /** The next identifier. */
  public identifier(): string {
    const token = this.tokens[this.at];
    if (token?.kind !== "word" && token?.kind !== "identifier") throw this.unknown();
    this.at += 1;
    return token.text;
  }

  /** Identifiers with dots between them. */
  public path(): string[] {
    const parts = [this.identifier()];
    while (this.takes(".")) parts.push(this.identifier());
    return parts;
  }

  /** The next string or word: a property's value. */
  public value(): string {
    const token = this.tokens[this.at];
    if (token === undefined || token.kind === "mark") throw this.unknown();
    this.at += 1;
    return token.text;
  }

  /** `('a', 'b')`. */
  public list(): string[] {
    this.expects("(");
    const items = [this.value()];
    while (this.takes(",")) items.push(this.value());
    this.expects(")");
    return items;
  }

  /** All words up to the given one, which is taken too, split at commas. */
  public wordsUntil(end: string): string[] {
    const items: string[] = [];
    let words: string[] = [];
    while (!this.takes(end)) {
      if (this.takes(",")) {
        items.push(words.join(" "));
        words = [];
      } else words.push(this.identifier());
    }
    return [...items, words.join(" ")];
  }

  /** The refusal of a word, or of what stands at the reader's place. */
  public unknown(word = this.tokens[this.at]?.text): CloudError {
    return unknownSql(this.sql, word === undefined ? "at its end" : `at '${word}'`);
  }

  /** @throws CloudError when anything is left */
  public end(): void {
    if (!this.atEnd) throw this.unknown();
  }
}
