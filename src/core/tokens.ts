import { Token } from "cdktf";

/** What CDKTF tokens look like inside of texts; internal to the package. */
export class Tokens {
  /** Whether only Terraform knows the value, or a part of it. */
  public static isUnresolved(value: unknown): boolean {
    return Token.isUnresolved(value);
  }

  /**
   * The text with every token replaced by `x`, so that the rest of it can be checked before the deploy; undefined when its beginning
   * is a token.
   */
  public static shape(text: string): string | undefined {
    if (!Token.isUnresolved(text)) return text;
    return text.startsWith("${") ? undefined : text.replace(/\$\{[^}]*\}/g, "x");
  }
}
