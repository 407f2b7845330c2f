"""The MLflow run of a pipeline in Snowflake. kedro-snowflake begins it; the platform's SQL functions log to it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


def current_run() -> Run | None:
    """The run that kedro-snowflake began; None where it did not, as in `kedro run` on a laptop."""
    config = os.environ.get("SNOWFLAKE_MLFLOW_CONFIG")
    return None if config is None else Run(json.loads(config))


class Run:
    def __init__(self, config: dict[str, Any]) -> None:
        # In Snowflake alone there is a session.
        from snowflake.snowpark.context import get_active_session

        self._session = get_active_session()
        self._config = config
        self._id = config["run_id"]

    def log_parameter(self, key: str, value: Any) -> None:
        self._select("run_log_parameter", self._id, key, str(value))

    def log_metric(self, key: str, value: float) -> None:
        self._select("run_log_metric", self._id, key, value)

    def log_model(self, model: Any) -> None:
        """Puts a scikit-learn model into the model stage, in the folder that MLflow gives the run below its artifacts."""
        import mlflow.sklearn
        import sklearn

        answer = self._select("experiment_get_by_name", self._config["experiment_name"])
        experiment_id = answer["body"]["experiments"][0]["experiment_id"]
        with TemporaryDirectory() as folder:
            local = Path(folder, "model")
            # Given, MLflow does not search for the requirements, which would start another Python.
            mlflow.sklearn.save_model(model, local, pip_requirements=[f"scikit-learn=={sklearn.__version__}"])
            target = f"{self._config['stage']}/{experiment_id}/{self._id}/artifacts/model/"
            self._session.file.put(f"{local}/*", target, auto_compress=False)

    def end(self, status: str) -> None:
        self._select("run_update", self._id, status)

    def _select(self, function: str, *arguments: Any) -> Any:
        """Calls one of the five functions with bound values: a quote in one of them breaks nothing."""
        call = f"{self._config['functions'][function]}({', '.join('?' * len(arguments))})"
        rows = self._session.sql(f"SELECT {call}", params=list(arguments)).collect()
        # A VARIANT comes as JSON text.
        return json.loads(rows[0][0])
