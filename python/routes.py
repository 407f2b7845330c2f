"""Prints the routes of the installed MLflow's REST API: a JSON list of [verb, path], path parameters as Flask writes them."""

import json

from mlflow.server.handlers import get_endpoints

routes = {(verb, path) for path, _, verbs in get_endpoints() for verb in verbs}
print(json.dumps(sorted(routes)))
