import { checkValue } from "./checks";
import type { Problems } from "./errors";
import { ANYTHING, integer, pattern, that } from "./rules";
import { Tokens } from "./tokens";

const CHARACTERS = "letters, digits, blanks or _ . : / = + - @";
const NAME = that(
  (name) =>
    typeof name === "string" &&
    /^[\p{L}\p{N} _.:/=+@-]{1,128}$/u.test(name) &&
    !/^(aws|azure|microsoft|windows|goog)/i.test(name),
  `be a tag name of 1 to 128 ${CHARACTERS}, without a prefix that a cloud reserves`,
  "Rename the tag",
);
const VALUE = pattern(
  /^[\p{L}\p{N} _.:/=+@-]{0,256}$/u,
  `be a tag value of at most 256 ${CHARACTERS}`,
  "Shorten the value or remove the other characters",
);

/** Tags that every cloud resource of a platform carries. */
export class Tags {
  /** Tag limits that hold on all three clouds: 128 and 256 characters, at most 40 tags of a user's own. */
  public static readonly MAX_OWN = 40;

  /** The platform's own tags together with the user's; the user's win. */
  public static of(platform: string, own?: Record<string, string>): Record<string, string> {
    return { platform, "managed-by": "cdktf-snowflake-mlops", ...own };
  }

  /** Notes a problem for each tag that a cloud would refuse. Names must be literal; values may be tokens. */
  public static check(problems: Problems, field: string, tags: Record<string, string>): void {
    const names = Object.keys(tags);
    // Names are keys: a map that is one token, and a name that is one, cannot be joined with the platform's own tags.
    const token = [tags, ...names].find(Tokens.isUnresolved);
    if (token !== undefined) {
      checkValue(problems, field, token, ANYTHING, true);
      return;
    }
    checkValue(problems, field, names.length, integer(0, Tags.MAX_OWN, "the number of tags"));
    for (const [name, value] of Object.entries(tags)) {
      checkValue(problems, `${field}.${name}`, name, NAME);
      checkValue(problems, `${field}.${name}`, value, VALUE);
    }
  }
}
