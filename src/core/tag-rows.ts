import type { Row } from "./checks";
import { pattern, that } from "./rules";

/** Maximum number of the user's tags. */
export const MAX_OWN = 40;
const CHARACTERS = "letters, digits, blanks or _ . : / = + - @";

/** What tags must be on all three clouds. Names must be literal; values may be tokens. */
export const TAG_ROWS: readonly Row<object>[] = [
  {
    field: "tags",
    rule: that((tags) => Object.keys(tags as object).length <= MAX_OWN, `hold at most ${MAX_OWN} tags`, "Remove some"),
    synthesis: true,
  },
  {
    field: "tags",
    each: "name",
    rule: that(
      (name) =>
        /^[\p{L}\p{N} _.:/=+@-]{1,128}$/u.test(String(name)) &&
        !/^(aws|azure|microsoft|windows|goog)/i.test(String(name)),
      `have a tag name of 1 to 128 ${CHARACTERS}, without a prefix that a cloud reserves`,
      "Rename the tag",
    ),
  },
  {
    field: "tags",
    each: true,
    rule: pattern(
      /^[\p{L}\p{N} _.:/=+@-]{0,256}$/u,
      `have a tag value of at most 256 ${CHARACTERS}`,
      "Shorten the value or remove the other characters",
    ),
  },
];
