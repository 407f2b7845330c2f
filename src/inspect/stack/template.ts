/** A piece of a Terraform string: text as Terraform reads it, or the expression between `${` and `}`. */
export type TemplatePart =
  { readonly kind: "text"; readonly text: string } | { readonly kind: "expression"; readonly expression: string };

/**
 * Parses a string of Terraform JSON. `$${` and `%%{` are the escaped forms of `${` and `%{`.
 * https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export function templateParts(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = "";
  let at = 0;
  while (at < template.length) {
    if (template.startsWith("$${", at) || template.startsWith("%%{", at)) {
      text += template.slice(at + 1, at + 3);
      at += 3;
    } else if (template.startsWith("${", at)) {
      const end = expressionEnd(template, at + 2);
      if (text !== "") parts.push({ kind: "text", text });
      text = "";
      parts.push({ kind: "expression", expression: template.slice(at + 2, end) });
      at = end + 1;
    } else {
      text += template.charAt(at);
      at += 1;
    }
  }
  if (text !== "") parts.push({ kind: "text", text });
  return parts;
}

/** The index of the brace that closes an expression; braces nest, and so do templates in the expression's own strings. */
function expressionEnd(template: string, from: number): number {
  let depth = 1;
  for (let at = from; at < template.length; at += 1) {
    const char = template.charAt(at);
    if (char === "{") depth += 1;
    if (char === "}") depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`the expression in ${JSON.stringify(template)} does not end`);
}
