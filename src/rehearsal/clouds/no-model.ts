/** Before a training there is no model to serve, whatever the caller's own variables name. */
export const NO_MODEL = { MLOPS_MODEL_LOCATION: "", MLOPS_MODEL_IMAGE: "" };
