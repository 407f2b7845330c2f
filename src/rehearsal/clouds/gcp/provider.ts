import { text } from "../../simulator/readers";
import type { ValidateContext } from "../../simulator/rule";
import { UNKNOWN } from "../../simulator/value";
import { projectOf } from "./session";

/**
 * The provider's own configuration. `GOOGLE_PROJECT` of the simulated login stands in for a project that is not given. google and
 * google-beta act on one simulated project: a stack that spreads over two cannot be rehearsed, and is not passed off as one that can.
 * @see https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/provider_reference
 */
export function validateProvider({ account, config, error }: ValidateContext): void {
  if (config.project === UNKNOWN) return;
  const project = text(config, "project");
  const known = projectOf(account, project);
  if (project !== undefined && project !== known)
    error(`the providers google and google-beta need one project: ${known} and ${project} are two`, "project");
}
