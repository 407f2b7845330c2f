"""Models with a column of each type that MLflow has, and what they say without a server.

`train` fits a scikit-learn model on the rows of a JSON file and saves it; `echo` saves a model that predicts what it was given, as Python
writes it; `score` loads either and prints its predictions for rows.
"""

import argparse
import base64
import json
import time

import mlflow
import mlflow.sklearn
import numpy as np
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.tree import DecisionTreeRegressor

TYPES = ["boolean", "integer", "long", "float", "double", "string", "binary", "datetime"]
OPTIONAL = ["float", "double", "string", "datetime"]
DTYPES = {"boolean": bool, "integer": np.int32, "long": np.int64, "float": np.float32, "double": np.float64}


def exact(value):
    if value is None:
        return np.nan
    return int(value) if isinstance(value, str) else value


def frame(rows):
    """The rows of a JSON text as the columns that the model was trained on."""
    columns = {}
    for number, kind in enumerate(TYPES):
        values = [row[number] for row in rows]
        if kind in DTYPES:
            # Text is a whole number with more digits than JSON's readers keep.
            columns[kind] = np.array([exact(v) for v in values], dtype=DTYPES[kind])
        elif kind == "binary":
            columns[kind] = [base64.b64decode(v) for v in values]
        elif kind == "datetime":
            columns[kind] = pd.to_datetime(values).astype("datetime64[ns]")
        else:
            columns[kind] = values
    return pd.DataFrame(columns)


def features(data):
    """Numbers in which a change of any single bit of any column shows."""

    def modulo(values):
        return [int(v) % 1009 for v in values]

    return np.column_stack(
        [
            data["boolean"].astype(float),
            modulo(data["integer"]),
            modulo(data["long"]),
            data["float"].astype(float),
            data["double"],
            [sum(ord(c) * (i + 1) for i, c in enumerate(v)) if isinstance(v, str) else -1 for v in data["string"]],
            [int.from_bytes(v, "big") % 1009 for v in data["binary"]],
            modulo(pd.to_datetime(data["datetime"]).astype("datetime64[ns]").astype(np.int64)),
        ]
    )


class Echo(mlflow.pyfunc.PythonModel):
    """Predicts the values of a row, or what a test asks for in the text."""

    def predict(self, context, model_input, params=None):
        asked = str(model_input["string"].iloc[0])
        if asked == "predict NaN":
            return np.full(len(model_input), np.nan)
        if asked == "predict one":
            return [1]
        if asked == "raise":
            raise ValueError("secret: " + repr(model_input["string"].tolist()))
        if asked == "raise MLflow's":
            raise mlflow.exceptions.MlflowException("secret: " + repr(model_input["string"].tolist()))
        if asked == "sleep":
            time.sleep(3)
        return [" ".join(written(model_input[kind].iloc[row]) for kind in TYPES) for row in range(len(model_input))]


def written(value):
    """A value with its exact bits; pandas has several texts that are missing."""
    if isinstance(value, (float, np.floating)):
        return f"{type(value).__name__} {float(value).hex()}"
    if isinstance(value, pd.Timestamp):
        return value.isoformat(timespec="nanoseconds")
    return repr(value)


def save(folder, data, is_echo):
    signature = ModelSignature(
        inputs=Schema([ColSpec(kind, kind, required=kind not in OPTIONAL) for kind in TYPES]),
        outputs=Schema([ColSpec("string" if is_echo else "double")]),
    )
    if is_echo:
        mlflow.pyfunc.save_model(folder, python_model=Echo(), signature=signature, pip_requirements=["mlflow"])
        return
    numbers = features(data)
    # A sum of products depends in its last bit on how many rows it is computed for; a tree does not.
    tree = DecisionTreeRegressor(random_state=7)
    model = make_pipeline(FunctionTransformer(features), tree).fit(data, numbers.sum(axis=1))
    mlflow.sklearn.save_model(
        model,
        folder,
        signature=signature,
        serialization_format="cloudpickle",
        pip_requirements=["scikit-learn"],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["train", "echo", "score"])
    parser.add_argument("--model-folder", required=True)
    parser.add_argument("--rows", required=True, help="JSON file with rows")
    arguments = parser.parse_args()
    with open(arguments.rows, encoding="utf-8") as file:
        data = frame(json.load(file))
    if arguments.action == "score":
        predictions = mlflow.pyfunc.load_model(arguments.model_folder).predict(data)
        print(json.dumps(list(np.asarray(predictions).tolist())))
    else:
        save(arguments.model_folder, data, arguments.action == "echo")
        print("[]")


if __name__ == "__main__":
    main()
