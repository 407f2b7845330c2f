import { that, type Rule } from "../../core/rules";

const LOCATION = /^[A-Za-z0-9_.=@+-]+(\/[A-Za-z0-9_.=@+-]+)*$/;
const FIND_IT =
  "MLflow's UI shows the location at the model as artifact location, and mlflow.MlflowClient().get_model_version(name, version).source names the model; use the part below the artifact prefix, for example 3/models/m-0123456789abcdef/artifacts";

/** A model by name or by run is a question to the MLflow server, which synthesis does not ask. */
export const NO_REFERENCE: Rule = that(
  (model) => !/^(models|runs):\//.test(String(model)),
  "be a location, not a models:/ or runs:/ URI: only the MLflow server knows where such a model is, and an alias can move without a deploy",
  FIND_IT,
);

export const BELOW_PREFIX: Rule = that(
  (model) => !/^[a-z0-9+.-]+:\/\//i.test(String(model)) || /^(models|runs):\//.test(String(model)),
  "be a location below the artifact prefix, without bucket and prefix",
  "Use for example 3/models/m-0123456789abcdef/artifacts",
);

export const LOCATION_FORM: Rule = that(
  (model) => /^[a-z0-9+.-]+:\//i.test(String(model)) || (LOCATION.test(String(model)) && !hasDots(String(model))),
  "be letters, digits and _ . = @ + -, with / between segments, not at either end, and without . and .. as segments",
  "Use for example 3/models/m-0123456789abcdef/artifacts",
);

function hasDots(location: string): boolean {
  return location.split("/").some((segment) => segment === "." || segment === "..");
}
