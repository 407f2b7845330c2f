"""Runs Snowflake SQL from standard input ([{"setup": [...], "sql": "..."}, ...]) on DuckDB; prints a line a text: a JSON array of its rows.

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
    for text in given:
        for statement in text["setup"]:
            cursor.execute(statement)
        print(json.dumps(cursor.execute(text["sql"]).fetchall(), default=str))
