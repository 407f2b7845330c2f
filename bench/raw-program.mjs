// Writes, from a stack's synthesized JSON, the program that somebody without this library would write by hand: the same binding
// modules, resources, data sources, outputs and backend, and no construct of ours.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const { findBindings } = require("../dist/rehearsal/simulator/bindings.js");

const camel = (name) => name.replace(/_([a-z0-9])/g, (_all, letter) => letter.toUpperCase());

/** Values of one block: names to camelCase wherever the schema says that they are names, keys of maps as they are. */
function blockValues(block, values) {
  const attributes = new Map(block.attributes.map((attribute) => [attribute.name, attribute]));
  const blocks = new Map(block.blocks.map((nested) => [nested.name, nested]));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const nested = blocks.get(name);
      if (nested !== undefined) {
        const list = (Array.isArray(value) ? value : [value]).map((each) => blockValues(nested.block, each));
        return [camel(name), Array.isArray(value) && nested.maxItems !== 1 ? list : list[0]];
      }
      return [camel(name), typed(attributes.get(name)?.type, value)];
    }),
  );
}

function typed(type, value) {
  if (!Array.isArray(type)) return value;
  const [kind, of] = type;
  if (kind === "object" && value !== null && typeof value === "object" && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [camel(name), typed(of[name], each)]));
  }
  if ((kind === "list" || kind === "set") && Array.isArray(value)) return value.map((each) => typed(of, each));
  return value;
}

const META = ["//", "depends_on", "lifecycle", "provider", "count", "for_each", "provisioner", "connection"];

function configuration(block, values) {
  const own = Object.fromEntries(Object.entries(values).filter(([name]) => !META.includes(name)));
  const lifecycle = Object.fromEntries(
    Object.entries(values.lifecycle ?? {}).map(([name, each]) => [camel(name), each]),
  );
  return {
    ...blockValues(block, own),
    ...(values.lifecycle === undefined ? {} : { lifecycle }),
  };
}

class Writer {
  requires = new Map();

  constructor(project) {
    this.project = project;
    this.folders = new Map();
  }

  /** The class of a type: `provider-aws/lib/s3-bucket` and `S3Bucket`. */
  classOf(bindings, type, isData) {
    const key = `${bindings.name} ${isData}`;
    if (!this.folders.has(key)) this.folders.set(key, this.index(bindings));
    const found = this.folders.get(key).get(`${isData ? "data" : "resource"} ${type}`);
    if (found === undefined) throw new Error(`no binding of ${type}`);
    // Several providers have a class Subnet.
    const beta = bindings.name.endsWith("-beta") ? "Beta" : "";
    const id = `${camel(type)}${isData ? "Data" : ""}${beta}`;
    this.requires.set(id, { module: `${bindings.name}/lib/${found.folder}`, name: found.name });
    return id;
  }

  index(bindings) {
    const lib = join(this.project, "node_modules", bindings.name, "lib");
    const found = new Map();
    for (const folder of readdirSync(lib)) {
      let text;
      try {
        text = readFileSync(join(lib, folder, "index.d.ts"), "utf8");
      } catch {
        continue;
      }
      const match =
        /export declare class (\w+) extends cdktf\.(TerraformResource|TerraformDataSource) \{[\s\S]*?tfResourceType = "(\w+)"/.exec(
          text,
        );
      if (match)
        found.set(`${match[2] === "TerraformDataSource" ? "data" : "resource"} ${match[3]}`, {
          folder,
          name: match[1],
        });
    }
    return found;
  }
}

/** The program's source. */
export function rawProgram(stacks, project) {
  const writer = new Writer(project);
  const body = stacks.map(({ name, json }) => stackSource(writer, name, json));
  const requires = [...writer.requires].map(
    ([id, { module, name }]) => `const { ${name}: ${id} } = require(${JSON.stringify(module)});`,
  );
  return [
    'const { App, DataResource, TerraformStack, TerraformOutput, LocalBackend, S3Backend } = require("cdktf");',
    ...requires,
    "const app = new App();",
    ...body,
    "app.synth();",
  ].join("\n");
}

function stackSource(writer, name, json) {
  const providers = Object.entries(json.terraform.required_providers).map(([local, { source }]) => [
    local,
    findBindings(writer.project, source),
  ]);
  // By its type, or by the provider that it names: google-beta's types begin with google.
  const bindingsOf = (type, provider = type.split("_")[0]) => new Map(providers).get(provider.split(".")[0]);
  const lines = [`{ const stack = new TerraformStack(app, ${JSON.stringify(name)});`];
  for (const [local, [values]] of Object.entries(json.provider)) {
    const bindings = new Map(providers).get(local);
    const id = `${local[0].toUpperCase()}${camel(local.slice(1).replace(/-/g, "_"))}Provider`;
    writer.requires.set(id, { module: `${bindings.name}/lib/provider`, name: id });
    lines.push(
      `new ${id}(stack, ${JSON.stringify(`provider-${local}`)}, ${JSON.stringify(blockValues(bindings.provider(), values))});`,
    );
  }
  for (const [kind, isData] of [
    ["data", true],
    ["resource", false],
  ]) {
    for (const [type, byName] of Object.entries(json[kind] ?? {})) {
      if (type === "terraform_data") {
        lines.push(...Object.entries(byName).map(([id, values]) => dataResource(id, values)));
        continue;
      }
      for (const [id, { provider, ...values }] of Object.entries(byName)) {
        const bindings = bindingsOf(type, provider);
        const block = isData ? bindings.dataSource(type) : bindings.resource(type);
        const className = writer.classOf(bindings, type, isData);
        const dependsOn =
          values.depends_on === undefined ? "" : `.addOverride("depends_on", ${JSON.stringify(values.depends_on)})`;
        const overrideProvider =
          provider === undefined ? "" : `each.addOverride("provider", ${JSON.stringify(provider)});`;
        lines.push(
          `{ const each = new ${className}(stack, ${JSON.stringify(id)}, ${JSON.stringify(configuration(block, values))});`,
          `each.overrideLogicalId(${JSON.stringify(id)}); each${dependsOn}; ${overrideProvider} }`,
        );
      }
    }
  }
  for (const [id, output] of Object.entries(json.output ?? {})) {
    lines.push(
      `new TerraformOutput(stack, ${JSON.stringify(`output-${id}`)}, ${JSON.stringify(output)}).overrideLogicalId(${JSON.stringify(id)});`,
    );
  }
  lines.push("}");
  return lines.join("\n");
}

/** `terraform_data` belongs to Terraform itself: cdktf has its class. */
function dataResource(id, { input, triggers_replace: triggersReplace, lifecycle }) {
  const text = JSON.stringify(id);
  const create = `const each = new DataResource(stack, ${text}, ${JSON.stringify({ input, triggersReplace })});`;
  const add = lifecycle === undefined ? "" : `each.addOverride("lifecycle", ${JSON.stringify(lifecycle)});`;
  return `{ ${create} ${add} each.overrideLogicalId(${text}); }`;
}
