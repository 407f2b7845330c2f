"""Checks a run with MLflow's own client: it must hold exactly what is expected, and its model must load and predict.

Prints one line of JSON with what was found; ends with a message when anything differs. Needs no network but the server.
"""

import argparse
import json
import sys
from pathlib import Path

import mlflow.sklearn
from mlflow.tracking import MlflowClient
from sklearn.datasets import load_iris


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tracking-uri", required=True)
    parser.add_argument("--experiment", required=True, help="name of the experiment that must hold the run")
    parser.add_argument("--run-id", required=True)
    parser.add_argument("--expected", required=True, help="JSON file with params and metrics")
    arguments = parser.parse_args()

    expected = json.loads(Path(arguments.expected).read_text(encoding="utf-8"))
    mlflow.set_tracking_uri(arguments.tracking_uri)
    client = MlflowClient()

    experiment = client.get_experiment_by_name(arguments.experiment)
    if experiment is None:
        sys.exit(f"MLflow has no experiment {arguments.experiment!r}")
    runs = {run.info.run_id: run for run in client.search_runs([experiment.experiment_id])}
    if arguments.run_id not in runs:
        sys.exit(f"the experiment {arguments.experiment!r} has no run {arguments.run_id}; it has {sorted(runs)}")
    run = runs[arguments.run_id]

    problems = []
    if run.info.status != "FINISHED":
        problems.append(f"status is {run.info.status}, not FINISHED")
    for kind, found in (("params", run.data.params), ("metrics", run.data.metrics)):
        wanted = expected[kind]
        for name in sorted({*found, *wanted}):
            # Exact: a value that lost a digit on its way is a defect.
            if found.get(name) != wanted.get(name):
                problems.append(f"{kind}.{name} is {found.get(name)!r}, expected {wanted.get(name)!r}")
    if problems:
        sys.exit("\n".join([f"run {arguments.run_id} differs:", *problems]))

    model = mlflow.sklearn.load_model(f"runs:/{arguments.run_id}/model")
    # Without the columns' names: a model may have been trained with others.
    features, labels = load_iris(return_X_y=True)
    predictions = model.predict(features)
    print(
        json.dumps(
            {
                "status": run.info.status,
                "artifactUri": run.info.artifact_uri,
                "params": run.data.params,
                "metrics": run.data.metrics,
                "predictions": [int(label) for label in predictions[::30]],
                "accuracy": float((predictions == labels).mean()),
            }
        )
    )


if __name__ == "__main__":
    main()
