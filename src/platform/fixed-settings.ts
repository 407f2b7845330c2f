import { Construct } from "constructs";
import { FixedSetting } from "../core/fixed-setting";

export interface FixedPlatformSettings {
  readonly prefix: string;
  /** The setting that says where the resources are: `region`, `location`. */
  readonly setting: string;
  /** Its value; may be a token that is known when Terraform plans. */
  readonly region: string;
}

const LOST =
  "cannot be changed after the first deploy: a change would recreate bucket and database without their data.";
const REMEDY = "Set it back, or deploy another environment beside this one.";

/** Refuses the changes that would move a platform to other names or to another region, and leave its data behind. */
export function fixPlatformSettings(scope: Construct, { prefix, setting, region }: FixedPlatformSettings): void {
  const fixed = new Construct(scope, "FixedSettings");
  new FixedSetting(fixed, "Prefix", { value: prefix, message: `prefix ${LOST} ${REMEDY}` });
  new FixedSetting(fixed, "Region", { value: region, message: `${setting} ${LOST} ${REMEDY}` });
}
