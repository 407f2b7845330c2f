import { text } from "./readers";
import type { Replacement, TextRule, Where } from "./rows";
import { blocksAt, formsAt } from "./template";
import { UNKNOWN, type Values } from "./value";

export function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

export function fits({ pattern, not, ignoreCase, without }: TextRule, value: string, values: Values): boolean {
  const matches = (expression: string): boolean =>
    new RegExp(expression, ignoreCase === true ? "sui" : "su").test(value);
  const other = without === undefined ? undefined : text(values, without);
  if (other !== undefined && value.includes(other)) return false;
  return (pattern === undefined || matches(pattern)) && (not === undefined || !matches(not));
}

/** Whether attributes match. What is not known yet is the empty text, or where `isOpen`, matches nothing. */
export function holds(where: Where = {}, values: Values, isOpen = false): boolean {
  return Object.entries(where).every(([path, pattern = ""]) => {
    const expression = new RegExp(pattern, "su");
    const isNegated = path.startsWith("!");
    const forms = path
      .slice(isNegated ? 1 : 0)
      .split("|")
      .flatMap((each) => formsAt(values, each));
    if (isNegated && isOpen && forms.includes(UNKNOWN)) return false;
    const isFound = forms.some((form) => (form === UNKNOWN ? !isOpen && expression.test("") : expression.test(form)));
    return isFound !== isNegated;
  });
}

/** Whether an attribute changes from a value that matches one expression to a value that matches another. */
export function isChanged(
  { of, from = "", to = "" }: Omit<Replacement, "less">,
  prior: Values,
  values: Values,
): boolean {
  const [before, after] = [prior, values].map((each) => formsAt(each, of)[0] ?? "");
  if (before === undefined || after === undefined || before === after) return false;
  if (before === UNKNOWN || after === UNKNOWN) return false;
  return new RegExp(from, "su").test(before) && new RegExp(to, "su").test(after);
}

/** The blocks at a path, or at `one|other`; without a path the object itself. */
export function within(values: Values, path = ""): Values[] {
  return path.split("|").flatMap((each) => blocksAt(values, each));
}

/** What a message may say of a block. */
export function about(block: Values): { readonly name: string } {
  return { name: text(block, "name") ?? "" };
}

/** Whether a block has a text in the last attribute of a path. */
export function isNamed(block: Values, path: string, value: string): boolean {
  return block[path.slice(path.lastIndexOf(".") + 1)] === value;
}

export function firstOf(path = ""): string {
  return path.replace(/^!/, "").split(/[.>|]/)[0] ?? path;
}

/** The attribute at fault: the first of a refusal; undefined where it names facts alone. */
export function faultOf(each: string | undefined, where: Where): string | undefined {
  const path = each ?? Object.keys(where).find((name) => !name.startsWith("$"));
  return path === undefined ? undefined : firstOf(path);
}
