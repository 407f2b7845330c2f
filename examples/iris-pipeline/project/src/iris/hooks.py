"""What of a node goes to MLflow, by the names of its datasets. In Snowflake each node is a task of its own: nothing is kept in between."""

from __future__ import annotations

from typing import Any

from kedro.framework.hooks import hook_impl

from iris.tracking import current_run


class TrackingHooks:
    @hook_impl
    def after_node_run(self, inputs: dict[str, Any], outputs: dict[str, Any]) -> None:
        run = current_run()
        if run is None:
            return
        for name, values in inputs.items():
            if name.startswith("params:"):
                for key, value in values.items():
                    run.log_parameter(key, value)
        if "model" in outputs:
            run.log_model(outputs["model"])
        if "metrics" in outputs:
            for key, value in outputs["metrics"].items():
                run.log_metric(key, value)
            # The pipeline's last node: nobody else ends the run.
            run.end("FINISHED")

    @hook_impl
    def on_node_error(self) -> None:
        run = current_run()
        if run is not None:
            run.end("FAILED")
