import { Token } from "cdktf";
import type { Problems } from "./errors";

/** What a service allows as a name. */
export interface NameRule {
  /** The thing that is named, in its vendor's words. */
  readonly what: string;
  /** Longest name in characters. */
  readonly max: number;
  /** Shortest name in characters. @default - 1 */
  readonly min?: number;
  /** Regular expression that the whole name must match. */
  readonly pattern: string;
  /** The pattern in words. */
  readonly words: string;
}

/** Names that the platform gives, each with its vendor's limits. */
export class NameRules {
  /** Prefix of every name: short enough that `<prefix>-<part>` fits the strictest service. */
  public static readonly PREFIX: NameRule = {
    what: "name",
    min: 2,
    max: 20,
    pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    words: "lower-case letters, digits and single hyphens, beginning with a letter",
  };

  /**
   * An unquoted Snowflake identifier in upper case: kedro-snowflake writes names unquoted, and Snowflake folds those to upper case.
   * @see https://docs.snowflake.com/en/sql-reference/identifiers-syntax
   */
  public static readonly SNOWFLAKE_IDENTIFIER: NameRule = {
    what: "Snowflake identifier",
    max: 255,
    pattern: "^[A-Z_][A-Z0-9_$]*$",
    words: "upper-case letters, digits, _ and $, beginning with a letter or _",
  };

  /** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
  public static readonly AWS_LOAD_BALANCER: NameRule = {
    what: "load balancer name",
    max: 32,
    pattern: "^(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$",
    words: "letters, digits and hyphens, with no hyphen at either end and not beginning with internal-",
  };

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
  public static readonly AWS_BUCKET: NameRule = {
    what: "bucket name",
    min: 3,
    max: 63,
    pattern: "^[a-z0-9][a-z0-9-]*[a-z0-9]$",
    words: "lower-case letters, digits and hyphens, with no hyphen at either end",
  };

  /** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  public static readonly AWS_ROLE: NameRule = {
    what: "role name",
    max: 64,
    pattern: "^[A-Za-z0-9+=,.@_-]+$",
    words: "letters, digits and + = , . @ _ -",
  };

  /** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
  public static readonly AWS_DATABASE: NameRule = {
    what: "database instance identifier",
    max: 63,
    pattern: "^[a-z](-?[a-z0-9])*$",
    words: "lower-case letters, digits and single hyphens, beginning with a letter",
  };

  /** Notes a problem when the name breaks the rule. A token is not known yet and passes. */
  public static check(problems: Problems, field: string, name: string, rule: NameRule): void {
    if (Token.isUnresolved(name)) return;
    const min = rule.min ?? 1;
    problems.check(
      name.length >= min && name.length <= rule.max,
      field,
      name,
      `a ${rule.what} has ${min} to ${rule.max} characters, this one has ${name.length}`,
      `Shorten or lengthen it`,
    );
    problems.check(
      new RegExp(rule.pattern).test(name),
      field,
      name,
      `a ${rule.what} holds ${rule.words}`,
      `Write a name of that form`,
    );
  }
}
