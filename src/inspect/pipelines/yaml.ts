import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";

/** A value with a comment: above it, or after a text. */
export class Commented {
  constructor(
    public readonly value: Yaml,
    public readonly comment: string,
  ) {}
}

/** What is written as YAML; an entry that is undefined is left out. */
export type Yaml =
  string | number | boolean | Commented | readonly Yaml[] | { readonly [key: string]: Yaml | undefined };

/** A text with its comment in the same line, or any other value with the comment above it. */
export const commented = (comment: string, value: Yaml): Commented => new Commented(value, comment);

const asComment = (text: string) =>
  text
    .split("\n")
    .map((line) => ` ${line}`)
    .join("\n");

function scalar(value: string | number | boolean): Scalar {
  const node = new Scalar<unknown>(value);
  if (typeof value === "string" && value.includes("\n")) node.type = Scalar.BLOCK_LITERAL;
  return node;
}

type Node = Scalar | YAMLMap | YAMLSeq;

function node(value: Yaml): Node {
  if (value instanceof Commented) {
    const inner = node(value.value);
    if (inner instanceof Scalar) inner.comment = asComment(value.comment);
    else inner.commentBefore = asComment(value.comment);
    return inner;
  }
  if (Array.isArray(value)) return list(value as readonly Yaml[]);
  if (typeof value === "object") return map(value as Readonly<Record<string, Yaml | undefined>>);
  return scalar(value);
}

function list(values: readonly Yaml[]): YAMLSeq {
  const all = new YAMLSeq();
  all.items = values.map(node);
  // `[main]`: a short list of words.
  const words = values.filter((value) => typeof value === "string" && /^[\w.-]+$/.test(value));
  all.flow = words.length === values.length && words.join(", ").length < 70;
  return all;
}

function map(values: Readonly<Record<string, Yaml | undefined>>): YAMLMap {
  const all = new YAMLMap();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const key = new Scalar(name);
    const inner = node(value);
    // Above the key, as a reader expects it, not between the key and its block.
    if (!(inner instanceof Scalar) && inner.commentBefore) {
      key.commentBefore = inner.commentBefore;
      inner.commentBefore = null;
    }
    all.items.push(new Pair(key, inner));
  }
  return all;
}

/**
 * Writes YAML as prettier formats it.
 * @param header comment at the top
 * @param spaced keys of the top level before which a line is left empty, and whose own entries are set apart too
 */
export function toYaml(
  header: string,
  value: Readonly<Record<string, Yaml | undefined>>,
  spaced: readonly string[],
): string {
  const document = new Document();
  const top = map(value);
  document.contents = top as never;
  document.commentBefore = asComment(header);
  top.items.forEach(({ key, value: inner }, index) => {
    if (index > 0) (key as Scalar).spaceBefore = true;
    if (!spaced.includes(String((key as Scalar).value)) || !(inner instanceof YAMLMap || inner instanceof YAMLSeq))
      return;
    inner.items.forEach((item, at) => {
      if (at === 0) return;
      if (item instanceof Pair) (item.key as Scalar).spaceBefore = true;
      else (item as Node).spaceBefore = true;
    });
  });
  return document.toString({ lineWidth: 0, blockQuote: "literal", flowCollectionPadding: false });
}
