import { parse } from "yaml";
import { templateParts } from "../stack";

/** A document inside a Terraform string: JSON, YAML or XML whose expressions are replaced by marks, so that it can be parsed. */
export class Masked {
  /** The document of a string. */
  public static of(template: string): Masked {
    return new Masked(template, (text) => text);
  }

  /**
   * The document that `${base64encode("...")}` encodes.
   * @returns nothing for any other expression, whose value is known to Terraform alone
   */
  public static ofBase64(template: string): Masked | undefined {
    const [part, ...others] = templateParts(template);
    if (part === undefined || others.length > 0) return undefined;
    if (part.kind === "text") return Masked.of(Buffer.from(part.text, "base64").toString("utf8"));
    const [, quoted] = /^base64encode\("([\s\S]*)"\)$/.exec(part.expression.trim()) ?? [];
    // Terraform's escapes are those of JSON, outside of the expressions in the string.
    return quoted === undefined ? undefined : new Masked(quoted, (text) => JSON.parse(`"${text}"`) as string);
  }

  /** The document with a mark for each expression. */
  public readonly text: string;
  private readonly expressions: string[] = [];

  private constructor(template: string, unescape: (text: string) => string) {
    this.text = templateParts(template)
      .map((part) => {
        if (part.kind === "text") return unescape(part.text);
        this.expressions.push(part.expression);
        return `~${this.expressions.length - 1}~`;
      })
      .join("");
  }

  /** A piece of the document as a Terraform string again. */
  public unmask(text: string): string {
    return text.replace(/~(\d+)~/g, (mark, index: string) => {
      const expression = this.expressions[Number(index)];
      return expression === undefined ? mark : `\${${expression}}`;
    });
  }

  /** The document as data, of JSON or YAML; nothing if it is neither, or if one expression computes all of it. */
  public data(): unknown {
    if (/^~\d+~$/.test(this.text.trim())) return undefined;
    try {
      return parse(this.text);
    } catch {
      return undefined;
    }
  }
}
