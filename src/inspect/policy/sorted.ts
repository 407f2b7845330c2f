/** Texts without duplicates, in order. */
export function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
