/** What a service allows as a name. */
export interface NameRule {
  /** The thing that is named, in its vendor's words. */
  readonly what: string;
  /** Longest name in characters. */
  readonly max: number;
  /** Shortest name in characters. @default - 1 */
  readonly min?: number;
  /** Regular expression that the whole name must match. */
  readonly pattern: string;
  /** The pattern in words. */
  readonly words: string;
}
