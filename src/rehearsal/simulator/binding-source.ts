import type { Attribute, Block, CtyType, NestedBlock } from "./schema";

/**
 * Bindings cut a schema that contains itself (a condition of conditions) into classes that refer to each other. The
 * provider's own schema ends at some depth that the bindings do not tell; three levels are what stacks write.
 */
const RECURSION_LEVELS = 3;

interface Member {
  readonly name: string;
  readonly computed: boolean;
  readonly optional: boolean;
  readonly required: boolean;
  /** What the getter returns, or what the member is initialised with. */
  readonly expression: string;
}

interface HclEntry {
  readonly mapper: string;
  readonly type: string;
  readonly storage: string;
}

/** What the documentation comment and the signature of an interface's property say. */
interface Documented {
  readonly block: boolean;
  readonly required: boolean;
}

interface BindingClass {
  readonly base: string;
  readonly body: string;
}

const PRIMITIVES: Readonly<Record<string, CtyType>> = {
  string: "string",
  number: "number",
  boolean: "bool",
  any: "dynamic",
};

/** Reads the schema of one resource, data source or provider out of the TypeScript source of its prebuilt binding. */
export class BindingSource {
  private readonly classes = new Map<string, BindingClass>();
  private readonly hcl = new Map<string, Map<string, HclEntry>>();
  private readonly interfaces = new Map<string, Map<string, Documented>>();

  public constructor(
    source: string,
    private readonly where: string,
  ) {
    // Bindings of CDK Terrain differ in the name of the core library alone.
    for (const part of source.replace(/\bcdktn\./g, "cdktf.").split(/^(?=export (?:class|interface|function) )/m))
      this.index(part);
  }

  /** The schema of the binding's main class. */
  public block(): Block {
    for (const [name, { base }] of this.classes)
      if (/^cdktf\.Terraform(Resource|DataSource|Provider)$/.test(base)) {
        const block = this.members(name, `${name}Config`, []);
        if (base !== "cdktf.TerraformProvider") return block;
        // `alias` is Terraform's own, not the provider's.
        return { ...block, attributes: block.attributes.filter((attribute) => attribute.name !== "alias") };
      }
    throw new Error(`${this.where}: no resource, data source or provider class found in this binding`);
  }

  private index(part: string): void {
    const head = /^export (class|interface|function) (\w+)(?: extends ([\w.]+))?/.exec(part);
    if (head === null) return;
    const [, kind, name = "", base = ""] = head;
    if (kind === "class") {
      this.classes.set(name, { base, body: part });
      if (part.includes("synthesizeHclAttributes")) this.hcl.set(name, hclEntries(part));
    } else if (kind === "function" && name.endsWith("ToHclTerraform")) {
      this.hcl.set(name.slice(0, -"ToHclTerraform".length), hclEntries(part));
    } else if (kind === "interface") {
      this.interfaces.set(name, documented(part));
    }
  }

  /** Members of a class; `config` is the interface that holds its documentation, `stack` the structs around it. */
  private members(className: string, config: string, stack: readonly string[]): Block {
    const entries = this.hcl.get(stack.length === 0 ? className : lowerFirst(config)) ?? new Map<string, HclEntry>();
    const body = this.classes.get(className)?.body;
    const attributes: Attribute[] = [];
    const blocks: NestedBlock[] = [];
    for (const member of body === undefined ? this.plainMembers(config, entries) : membersOf(body)) {
      const entry = entries.get(member.name);
      const struct = this.structOf(member, entry);
      if (struct !== undefined && tooDeep(struct, stack)) continue;
      if (entry !== undefined && struct !== undefined && this.isBlock(member, entry, config))
        blocks.push(this.nestedBlock(member, entry, struct, stack));
      else attributes.push(this.attribute(member, entry, stack));
    }
    return { attributes, blocks };
  }

  /** Blocks of a provider's configuration have no class of their own: nothing refers to them. */
  private plainMembers(config: string, entries: ReadonlyMap<string, HclEntry>): Member[] {
    const properties = this.interfaces.get(config);
    if (properties === undefined) throw new Error(`${this.where}: interface ${config} is missing in this binding`);
    return [...entries.keys()].map((name) => {
      const required = properties.get(name)?.required ?? false;
      return { name, computed: false, optional: !required, required, expression: "" };
    });
  }

