import { DefaultTokenResolver, Op, StringConcat, TerraformStack, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";

const RESOLVER = new DefaultTokenResolver(new StringConcat());
/** Texts by stack, with their references as Terraform reads them. */
const resolved = new WeakMap<TerraformStack, Map<string, string>>();

/** What CDKTF tokens look like inside of texts; internal to the package. */
export class Tokens {
  /** Whether only Terraform knows the value, or a part of it. */
  public static isUnresolved(value: unknown): boolean {
    return Token.isUnresolved(value);
  }

  /** A number times a factor. A number that only Terraform knows is multiplied by Terraform. */
  public static times(value: number, factor: number): number {
    return Token.isUnresolved(value) ? Token.asNumber(Op.mul(value, factor)) : value * factor;
  }

  /**
   * The text with every token replaced by `x`, so that the rest of it can be checked before the deploy; undefined when its beginning
   * is a token.
   */
  public static shape(text: string): string | undefined {
    if (!Token.isUnresolved(text)) return text;
    return text.startsWith("${") ? undefined : text.replace(/\$\{[^}]*\}/g, "x");
  }

  /**
   * The text with references as Terraform reads them, if all of its tokens are references to resources in the stack of the scope. A text
   * with another token is returned as it is: CDKTF resolves it at synthesis.
   *
   * CDKTF resolves every token of every resource twice: for a text that hundreds of resources have in common, once a stack is enough.
   */
  public static ofStack(scope: IConstruct, text: string): string {
    if (!Token.isUnresolved(text)) return text;
    const stack = TerraformStack.of(scope);
    const known = resolved.get(stack) ?? new Map<string, string>();
    resolved.set(stack, known);
    const found = known.get(text);
    if (found !== undefined) return found;
    const own = Tokenization.reverseString(text).tokens.every(
      (token) => "originStack" in token && token.originStack === stack,
    );
    const written = own ? String(Tokenization.resolve(text, { scope, resolver: RESOLVER, preparing: false })) : text;
    known.set(text, written);
    return written;
  }
}
