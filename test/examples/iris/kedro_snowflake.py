"""Does what kedro-snowflake 0.2.1 does around a project's nodes, with its SQL, as it needs a Python that no longer runs.

It finds the experiment before anything runs, begins the run in a task, and then gives each node a task, and so a Kedro session, of its
own. Datasets without a catalog entry go from task to task through its stage: here through the catalog that the test adds.
Prints the run's id and, of a pipeline that succeeded, its metrics.
"""

import json
import os
import sys
from pathlib import Path

from kedro.framework.project import pipelines
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project
from snowflake.snowpark.context import get_active_session

project = Path(sys.argv[1])
runtime_params = json.loads(sys.argv[2])
bootstrap_project(project)


def new_session():
    return KedroSession.create(project, runtime_params=runtime_params)


def select(sql):
    return get_active_session().sql(sql).collect()[0][0].strip(" \"'\t\r\n")


with new_session() as session:
    loader = session.load_context().config_loader
config = loader["snowflake"]["snowflake"]
connection = loader["credentials"][config["connection"]["credentials"]]
for field in ("account", "user", "password", "warehouse", "database", "schema"):
    if not connection.get(field):
        sys.exit(f"credentials.yml gives no {field}")
mlflow = config["mlflow"]
functions = mlflow["functions"]

name = mlflow["experiment_name"]
experiment = select(f"SELECT {functions['experiment_get_by_name']}('{name}'):body.experiments[0].experiment_id")
run_id = select(f"SELECT {functions['run_create']}({experiment}):body.run.info.run_id")
print(run_id, flush=True)
os.environ["SNOWFLAKE_MLFLOW_CONFIG"] = json.dumps({**mlflow, "run_id": run_id})

for node in pipelines["__default__"].nodes:
    with new_session() as session:
        session.run(node_names=[node.name])
with new_session() as session:
    print(json.dumps(session.load_context().catalog.load("metrics")))
