import { rules } from "../../../../src/rehearsal/clouds/aws";
import { SimulatedCloud } from "../simulated";

/** The simulated AWS provider in this process. */
export class AwsProvider extends SimulatedCloud {
  constructor(types: readonly string[]) {
    super(rules, types, { region: "eu-central-1" });
  }
}
