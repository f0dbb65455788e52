"""How long a build takes, and how much of that is dbt itself.

    python bench/build_time.py [LANDING ...]

Builds the demo, or each landing folder named, in a temporary folder and prints a table: wall and CPU
seconds of `dbt build` with all its tests, of `dbt run` alone, and of the same models' SQL run straight
in DuckDB on one connection. The last column is the share of `dbt run`'s CPU time that is not that SQL.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

PROJECT = Path(__file__).parents[1]
DBT = Path(sys.executable).with_name("dbt")


def timed_dbt(command: str, landing: str, folder: Path) -> tuple[float, float]:
    """Wall and CPU seconds of one dbt command on a landing (`seeds` or a folder).

    Raises subprocess.CalledProcessError, with dbt's output, for a run that fails.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(
        [
            str(DBT),
            command,
            *("--target-path", str(folder / "target"), "--log-path", str(folder)),
            *("--vars", json.dumps({"landing": landing})),
        ],
        cwd=PROJECT,
        env={**os.environ, "DBT_DUCKDB_PATH": str(folder / "warehouse.duckdb")},
        check=True,
        capture_output=True,
        text=True,
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def timed_sql(folder: Path) -> tuple[float, float]:
    """Wall and CPU seconds of all models' compiled SQL, in order of dependency, in the built warehouse."""
    manifest = json.loads((folder / "target" / "manifest.json").read_text())
    models = {
        key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }
    order = TopologicalSorter({key: node["depends_on"]["nodes"] for key, node in models.items()})
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("set TimeZone = 'UTC'")
        started, cpu_started = time.perf_counter(), time.process_time()
        for key in order.static_order():
            if key in models:
                node = models[key]
                connection.execute(
                    f"create or replace table {node['relation_name']} as {node['compiled_code']}"
                )
        return time.perf_counter() - started, time.process_time() - cpu_started


def main(landings: list[str]) -> None:
    """Prints the table for each landing."""
    print(f"{'landing':<12}{'build':>16}{'run':>16}{'SQL alone':>16}{'dbt share':>12}")
    for landing in landings or ["seeds"]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            build = timed_dbt("build", landing, folder)
            run = timed_dbt("run", landing, folder)
            sql = timed_sql(folder)
        times = "".join(f"{wall:>9.1f} / {cpu:>4.1f}" for wall, cpu in (build, run, sql))
        print(f"{Path(landing).name:<12}{times}{1 - sql[1] / run[1]:>11.0%}")
    print("Seconds of wall / CPU time.")


if __name__ == "__main__":
    main(sys.argv[1:])
