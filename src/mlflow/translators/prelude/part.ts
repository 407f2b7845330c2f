/** A piece of the source that request translators are put together from: one ES2015 function. */
export interface PreludePart {
  /** Name of the function. */
  readonly name: string;
  /** The source. */
  readonly source: string;
}

export function part(name: string, source: string): PreludePart {
  return { name, source: source.trim() };
}
