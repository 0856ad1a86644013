"""A stock DuckDB with its ducklake extension (a wheel, nothing of hfao) attaches a warm tier and answers questions about it, one JSON line.

read_lake.py FOLDER   with catalog.ducklake and events/ in it
"""

import glob
import importlib.util
import json
import os
import shutil
import sys

import duckdb

folder = sys.argv[1]
package = os.path.dirname(importlib.util.find_spec("duckdb_extension_ducklake").origin)
[extension] = glob.glob(f"{package}/**/ducklake.duckdb_extension", recursive=True)


def connect():
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.execute(f"LOAD '{extension}'")
    return connection


def rows(connection, query):
    return [list(row) for row in connection.execute(query).fetchall()]


reader = connect()
reader.execute(f"ATTACH 'ducklake:{folder}/catalog.ducklake' AS lake (READ_ONLY)")
answers = {
    "counts": rows(reader, "SELECT project_id, count(*) FROM lake.observations GROUP BY ALL ORDER BY ALL"),
    "hours": rows(reader, "SELECT project_id, strftime(date_trunc('hour', start_time), '%Y-%m-%d %H'), count(*) FROM lake.observations GROUP BY ALL ORDER BY ALL"),
    "one_hour": rows(reader, "SELECT count(*) FROM lake.observations WHERE project_id = 'prj_a' AND start_time >= TIMESTAMP '2026-01-01 02:00:00' AND start_time < TIMESTAMP '2026-01-01 03:00:00'"),
    "one_row": rows(reader, "SELECT name, input, attributes['n'], tags, usage_counted, total_cost_usd, strftime(start_time, '%Y-%m-%d %H:%M:%S.%f') FROM lake.observations WHERE attributes['n'] = '7' AND project_id = 'prj_a'"),
    "by_model": rows(reader, "SELECT model, count(*) FROM lake.observations WHERE model = 'gpt-4o' GROUP BY ALL"),
    "files": len(rows(reader, "FROM ducklake_list_files('lake', 'observations')")),
    "files_of_an_hour": rows(reader, "SELECT count(DISTINCT filename) FROM lake.observations WHERE project_id = 'prj_b'")[0][0],
    "snapshots": len(rows(reader, "SELECT snapshot_id FROM ducklake_snapshots('lake')")),
}
reader.close()

# Somebody else may go on with a copy: add rows, take some away, make a table of their own.
copy = f"{folder}-copy"
shutil.copytree(folder, copy)
writer = connect()
writer.execute(f"ATTACH 'ducklake:{copy}/catalog.ducklake' AS lake (DATA_PATH '{copy}/', OVERRIDE_DATA_PATH true)")
writer.execute("INSERT INTO lake.observations (project_id, trace_id, start_time) VALUES ('prj_c', 't', TIMESTAMP '2026-01-01 02:00:00')")
writer.execute("DELETE FROM lake.observations WHERE project_id = 'prj_b'")
writer.execute("CREATE TABLE lake.mine AS SELECT 1 AS x")
answers["gone_on_with"] = rows(writer, "SELECT project_id, count(*) FROM lake.observations GROUP BY ALL ORDER BY ALL")
print(json.dumps(answers))
