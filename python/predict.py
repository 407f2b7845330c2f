"""Lets a model that train.py trained predict for its whole data set, without a server.

Prints one line of JSON: the columns, the rows, and a prediction for each. Needs no network.
"""

import argparse
import json

import mlflow.pyfunc
from sklearn.datasets import load_iris


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model-folder", required=True)
    arguments = parser.parse_args()

    features, _ = load_iris(return_X_y=True, as_frame=True)
    predictions = mlflow.pyfunc.load_model(arguments.model_folder).predict(features)
    print(
        json.dumps(
            {
                "columns": list(features.columns),
                "rows": features.to_numpy().tolist(),
                "predictions": predictions.tolist(),
            }
        )
    )


if __name__ == "__main__":
    main()
