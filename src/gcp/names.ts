import type { NameRule } from "../core";

/** Names that Google Cloud allows; internal to the package. */
export class GcpNameRules {
  /** @see https://cloud.google.com/storage/docs/buckets#naming */
  public static readonly BUCKET: NameRule = {
    what: "bucket name",
    min: 3,
    max: 222,
    pattern:
      "^(?!goog)(?!.*google)(?!\\d+\\.\\d+\\.\\d+\\.\\d+$)(?=[^.]{1,63}(\\.[^.]{1,63})*$)[a-z0-9][a-z0-9._-]*[a-z0-9]$",
    words:
      "lower-case letters, digits, hyphens, underscores and dots, at most 63 between dots, without gs:// and without goog at its beginning",
  };
}
