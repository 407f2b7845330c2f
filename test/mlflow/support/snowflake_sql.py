"""Runs Snowflake SQL from standard input ({"setup": [...], "sql": "..."}) on DuckDB; prints a JSON array a row.

MLFLOW_RUNS_LOG_BATCH is a macro that gives its arguments as JSON: what Snowflake would hand to the external function.
"""

import json
import sys
import warnings

warnings.simplefilter("ignore")
import fakesnow
import snowflake.connector

given = json.load(sys.stdin)
with fakesnow.patch():
    connection = snowflake.connector.connect(database="MLOPS", schema="MLFLOW")
    # fakesnow knows no external function; this one is defined beneath it, in DuckDB's own dialect.
    connection._duck_conn.execute("CREATE MACRO MLFLOW_RUNS_LOG_BATCH(a, b, c, d, e) AS json_array(a, b, c, d, e)")
    cursor = connection.cursor()
    for statement in given["setup"]:
        cursor.execute(statement)
    for row in cursor.execute(given["sql"]).fetchall():
        print(json.dumps(row, default=str))
