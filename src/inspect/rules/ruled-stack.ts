import { objectOf } from "../../core/json";
import { Resolver } from "../sql/resolver";
import { StackGraph, type Block, type SynthesizedStack } from "../stack";

/** An API integration of Snowflake, and what uses it. */
export interface Integration {
  readonly block: Block;
  /** `aws`, `azure` or `google`, from `api_provider`. */
  readonly cloud: string;
  /** The URL prefixes that it admits, resolved. */
  readonly prefixes: readonly string[];
  readonly blockedPrefixes: readonly string[];
  readonly functions: readonly Block[];
}

/** Dotted paths, without indexes, of the attributes of a type that hold secrets; `provider.<name>` for a provider's configuration. */
export type SensitiveAttributes = (type: string) => readonly string[];

const GATEWAY = /^(aws_api_gateway|azurerm_api_management|google_api_gateway)_?/;

/** A synthesized stack as the rules read it. */
export class RuledStack {
  public readonly integrations: readonly Integration[];
  private readonly resolver: Resolver;
  private readonly graph: StackGraph;

  constructor(
    public readonly stack: SynthesizedStack,
    public readonly sensitive: SensitiveAttributes,
  ) {
    this.resolver = new Resolver(stack);
    this.graph = StackGraph.of(stack);
    this.integrations = this.all("snowflake_api_integration").map((block) => this.integration(block));
  }

  /** The resources of a type. */
  public all(type: string): Block[] {
    return this.stack.resources.filter((block) => block.type === type);
  }

  /**
   * A value with its references replaced by what the configuration says; a reference that only a deploy knows becomes a text that is the
   * same wherever it stands, so that values can be compared.
   */
  public text(value: unknown): string {
    return typeof value === "string" ? this.resolver.resolve(value) : "";
  }

  public texts(value: unknown): string[] {
    return [value].flat().flatMap((each) => (typeof each === "string" ? [this.text(each)] : []));
  }

  /** Whether a value names a resource: by a reference, or by the name that the configuration gives it. */
  public names(value: unknown, block: Block, attribute = "name"): boolean {
    if (typeof value !== "string") return false;
    const name = block.values[attribute];
    return refersTo(value, block) || (typeof name === "string" && this.text(value) === this.text(name));
  }

  /** The resources of gateways behind an integration: those that its URLs, or those of its functions, refer to. */
  public gatewayOf({ block, functions }: Integration): Block[] {
    const found = new Set<string>();
    const visit = (address: string) => {
      for (const next of this.graph.dependencies(address)) {
        const type = this.stack.block(next)?.type ?? "";
        if (!GATEWAY.test(type) || found.has(next)) continue;
        found.add(next);
        visit(next);
      }
    };
    for (const { address } of [block, ...functions]) visit(address);
    return this.stack.resources.filter(({ address }) => found.has(address));
  }

  /** The resources of a type that refer to another one. */
  public referring(type: string, to: Block): Block[] {
    return this.all(type).filter(({ address }) => this.graph.dependencies(address).includes(to.address));
  }

  private integration(block: Block): Integration {
    const { api_provider: provider, api_allowed_prefixes: allowed, api_blocked_prefixes: blocked } = block.values;
    const [cloud = ""] = /aws|azure|google/.exec(this.text(provider)) ?? [];
    return {
      block,
      cloud,
      prefixes: this.alteredPrefixes(block) ?? this.texts(allowed),
      blockedPrefixes: this.texts(blocked),
      functions: this.all("snowflake_external_function").filter(({ values }) =>
        this.names(values.api_integration, block),
      ),
    };
  }

  /** The prefixes that a later statement sets, where the integration leaves them to it. */
  private alteredPrefixes({ address, values }: Block): string[] | undefined {
    const { ignore_changes: ignored } = objectOf(values.lifecycle);
    if (![ignored].flat().some((each) => each === "api_allowed_prefixes" || each === "all")) return undefined;
    for (const { values: execution } of this.all("snowflake_execute")) {
      const { execute } = execution;
      if (typeof execute !== "string" || !execute.includes(address)) continue;
      const [, list] = /API_ALLOWED_PREFIXES\s*=\s*\(([\s\S]*?)\)/i.exec(execute) ?? [];
      if (list !== undefined) return [...list.matchAll(/'([^']*)'/g)].map(([, prefix]) => this.text(prefix));
    }
    return undefined;
  }
}

function refersTo(value: string, { address }: Block): boolean {
  const at = value.indexOf(address);
  return at >= 0 && !/[\w-]/.test(value.charAt(at + address.length));
}
