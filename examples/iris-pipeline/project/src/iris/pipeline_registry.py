"""The project's pipelines."""

from kedro.pipeline import Pipeline, node

from iris.nodes import evaluate, split, train


def register_pipelines() -> dict[str, Pipeline]:
    return {
        "__default__": Pipeline(
            [
                node(split, ["iris", "params:split"], ["train_set", "test_set"], name="split"),
                node(train, ["train_set", "params:train"], "model", name="train"),
                node(evaluate, ["model", "test_set"], "metrics", name="evaluate"),
            ]
        )
    }
