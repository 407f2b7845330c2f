import { SCHEMA_STEP } from "./schema-step";

/** Name of the environment variable that holds the layer's source. */
export const LAYER_VARIABLE = "MLOPS_SERVER_LAYER";

/**
 * The command of the MLflow container: brings the schema to the image's state, writes the layer where MLflow's plugin mechanism finds it,
 * and becomes the server. A package on PYTHONPATH with its metadata is all that the mechanism needs.
 * @see https://mlflow.org/docs/latest/ml/plugins/
 */
export const SERVER_COMMAND = [
  "sh",
  "-ec",
  `
python -c '${SCHEMA_STEP}'
layer=$(mktemp -d)
mkdir "$layer/mlops-1.dist-info"
printf "Metadata-Version: 2.1\\nName: mlops\\nVersion: 1\\n" > "$layer/mlops-1.dist-info/METADATA"
printf "[mlflow.app]\\nmlops = mlops_layer:app\\n" > "$layer/mlops-1.dist-info/entry_points.txt"
printf "%s\\n" "$${LAYER_VARIABLE}" > "$layer/mlops_layer.py"
export PYTHONPATH="$layer"
exec mlflow server --app-name mlops
`.trim(),
];
