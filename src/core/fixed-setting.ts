import { Op, ref } from "cdktf";
import type { Construct } from "constructs";
import { TerraformData } from "./terraform-data";

export interface FixedSettingProps {
  /** The value as it is set now; may be a token. */
  readonly value: string;
  /** What is fixed, why, and what to do: the message of a plan that would change it. */
  readonly message: string;
}

/**
 * Remembers in the state the value with which a platform was first deployed, and fails the plan of a deploy with another one. To accept
 * another value, replace the resource: `terraform apply -replace=<address>`.
 */
export class FixedSetting extends TerraformData {
  constructor(scope: Construct, id: string, { value, message }: FixedSettingProps) {
    super(scope, id, {
      input: { value },
      lifecycle: {
        ignoreChanges: ["input"],
        postcondition: [{ condition: Op.eq(ref("self.input.value"), value), errorMessage: message }],
      },
    });
  }
}
