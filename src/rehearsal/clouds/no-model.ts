/** Before a training there is no model to serve, whatever the caller's own variables name. */
export const NO_MODEL = { MLOPS_MODEL_LOCATION: "", MLOPS_MODEL_IMAGE: "" };

/** The variables of a model that a caller has set: what needs no model that scores, such as a rehearsal of faults, takes them as they are. */
export function givenModel(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.keys(NO_MODEL).map((name) => [name, environment[name] ?? ""]));
}
