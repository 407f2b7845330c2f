import type { Row } from "../../core/checks";
import { OBJECT_ID } from "../rules";
import type { DeployerSettings } from "./settings";

/** Requirements on who deploys. A value that only Terraform knows could differ between a plan and its deploy. */
export const DEPLOYER_ROWS: readonly Row<DeployerSettings>[] = [
  { field: "deployerObjectId", rule: OBJECT_ID, synthesis: true },
];
