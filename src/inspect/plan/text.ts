import { UNKNOWN, type AttributeChange } from "./attributes";

/** A code span of Markdown: nothing in it is markup, a mention or a link. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, " ");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Text of somebody else as one line of Markdown without markup. */
export function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>#|~]/g, (char) => `\\${char}`);
}

export const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** A section with a heading; nothing if it has no lines. */
export function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`#### ${heading}`, "", ...lines, ""];
}

const MOST_ATTRIBUTES = 12;
// A comment on GitHub has at most 65,536 characters.
const LONGEST = 60_000;

/** Lines as a text that fits into a comment: attributes are left out first, then what comes last. */
export function fitting(lines: readonly string[]): string {
  const whole = `${lines.join("\n").trimEnd()}\n`;
  if (whole.length <= LONGEST) return whole;
  const short = `${lines.filter((line) => !line.startsWith("  - ")).join("\n")}\n`;
  const note = "The summary was too long for a comment: `terraform show` prints the whole plan.\n";
  const end = short.length <= LONGEST ? short.length : short.lastIndexOf("\n", LONGEST) + 1;
  return `${short.slice(0, end).trimEnd()}\n\n${note}`;
}

/**
 * Attributes that a reviewer decides by: what forces a replacement first, and without what the new object gets from the service.
 * @param forcedBy paths that force the replacement; an update shows all its attributes
 */
export function decisive(attributes: readonly AttributeChange[], forcedBy: readonly string[]): AttributeChange[] {
  const isForcing = ({ path }: AttributeChange) => forcedBy.some((each) => path.startsWith(each));
  const given = attributes.filter((each) => !isForcing(each) && each.after !== UNKNOWN);
  return [...attributes.filter(isForcing), ...given];
}

/** The attributes of one change, indented below its line. */
export function attributeLines(attributes: readonly AttributeChange[]): string[] {
  const lines = attributes
    .slice(0, MOST_ATTRIBUTES)
    .map(
      ({ path, before, after }) =>
        `  - ${path === "" ? "" : `${code(path)}: `}${shownValue(before)} → ${shownValue(after)}`,
    );
  const left = attributes.length - lines.length;
  return left > 0 ? [...lines, `  - and ${plural(left, "more attribute")}`] : lines;
}

/** Words in brackets are ours, everything else is a value. */
export const shownValue = (text: string) => (/^\([\w ]+\)$/.test(text) ? text : code(text));
