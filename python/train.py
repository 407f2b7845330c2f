"""Trains a classifier on a data set that scikit-learn ships, and saves it in MLflow's format.

Prints one line of JSON with the parameters and metrics. Needs no network.
"""

import argparse
import json

import mlflow.sklearn
import sklearn
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, log_loss
from sklearn.model_selection import train_test_split

TEST_SHARE = 0.3
SEED = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model-folder", required=True, help="new folder for the model")
    arguments = parser.parse_args()

    parameters = {"C": 0.5, "solver": "lbfgs", "max_iter": 500}
    # With the columns' names, which become the model's signature: a function scores rows by it.
    features, labels = load_iris(return_X_y=True, as_frame=True)
    train_x, test_x, train_y, test_y = train_test_split(
        features, labels, test_size=TEST_SHARE, random_state=SEED, stratify=labels
    )
    model = LogisticRegression(**parameters).fit(train_x, train_y)
    predicted = model.predict(test_x)

    mlflow.sklearn.save_model(
        model,
        arguments.model_folder,
        signature=infer_signature(train_x, predicted),
        # Given, MLflow does not search for them, which would start other Pythons.
        pip_requirements=[f"scikit-learn=={sklearn.__version__}"],
    )
    print(
        json.dumps(
            {
                "dataset": "iris",
                "model": type(model).__name__,
                # MLflow keeps parameters as text.
                "params": {
                    **{name: str(value) for name, value in parameters.items()},
                    "test_share": str(TEST_SHARE),
                    "seed": str(SEED),
                },
                "metrics": {
                    "accuracy": float(accuracy_score(test_y, predicted)),
                    "f1_macro": float(f1_score(test_y, predicted, average="macro")),
                    "log_loss": float(log_loss(test_y, model.predict_proba(test_x))),
                },
            }
        )
    )


if __name__ == "__main__":
    main()
