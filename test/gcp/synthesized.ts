import { Testing } from "cdktf";
import { Size } from "../../src/core";
import { GcpMlopsStack, type GcpEnvironmentProps } from "../../src/gcp";
import { Synthesized as SynthesizedStack, type Block } from "../support/synthesized";

export type { Block };

/** A synthesized stack as data, with its validations run. */
export class Synthesized extends SynthesizedStack {
  /** An environment of one stack, dev unless something else is said. */
  public static environment(props: Partial<GcpEnvironmentProps> = {}): Synthesized {
    return Synthesized.of(new GcpMlopsStack(Testing.app(), { name: "gcp-dev", size: Size.DEV, ...props }));
  }
}
