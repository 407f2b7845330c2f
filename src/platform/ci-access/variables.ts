import { CiSystem } from "./settings";
import { ciEnvironments, type CiPurpose } from "./subjects";

/** What the jobs of a purpose sign in with. */
export interface CiSignIn {
  /** Name of the platform's environment: `azure-dev`. */
  readonly environment: string;
  readonly purpose: CiPurpose;
  /** Variables of the pipeline; none is a secret. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Where a system keeps variables of one environment. */
const PLACES: Readonly<Record<CiSystem, string>> = {
  [CiSystem.GITHUB]: "GitHub, variables of environment",
  [CiSystem.GITLAB]: "GitLab, variables with environment scope",
  [CiSystem.AZURE_DEVOPS]: "Azure DevOps, variable group of service connection",
};

/** The lines to paste into a pipeline's variables: a comment for each place, then `NAME=value`. */
export function ciVariableLines(system: CiSystem, signIns: readonly CiSignIn[]): string {
  return signIns
    .map(({ environment, purpose, variables }) => {
      const places = ciEnvironments(environment, purpose).join(" and ");
      const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
      return [`# ${PLACES[system]} ${places}`, ...lines].join("\n");
    })
    .join("\n\n");
}
