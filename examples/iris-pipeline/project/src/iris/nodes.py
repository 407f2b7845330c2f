"""The nodes of the pipeline. They use neither Snowflake nor MLflow, so that they run anywhere."""

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, log_loss
from sklearn.model_selection import train_test_split

# 0 is setosa, 1 is versicolor, 2 is virginica.
LABEL = "species"


def split(iris: pd.DataFrame, options: dict) -> tuple[pd.DataFrame, pd.DataFrame]:
    train_set, test_set = train_test_split(
        iris, test_size=options["test_share"], random_state=options["seed"], stratify=iris[LABEL]
    )
    return train_set, test_set


def train(train_set: pd.DataFrame, options: dict) -> LogisticRegression:
    return LogisticRegression(**options).fit(train_set.drop(columns=LABEL), train_set[LABEL])


def evaluate(model: LogisticRegression, test_set: pd.DataFrame) -> dict[str, float]:
    features, labels = test_set.drop(columns=LABEL), test_set[LABEL]
    predicted = model.predict(features)
    return {
        "accuracy": float(accuracy_score(labels, predicted)),
        "f1_macro": float(f1_score(labels, predicted, average="macro")),
        "log_loss": float(log_loss(labels, model.predict_proba(features))),
    }
