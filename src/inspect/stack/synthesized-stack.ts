import { isObject, objectOf, objectsOf, type JsonObject } from "../../core/json";

/** One resource or data source of a synthesized stack. */
export interface Block {
  /** `aws_s3_bucket.Platform_ArtifactStore`; the address of a data source begins with `data.`. */
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** Ids of the constructs above it and its own, without the stack's; the name if the configuration has no construct path. */
  readonly path: readonly string[];
  /** The arguments, without the metadata that CDKTF adds. */
  readonly values: JsonObject;
}

/** Where a stack keeps its state. */
export interface Backend {
  /** The backend's type: `local`, `s3`. */
  readonly type: string;
  readonly settings: JsonObject;
}

/** Reads a synthesized stack. It depends on Terraform's JSON only, so that it reads the stacks of any CDKTF project. */
export class SynthesizedStack {
  /** The stack's name. */
  public readonly name: string;
  /** Version of this package that made the stack. @default - the stack is no environment of it */
  public readonly packageVersion: string | undefined;
  /** Resources, then data sources. */
  public readonly blocks: readonly Block[];
  /** The configurations of each provider by its local name: the default one and those with an alias. */
  public readonly providers: Readonly<Record<string, readonly JsonObject[]>>;
  /** Output blocks by name. */
  public readonly outputs: Readonly<Record<string, JsonObject>>;
  public readonly locals: JsonObject;
  /** Variable blocks by name. */
  public readonly variables: Readonly<Record<string, JsonObject>>;
  /** Names of the modules that the stack calls; their resources are not in its JSON. */
  public readonly modules: readonly string[];
  /** @default - the stack has no backend: Terraform keeps the state in a local file */
  public readonly backend: Backend | undefined;
  private readonly byAddress: ReadonlyMap<string, Block>;

  /** @param json the content of the stack's `cdk.tf.json` */
  constructor(json: JsonObject) {
    const { metadata } = objectOf(json["//"]);
    const { stackName, packageVersion } = objectOf(metadata);
    this.name = typeof stackName === "string" ? stackName : "stack";
    this.packageVersion = typeof packageVersion === "string" ? packageVersion : undefined;
    this.blocks = [...blocksOf(json.resource, "managed"), ...blocksOf(json.data, "data")];
    this.byAddress = new Map(this.blocks.map((block) => [block.address, block]));
    this.providers = Object.fromEntries(
      Object.entries(objectOf(json.provider)).map(([name, value]) => [name, objectsOf(value)]),
    );
    this.outputs = Object.fromEntries(namedObjects(json.output));
    this.locals = objectOf(json.locals);
    this.variables = Object.fromEntries(namedObjects(json.variable));
    this.modules = Object.keys(objectOf(json.module));
    const [backend] = namedObjects(objectOf(json.terraform).backend);
    this.backend = backend === undefined ? undefined : { type: backend[0], settings: backend[1] };
  }

  public get resources(): Block[] {
    return this.blocks.filter(({ mode }) => mode === "managed");
  }

  public get dataSources(): Block[] {
    return this.blocks.filter(({ mode }) => mode === "data");
  }

  /** The resource or data source of an address. */
  public block(address: string): Block | undefined {
    return this.byAddress.get(address);
  }
}

/** The entries of an object whose values are objects too. */
function namedObjects(value: unknown): [string, JsonObject][] {
  return Object.entries(objectOf(value)).flatMap(([name, inner]) =>
    isObject(inner) ? [[name, inner] satisfies [string, JsonObject]] : [],
  );
}

function blocksOf(json: unknown, mode: Block["mode"]): Block[] {
  return namedObjects(json).flatMap(([type, byName]) =>
    namedObjects(byName).map(([name, { "//": comment, ...values }]) => ({
      address: `${mode === "data" ? "data." : ""}${type}.${name}`,
      mode,
      type,
      name,
      path: pathOf(comment) ?? [name],
      values,
    })),
  );
}

function pathOf(comment: unknown): string[] | undefined {
  const { path } = objectOf(objectOf(comment).metadata);
  return typeof path === "string" ? path.split("/").slice(1) : undefined;
}
