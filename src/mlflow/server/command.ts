import { SCHEMA_STEP } from "./schema-step";

/** Name of the environment variable that holds the layer's source. */
export const LAYER_VARIABLE = "MLOPS_SERVER_LAYER";

/**
 * The command of the MLflow container: migrates the schema to the image's version, writes the layer where MLflow's plugin mechanism finds
 * it, and starts the server with exec. The mechanism needs a package on PYTHONPATH with its metadata only.
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
