/** `*` is any text, `?` any one character. */
export function globMatches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(value);
}

/** The six fields of an ARN; the last one keeps its colons. */
export function arnFields(arn: string): string[] {
  const fields = arn.split(":");
  return [...fields.slice(0, 5), ...(fields.length > 5 ? [fields.slice(5).join(":")] : [])];
}

/**
 * Whether an ARN matches a pattern field by field; fields that the pattern leaves out match everything.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function arnMatches(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const wanted = arnFields(pattern);
  return arnFields(arn).every((field, index) => globMatches(wanted[index] ?? "*", field));
}

/** Account of an ARN, e.g. `123456789012`. */
export function accountOf(arn: string): string {
  return arnFields(arn)[4] ?? "";
}

export function partitionOf(arn: string): string {
  return arnFields(arn)[1] ?? "aws";
}