  private attribute(member: Member, entry: HclEntry | undefined, stack: readonly string[]): Attribute {
    return {
      name: member.name,
      type: entry === undefined ? this.getterType(member, stack) : this.hclType(member, entry, stack),
      ...(member.required && { required: true }),
      ...(member.optional && { optional: true }),
      ...(member.computed && { computed: true }),
      // Bindings do not flag write-only arguments; every provider's convention is the suffix `_wo`.
      // https://developer.hashicorp.com/terraform/language/resources/ephemeral/write-only
      ...(member.name.endsWith("_wo") && !member.computed && { writeOnly: true }),
    };
  }

  private nestedBlock(member: Member, entry: HclEntry, struct: string, stack: readonly string[]): NestedBlock {
    const nesting = entry.type === "set" || entry.type === "list" || entry.type === "map" ? entry.type : "single";
    const counted = nesting === "set" || nesting === "list";
    return {
      name: member.name,
      nesting,
      block: this.members(`${struct}OutputReference`, struct, [...stack, struct]),
      minItems: member.required && counted ? 1 : 0,
      maxItems: counted && isSingleItem(entry) ? 1 : 0,
    };
  }

  /** The struct that a member holds one or many of, if it holds any. */
  private structOf(member: Member, entry: HclEntry | undefined): string | undefined {
    const initialised = /^new (\w+)\(/.exec(member.expression)?.[1];
    const candidates =
      initialised !== undefined
        ? [initialised.replace(/OutputReference$/, ""), initialised.replace(/(List|Map)$/, "")]
        : entry !== undefined
          ? [entry.storage, entry.storage.replace(/(List|Map)$/, "")]
          : [];
    return candidates.find((name) => this.classes.has(`${name}OutputReference`) || this.hcl.has(lowerFirst(name)));
  }

  private isBlock(member: Member, entry: HclEntry, config: string): boolean {
    const mapped = /^cdktf\.listMapperHcl\(\w+, (true|false)\)/.exec(entry.mapper)?.[1];
    if (mapped !== undefined) return mapped === "true";
    if (entry.type === "list" || entry.type === "set") return isSingleItem(entry);
    return this.interfaces.get(config)?.get(member.name)?.block ?? false;
  }

  private hclType(member: Member, entry: HclEntry, stack: readonly string[]): CtyType {
    if (entry.type === "simple") return this.primitive(entry.storage);
    if (entry.type === "struct") return this.objectType(entry.storage, stack);
    const element = entry.storage.replace(/(List|Map)$/, "");
    const wraps = entry.type === "list" || entry.type === "set" || entry.type === "map" ? entry.type : undefined;
    if (wraps === undefined) throw new Error(`${this.where}: ${member.name} has the unknown type ${entry.type}`);
    return [wraps, this.storageType(element, stack)];
  }

  /** `stringMapList` and its like; an inner set can't be told from a list there and is taken as a list. */
  private storageType(storage: string, stack: readonly string[]): CtyType {
    if (this.hcl.has(lowerFirst(storage)) || this.classes.has(`${storage}OutputReference`))
      return this.objectType(storage, stack);
    const suffix = /(List|Map)$/.exec(storage)?.[1];
    if (suffix === undefined) return this.primitive(storage);
    return [suffix === "List" ? "list" : "map", this.storageType(storage.slice(0, -suffix.length), stack)];
  }

  private getterType(member: Member, stack: readonly string[]): CtyType {
    const { expression } = member;
    const collection = /this\.get(String|Number|Boolean|Any)?(List|Map|StringMap)?Attribute\(/.exec(expression);
    if (collection !== null) {
      const element = this.primitive((collection[1] ?? "String").toLowerCase());
      const set = expression.includes("Fn.tolist(");
      if (collection[2] === "List") return [set ? "set" : "list", element];
      if (collection[2] === "Map") return element === "dynamic" ? "dynamic" : ["map", element];
      return element;
    }
    const builtIn = /^new cdktf\.(String|Number|Boolean|Any)((?:List|Map)+)\(this, "\w+"(?:, (true|false))?/.exec(
      expression,
    );
    if (builtIn !== null) {
      const [, element = "", wrappers = "", set] = builtIn;
      const type = this.storageType(element.toLowerCase() + wrappers, stack);
      return set === "true" && Array.isArray(type) && type[0] === "list" ? ["set", type[1] as CtyType] : type;
    }
    const own = /^new (\w+)\(this, "\w+"(?:, (true|false))?/.exec(expression);
    if (own !== null) return this.classType(own[1] ?? "", own[2] === "true", stack);
    // Bindings leave out a few very large attributes and keep an untyped one in their place.
    // https://github.com/hashicorp/terraform-cdk/blob/main/packages/%40cdktf/provider-generator/lib/get/generator/skipped-attributes.ts
    if (expression.startsWith("this.interpolationForAttribute(")) return "dynamic";
    throw new Error(`${this.where}: the type of ${member.name} can't be read from "${expression}"`);
  }

  /** A computed member's own class: one object, or a list, set or map of objects, or a list of lists. */
  private classType(className: string, set: boolean, stack: readonly string[]): CtyType {
    const found = this.classes.get(className);
    switch (found?.base) {
      case "cdktf.ComplexObject":
        return this.objectType(className.replace(/OutputReference$/, ""), stack);
      case "cdktf.ComplexList":
        return [set ? "set" : "list", this.objectType(className.replace(/List$/, ""), stack)];
      case "cdktf.ComplexMap":
        return ["map", this.objectType(className.replace(/Map$/, ""), stack)];
      case "cdktf.MapList": {
        const element = /public get\(index: number\): (\w+)/.exec(found.body)?.[1] ?? "";
        return [set ? "set" : "list", this.classType(element, false, stack)];
      }
      default:
        throw new Error(`${this.where}: class ${className} has an unknown base ${found?.base ?? "(missing)"}`);
    }
  }

  private objectType(struct: string, stack: readonly string[]): CtyType {
    if (tooDeep(struct, stack)) return ["object", {}];
    const block = this.members(`${struct}OutputReference`, struct, [...stack, struct]);
    const members: Record<string, CtyType> = {};
    for (const attribute of block.attributes) members[attribute.name] = attribute.type;
    for (const nested of block.blocks)
      throw new Error(`${this.where}: block ${nested.name} inside attribute ${struct}`);
    return ["object", members];
  }

  private primitive(name: string): CtyType {
    const type = PRIMITIVES[name];
    if (type === undefined) throw new Error(`${this.where}: unknown primitive type "${name}"`);
    return type;
  }
}

/** Only blocks can be limited to one, and only those are shown as one object instead of a list. */
function isSingleItem(entry: HclEntry): boolean {
  return !entry.mapper.startsWith("cdktf.listMapperHcl(");
}

function documented(part: string): Map<string, Documented> {
  const properties = new Map<string, Documented>();
  const pattern = /^ {2}\/\*\*\n((?: {2}\*.*\n)*?) {2}\*\/\n {2}readonly \w+(\??):/gm;
  for (const [, comment = "", optional] of part.matchAll(pattern)) {
    const name = /\{@link \S+#\w+ \w+#(\w+)\}/.exec(comment)?.[1];
    if (name === undefined) continue;
    properties.set(name, { block: comment.includes(`* ${name} block\n`), required: optional === "" });
  }
  return properties;
}

function tooDeep(struct: string, stack: readonly string[]): boolean {
  return stack.filter((name) => name === struct).length >= RECURSION_LEVELS;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function hclEntries(part: string): Map<string, HclEntry> {
  const entries = new Map<string, HclEntry>();
  const pattern =
    /^ +(\w+): \{\n +value: (?:\S+ === undefined \? null : )?(.*),\n +isBlock: \w+,\n +type: "(\w+)",\n +storageClassType: "(\w+)",$/gm;
  for (const [, name = "", mapper = "", type = "", storage = ""] of part.matchAll(pattern))
    entries.set(name, { mapper, type, storage });
  return entries;
}

function membersOf(body: string): Member[] {
  const members: Member[] = [];
  const pattern =
    /^ {2}\/\/ (\w+) - computed: (\w+), optional: (\w+), required: (\w+)\n((?:(?!^ {2}\/\/ ).*\n){1,4})/gm;
  for (const [, name = "", computed, optional, required, lines = ""] of body.matchAll(pattern)) {
    const expression = / = (new .*);/.exec(lines)?.[1] ?? /return (.*);/.exec(lines)?.[1] ?? "";
    members.push({
      name,
      computed: computed === "true",
      optional: optional === "true",
      required: required === "true",
      expression,
    });
  }
  return members;
}
