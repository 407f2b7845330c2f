/** The variables of one environment or service connection of a pipeline. */
export interface CiVariables {
  /** Name of the environment, or of the service connection. */
  readonly environment: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Lines to copy into the settings of a pipeline: for each environment its variables as `NAME=value`. */
export function ciVariableLines(all: readonly CiVariables[]): string {
  return all
    .map(({ environment, variables }) =>
      [`# ${environment}`, ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)].join("\n"),
    )
    .join("\n\n");
}
