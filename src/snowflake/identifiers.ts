import { Token } from "cdktf";
import { NameRules, type Problems } from "../core";

/** Quoting and checking of Snowflake identifiers; internal to the package. */
export class Identifiers {
  /** `"A"."B"`: what the provider shows as `fully_qualified_name`. */
  public static quote(...parts: string[]): string {
    return parts.map((part) => `"${part}"`).join(".");
  }

  /** Notes a problem for each name that is not an upper-case identifier. */
  public static check(problems: Problems, names: Record<string, string>): void {
    for (const [field, name] of Object.entries(names))
      NameRules.check(problems, field, name, NameRules.SNOWFLAKE_IDENTIFIER);
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
