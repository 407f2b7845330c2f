"""The MLflow run of a pipeline in Snowflake. kedro-snowflake creates it; the platform's SQL functions log to it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


def current_run() -> Run | None:
    """The run that kedro-snowflake created; None without one, as in `kedro run` on a laptop."""
    config = os.environ.get("SNOWFLAKE_MLFLOW_CONFIG")
    return None if config is None else Run(json.loads(config))


class Run:
    def __init__(self, config: dict[str, Any]) -> None:
        # Available in Snowflake only.
        from snowflake.snowpark.context import get_active_session

        self._session = get_active_session()
        self._config = config
        self._id = config["run_id"]

    def log_parameter(self, key: str, value: Any) -> None:
        self._select("run_log_parameter", self._id, key, str(value))

    def log_metric(self, key: str, value: float) -> None:
        self._select("run_log_metric", self._id, key, value)

    def log_model(self, model: Any) -> None:
        """Uploads a scikit-learn model to the model stage, in the folder of the run's artifacts."""
        import mlflow.sklearn
        import sklearn

        answer = self._select("experiment_get_by_name", self._config["experiment_name"])
        experiment_id = answer["body"]["experiments"][0]["experiment_id"]
        with TemporaryDirectory() as folder:
            local = Path(folder, "model")
            # Without pip_requirements, MLflow starts another Python to find them.
            mlflow.sklearn.save_model(model, local, pip_requirements=[f"scikit-learn=={sklearn.__version__}"])
            target = f"{self._config['stage']}/{experiment_id}/{self._id}/artifacts/model/"
            self._session.file.put(f"{local}/*", target, auto_compress=False)

    def end(self, status: str) -> None:
        self._select("run_update", self._id, status)

    def _select(self, function: str, *arguments: Any) -> Any:
        """Calls one of the five functions with bound values, so that quotes in a value are safe."""
        call = f"{self._config['functions'][function]}({', '.join('?' * len(arguments))})"
        rows = self._session.sql(f"SELECT {call}", params=list(arguments)).collect()
        # A VARIANT is returned as JSON text.
        return json.loads(rows[0][0])
