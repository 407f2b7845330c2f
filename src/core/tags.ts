import { checkSettings } from "./checks";
import type { Problems } from "./errors";
import { MAX_OWN, TAG_ROWS } from "./tag-rows";

/** Tags that every cloud resource of a platform carries. */
export class Tags {
  /** Tag limits that hold on all three clouds: 128 and 256 characters, at most 40 tags of the user. */
  public static readonly MAX_OWN = MAX_OWN;

  /** The platform's tags and the user's; the user's have precedence. */
  public static of(platform: string, own?: Record<string, string>): Record<string, string> {
    return { platform, "managed-by": "cdktf-snowflake-mlops", ...own };
  }

  /** Notes a problem for each tag that a cloud would refuse. Names must be literal; values may be tokens. */
  public static check(problems: Problems, field: string, tags: Record<string, string>): void {
    checkSettings(problems, { rows: TAG_ROWS.map((row) => ({ ...row, field })) }, { [field]: tags });
  }
}
