import type { Block } from "../stack";
import type { Problem } from "./rule";
import type { Integration, RuledStack } from "./ruled-stack";

/** How the gateways of a cloud are checked. */
export interface GatewayCheck {
  /** What of the gateway behind an integration is in the stack. */
  behind(stack: RuledStack, integration: Integration): Block[];
  /** What admits others than Snowflake's identity. */
  problems(stack: RuledStack, gateway: Block, integration: Integration): Problem[];
}
