import { templateParts, type Block, type SynthesizedStack } from "../stack";
import { quoted } from "./text";

/** Attributes whose values are never looked up, even if the configuration has them. */
const SECRET = /password|secret|token|credential|private_key|api_key/;

const ATTRIBUTE = /^((?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*)\.([a-z_0-9]+)$/;

/** Resolves Terraform strings whose values are in the configuration. */
export class Resolver {
  constructor(private readonly stack: SynthesizedStack) {}

  /** The string with every reference replaced: by its value, or by a placeholder that names it. */
  public resolve(template: string): string {
    return templateParts(template)
      .map((part) => (part.kind === "text" ? part.text : this.value(part.expression.trim())))
      .join("");
  }

  private value(expression: string): string {
    const local = /^local\.([\w-]+)$/.exec(expression)?.[1];
    const text = local === undefined ? undefined : this.stack.locals[local];
    if (typeof text === "string") return this.resolve(text);
    const [, address = "", attribute = ""] = ATTRIBUTE.exec(expression) ?? [];
    const block = this.stack.block(address);
    return (block === undefined ? undefined : this.attribute(block, attribute)) ?? placeholder(expression);
  }

  private attribute(block: Block, attribute: string): string | undefined {
    if (block.mode === "data" || SECRET.test(attribute)) return undefined;
    const configured = block.values[attribute];
    if (typeof configured === "string") return this.resolve(configured);
    return attribute === "fully_qualified_name" ? this.fullyQualifiedName(block) : undefined;
  }

  private fullyQualifiedName(block: Block): string | undefined {
    if (!block.type.startsWith("snowflake_")) return undefined;
    const { database, schema, name } = block.values;
    const parts = [database, schema, name].filter((part) => typeof part === "string").map((part) => this.resolve(part));
    const types = argumentTypes(block);
    return parts.length === 0 ? undefined : `${quoted(...parts)}${types === undefined ? "" : `(${types.join(", ")})`}`;
  }
}

/** A placeholder for a value that is known after the deploy only. */
function placeholder(expression: string): string {
  return expression.startsWith("var.")
    ? `<the variable ${expression.slice("var.".length)}>`
    : `<known after the deploy: ${expression.replaceAll(">", "")}>`;
}

/** Types of a function's arguments; undefined for other objects. */
function argumentTypes(block: Block): string[] | undefined {
  const list = (name: string, type: string) => {
    const items = block.values[name];
    return (Array.isArray(items) ? items : []).map((item: Record<string, unknown>) => String(item[type]));
  };
  if (block.type === "snowflake_external_function") return list("arg", "type");
  return /^snowflake_(function|procedure)_/.test(block.type) ? list("arguments", "arg_data_type") : undefined;
}
