"""Logs parameters, metrics and the model of a node, by dataset name. In Snowflake each node is a separate task: hooks keep no state."""

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
            # This is the last node of the pipeline: nothing else ends the run.
            run.end("FINISHED")

    @hook_impl
    def on_node_error(self) -> None:
        run = current_run()
        if run is not None:
            run.end("FAILED")
