/** A text without Terraform expressions: what is known before the deploy. */
export function literalText(value: unknown): string | undefined {
  return typeof value === "string" && !value.includes("${") ? value : undefined;
}
