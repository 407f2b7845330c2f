import { createHash } from "node:crypto";

/** Name of the script in its folder. */
export const SCORING_SCRIPT = "score.py";

/**
 * The server of Azure Machine Learning that calls the script; with MLflow 3.17 and scikit-learn pip finds versions of all packages on which
 * they agree.
 */
export const INFERENCE_SERVER = "azureml-inference-server-http==1.5.1";

/**
 * Scores a request by the function behind `POST /invocations` of MLflow's own scoring server, so that values are read, checked and answered as
 * on the other clouds.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-deploy-mlflow-models-online-endpoints#customize-mlflow-model-deployments
 */
export const SCRIPT = `"""Scores rows as MLflow's own scoring server does."""

import os
from pathlib import Path

import mlflow.pyfunc
from azureml_inference_server_http.api.aml_response import AMLResponse
from mlflow.exceptions import MlflowException
from mlflow.pyfunc import scoring_server

model = None


def init():
    """Loads the model; Azure keeps it somewhere below a folder that it names."""
    global model
    root = Path(os.environ["AZUREML_MODEL_DIR"])
    found = sorted(root.rglob("MLmodel"), key=lambda file: len(file.parts))
    if not found:
        raise FileNotFoundError(f"there is no MLmodel file below {root}")
    model = mlflow.pyfunc.load_model(str(found[0].parent))


def run(data):
    """Answers a request; every status but 200 becomes 424."""
    try:
        schema = model.metadata.get_input_schema()
        answer = scoring_server.invocations(data, "application/json", model, schema)
    except MlflowException as error:
        return AMLResponse(error.serialize_as_json(), error.get_http_status_code(), {"Content-Type": "application/json"})
    return AMLResponse(answer.response, answer.status, {"Content-Type": answer.mimetype})
`;

/** Changes with the script. */
export const SCRIPT_VERSION = createHash("sha256").update(SCRIPT).digest("hex").slice(0, 8);
