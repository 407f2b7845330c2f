import { checkValue } from "./checks";
import type { Problems } from "./errors";
import type { NameRule } from "./name-rule";
import { named } from "./rules";

/** Names that the platform gives, each with its vendor's limits. */
export class NameRules {
  /** Prefix of every name: short enough that `<prefix>-<component>` fits the strictest service. */
  public static readonly PREFIX: NameRule = {
    what: "prefix",
    min: 2,
    max: 20,
    pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    words: "lower-case letters, digits and single hyphens, beginning with a letter",
  };

  /**
   * An unquoted Snowflake identifier in upper case: kedro-snowflake writes names unquoted, and Snowflake converts those to upper case.
   * @see https://docs.snowflake.com/en/sql-reference/identifiers-syntax
   */
  public static readonly SNOWFLAKE_IDENTIFIER: NameRule = {
    what: "Snowflake identifier",
    max: 255,
    pattern: "^[A-Z_][A-Z0-9_$]*$",
    words: "upper-case letters, digits, _ and $, beginning with a letter or _",
  };

  /** Notes a problem when the name breaks the rule. A token is not known yet and passes. */
  public static check(problems: Problems, field: string, name: string, rule: NameRule): void {
    checkValue(problems, field, name, named(rule));
  }
}
