import { Testing } from "cdktf";
import { AzureMlopsStack, type AzureEnvironmentProps } from "../../src/azure";
import { Size } from "../../src/core";
import { Synthesized as SynthesizedStack, type Block } from "../support/synthesized";

export type { Block };

/** A synthesized stack as data, with its validations run. */
export class Synthesized extends SynthesizedStack {
  /** An environment of one stack, dev unless something else is said. */
  public static environment(props: Partial<AzureEnvironmentProps> = {}): Synthesized {
    return Synthesized.of(new AzureMlopsStack(Testing.app(), { name: "azure-dev", size: Size.DEV, ...props }));
  }
}
