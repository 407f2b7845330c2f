/** Quoting of Snowflake identifiers; internal to the package. */
export class Identifiers {
  /** `"A"."B"`: what the provider shows as `fully_qualified_name`. */
  public static quote(...parts: string[]): string {
    return parts.map((part) => `"${part}"`).join(".");
  }
}
