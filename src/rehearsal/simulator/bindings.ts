import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BindingSource } from "./binding-source";
import type { Block } from "./schema";

const SCOPES = ["@cdktf", "@cdktn"];

/** An installed package of prebuilt bindings. */
export class BindingPackage {
  private folderByType: Map<string, string> | undefined;

  public constructor(
    private readonly folder: string,
    /** npm name: `@cdktf/provider-aws`. */
    public readonly name: string,
    /** npm version. */
    public readonly version: string,
  ) {}

  /** The provider's own configuration. */
  public provider(): Block {
    return this.parse("provider");
  }

  public resource(type: string): Block {
    return this.parse(this.folderOf(type, "resource"));
  }

  public dataSource(type: string): Block {
    return this.parse(this.folderOf(type, "data source"));
  }

  /** Every folder of the package that holds a binding. */
  public folders(): string[] {
    return readdirSync(join(this.folder, "lib")).filter((name) =>
      existsSync(join(this.folder, "lib", name, "index.js")),
    );
  }

  public parse(folder: string): Block {
    const file = join(this.folder, "lib", folder, "index.js");
    const structs = join(this.folder, "lib", folder, "index-structs");
    const more = existsSync(structs)
      ? readdirSync(structs)
          .filter((name) => /^structs\d+\.js$/.test(name))
          .map((name) => join(structs, name))
      : [];
    return new BindingSource([file, ...more].map(sourceOf).join("\n"), `${this.name}/lib/${folder}`).block();
  }

  private folderOf(type: string, kind: "resource" | "data source"): string {
    const short = type.slice(type.indexOf("_") + 1).replaceAll("_", "-");
    const full = type.replaceAll("_", "-");
    const guesses = kind === "resource" ? [short, full, `${short}-resource`] : [`data-${full}`];
    for (const guess of guesses) if (this.typeIn(guess) === typeKey(type, kind)) return guess;
    this.folderByType ??= new Map(this.folders().map((folder) => [this.typeIn(folder) ?? "", folder]));
    const found = this.folderByType.get(typeKey(type, kind));
    if (found === undefined) throw new Error(`${this.name} ${this.version} has no ${kind} ${type}`);
    return found;
  }

  private typeIn(folder: string): string | undefined {
    const file = join(this.folder, "lib", folder, "index.d.ts");
    if (!existsSync(file)) return undefined;
    const text = readFileSync(file, "utf8");
    const type = /static readonly tfResourceType = "(\w+)"/.exec(text)?.[1];
    if (type === undefined) return undefined;
    return typeKey(type, /extends cdkt[fn]\.TerraformDataSource/.test(text) ? "data source" : "resource");
  }
}

function typeKey(type: string, kind: string): string {
  return `${kind} ${type}`;
}

function sourceOf(file: string): string {
  const text = readFileSync(file, "utf8");
  const start = text.lastIndexOf("base64,");
  if (start < 0) throw new Error(`${file} has no inline source map: it is no prebuilt CDKTF binding`);
  const map = JSON.parse(Buffer.from(text.slice(start + "base64,".length).trim(), "base64").toString("utf8")) as {
    sourcesContent: string[];
  };
  return map.sourcesContent.join("\n");
}

/**
 * Finds the installed bindings of a provider.
 *
 * @param from - the project folder; node_modules folders are searched from there upwards
 * @param source - the provider's source address without host: `hashicorp/aws`
 * @throws Error with the npm command when they are not installed
 */
export function findBindings(from: string, source: string): BindingPackage {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const scope of SCOPES) {
      const found = searchScope(join(folder, "node_modules", scope), scope, source);
      if (found !== undefined) return found;
    }
    if (dirname(folder) === folder) break;
  }
  const name = source.slice(source.indexOf("/") + 1);
  throw new Error(
    `No prebuilt bindings of provider ${source} are installed, and the simulator takes its schemas from them. ` +
      `Run: npm install --save-dev @cdktf/provider-${name}`,
  );
}

function searchScope(folder: string, scope: string, source: string): BindingPackage | undefined {
  if (!existsSync(folder)) return undefined;
  const guess = `provider-${source.slice(source.indexOf("/") + 1)}`;
  const names = readdirSync(folder).filter((name) => name.startsWith("provider-"));
  for (const name of [...names.filter((each) => each === guess), ...names.filter((each) => each !== guess)]) {
    const manifest = join(folder, name, "package.json");
    if (!existsSync(manifest)) continue;
    const data = JSON.parse(readFileSync(manifest, "utf8")) as {
      version: string;
      cdktf?: { provider?: { name?: string } };
      cdktn?: { provider?: { name?: string } };
    };
    if ((data.cdktf ?? data.cdktn)?.provider?.name?.endsWith(`/${source}`))
      return new BindingPackage(join(folder, name), `${scope}/${name}`, data.version);
  }
  return undefined;
}
