/**
 * The Python that migrates the database's schema to the image's version before the server starts, under a lock of PostgreSQL: servers that
 * start together on an empty or older database would create the same tables at the same time, and all but one would fail.
 *
 * It is between single quotes in a shell line and must not contain one. It uses functions of `mlflow.store.db.utils` that
 * are not part of MLflow's public API; the tests pin them.
 * @see https://github.com/mlflow/mlflow/blob/v3.17.2/mlflow/store/db/utils.py
 */
export const SCHEMA_STEP = `
import os, sys
import sqlalchemy
from alembic.script import ScriptDirectory
from mlflow import __version__
from mlflow.store.db import utils
engine = utils.create_sqlalchemy_engine_with_retry(os.environ["MLFLOW_BACKEND_STORE_URI"])
with sqlalchemy.create_engine(engine.url).connect().execution_options(isolation_level="AUTOCOMMIT") as lock:
    lock.execute(sqlalchemy.text("select pg_advisory_lock(5218420)"))
    found = utils._get_schema_version(engine)
    script = ScriptDirectory.from_config(utils._get_alembic_config(""))
    known = {revision.revision for revision in script.walk_revisions()}
    if found is not None and found not in known:
        sys.exit("mlops: the database has schema revision " + found + ", which MLflow " + __version__ + " does not know. "
            "A newer MLflow has migrated it, and there is no way back: deploy that version again, or restore the backup made before the upgrade.")
    if found != script.get_current_head():
        print("mlops: bringing the schema from " + str(found) + " to " + script.get_current_head(), flush=True)
        (utils._upgrade_db if found else utils._initialize_tables)(engine)
    print("mlops: schema revision " + script.get_current_head(), flush=True)
`.trim();
