/** One ES2015 function from which request translators are composed. */
export interface PreludePart {
  /** Name of the function. */
  readonly name: string;
  /** The source. */
  readonly source: string;
}

export function part(name: string, source: string): PreludePart {
  return { name, source: source.trim() };
}
