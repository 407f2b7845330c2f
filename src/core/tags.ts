import type { Problems } from "./errors";

/** Tags that every cloud resource of a platform carries. */
export class Tags {
  /** Tag limits that hold on all three clouds: 128 and 256 characters, at most 40 tags of a user's own. */
  public static readonly MAX_OWN = 40;

  /** The platform's own tags together with the user's; the user's win. */
  public static of(platform: string, own?: Record<string, string>): Record<string, string> {
    return { platform, "managed-by": "cdktf-snowflake-mlops", ...own };
  }

  /** Notes a problem for each tag that a cloud would refuse. */
  public static check(problems: Problems, field: string, tags: Record<string, string>): void {
    const names = Object.keys(tags);
    problems.check(names.length <= Tags.MAX_OWN, field, names.length, `at most ${Tags.MAX_OWN} tags`, "Remove some");
    for (const [name, value] of Object.entries(tags)) {
      problems.check(
        /^[\p{L}\p{N} _.:/=+@-]{1,128}$/u.test(name) && !/^(aws|azure|microsoft|windows|goog)/i.test(name),
        `${field}.${name}`,
        name,
        "a tag's name has 1 to 128 letters, digits, blanks or _ . : / = + - @ and does not begin with a cloud's own prefix",
        "Rename it",
      );
      problems.check(
        /^[\p{L}\p{N} _.:/=+@-]{0,256}$/u.test(value),
        `${field}.${name}`,
        value,
        "a tag's value has up to 256 letters, digits, blanks or _ . : / = + - @",
        "Shorten it or leave out what is not allowed",
      );
    }
  }
}
