import { Testing } from "cdktf";
import { Size } from "../../src/core";
import { AwsMlopsStack, type AwsEnvironmentProps } from "../../src/aws";
import { Synthesized as SynthesizedStack, type Block } from "../support/synthesized";

export type { Block };

/** A synthesized stack as data, with its validations run. */
export class Synthesized extends SynthesizedStack {
  /** An environment of one stack, dev unless something else is said. */
  public static environment(props: Partial<AwsEnvironmentProps> = {}): Synthesized {
    return Synthesized.of(new AwsMlopsStack(Testing.app(), { name: "aws-dev", size: Size.DEV, ...props }));
  }
}

/** The statements of a policy document. */
export function statements(document: unknown): Block[] {
  return (JSON.parse(String(document)) as { Statement: Block[] }).Statement;
}
