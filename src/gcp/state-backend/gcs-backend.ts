import { GcsBackend, type TerraformStack } from "cdktf";
import type { GcpState } from "./settings";

/** Writes the stack's backend block; returns the address of its state. Cloud Storage locks a state by an object beside it. */
export function keepStateInGcs(stack: TerraformStack, { bucket, ...state }: GcpState, name: string): string {
  const prefix = state.prefix ?? name;
  new GcsBackend(stack, { bucket, prefix });
  return `gs://${bucket}/${prefix}/default.tfstate`;
}
