import { DefaultTokenResolver, StringConcat, Testing, Tokenization, type TerraformStack } from "cdktf";

type Block = Record<string, unknown>;

/** The parts of a synthesized stack that tests look at. */
export interface Synthesized {
  readonly resource: Record<string, Record<string, Block>>;
  readonly data: Record<string, Record<string, Block>>;
  readonly output: Record<string, Block>;
}

/** The stack's JSON, its validations run. */
export function synthesized(stack: TerraformStack): Synthesized {
  const json = JSON.parse(Testing.synth(stack, true)) as Partial<Synthesized>;
  return { resource: json.resource ?? {}, data: json.data ?? {}, output: json.output ?? {} };
}

/** All resources of a type. */
export function all(stack: TerraformStack, type: string): Block[] {
  return Object.values(synthesized(stack).resource[type] ?? {});
}

/** The only resource of a type. */
export function one(stack: TerraformStack, type: string): Block {
  const blocks = all(stack, type);
  expect(blocks).toHaveLength(1);
  return blocks[0] ?? {};
}

/** The address of the only resource of a type: `snowflake_database.X`. */
export function addressOf(stack: TerraformStack, type: string): string {
  const names = Object.keys(synthesized(stack).resource[type] ?? {});
  expect(names).toHaveLength(1);
  return `${type}.${names[0]}`;
}

/** The text as it would stand in the stack's JSON. */
export function resolved(stack: TerraformStack, text: string): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return String(Tokenization.resolve(text, { scope: stack, resolver }));
}
