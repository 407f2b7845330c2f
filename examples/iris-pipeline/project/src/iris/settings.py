"""Kedro's settings of the project."""

from iris.hooks import TrackingHooks

HOOKS = (TrackingHooks(),)

CONFIG_LOADER_ARGS = {
    "base_env": "base",
    "default_run_env": "local",
    # Where kedro-snowflake looks for its configuration.
    "config_patterns": {"snowflake": ["snowflake*"]},
}
