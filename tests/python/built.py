"""A warehouse as a small build leaves it, with dbt's artefacts, to publish from in well under a second."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
from conftest import PROJECT

PUBLISH = PROJECT / "scripts" / "publish.py"
TABLES = ["core.fct_leads", "core.dim_people", "funnel.funnel_daily", "kpi.kpi_values"]
STEP = "kpi.kpi_inputs"
COLUMNS = {"id": "bigint", "build": "string", "amount": "decimal(28, 6)"}
TESTS = ["test.funnelhouse.leads_add_up", "unit_test.funnelhouse.fct_leads.a_rule"]

READER = """
import json, sys, time
from pathlib import Path
import duckdb
marts, stop, renewal, pause, *tables = sys.argv[1:]
reads, mixed, opened, builds, connection = 0, 0, 0, [], None
while not Path(stop).exists():
    if connection is None:
        connection, first, opened = duckdb.connect(marts, read_only=True), None, opened + 1
    seen = {row for table in tables for row in connection.sql(f"select distinct build from {table}").fetchall()}
    seen |= set(connection.sql("select build_id from publish_meta").fetchall())
    first = first or seen
    mixed += len(seen) != 1 or seen != first
    builds += [build for build, in seen if build not in builds]
    reads += 1
    Path(f"{stop}.{renewal}").touch()
    time.sleep(float(pause))
    if int(renewal) and reads % int(renewal) == 0:
        connection.close()
        connection = None
print(json.dumps({"reads": reads, "mixed": mixed, "opened": opened, "builds": len(builds)}))
"""


@dataclass
class Project:
    """A folder with a warehouse and dbt's `target`, and the file that is published from it."""

    folder: Path
    marts: Path

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.duckdb"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_DUCKDB_PATH": str(self.warehouse),
            "FUNNELHOUSE_MARTS": self.marts.name,
        }

    def publish(self, *arguments: str, **options) -> subprocess.CompletedProcess:
        """Runs the publisher to its end; `output` is all that it said."""
        return subprocess.run(
            [sys.executable, str(PUBLISH), *arguments],
            check=False,
            cwd=self.marts.parent,
            env=self.environment,
            timeout=120,
            **options,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def start(self) -> subprocess.Popen:
        """Starts the publisher."""
        return subprocess.Popen(
            [sys.executable, str(PUBLISH)],
            cwd=self.marts.parent,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@dataclass
class Built(Project):
    """One build: its id stands in every row of its tables, so that a reader can tell it."""

    build_id: str
    rows: int = 1_000

    def __post_init__(self) -> None:
        (self.folder / "target").mkdir(parents=True, exist_ok=True)
        self.write_warehouse()
        self.write_artefacts()

    def write_warehouse(self) -> None:
        """Builds in place, as dbt does; this fails where a reader holds the warehouse."""
        with duckdb.connect(str(self.warehouse)) as connection:
            connection.execute(
                "create schema if not exists intermediate;"
                "create or replace table intermediate.int_data_span as"
                " select date '2026-06-30' as as_of_date;"
                f"create or replace view main.last_run as select '{self.build_id}' as run_id,"
                " 'seeds' as landing, 'EUR' as reporting_currency"
            )
            for table in [*TABLES, STEP]:
                connection.execute(f"create schema if not exists {table.split('.')[0]}")
                connection.execute(
                    f"create or replace table {table} as select range as id,"
                    f" '{self.build_id}' as build, (hash(range) % 1000000007)::decimal(28, 6) as amount"
                    f" from range({self.rows})"
                )

    def write_artefacts(self, manifest: dict | None = None, run: dict | None = None) -> None:
        """Writes what dbt says of the build, or what a test has made of it."""
        manifest, run = manifest or self.manifest(), run or self.run_results()
        (self.folder / "target" / "manifest.json").write_text(json.dumps(manifest))
        (self.folder / "target" / "run_results.json").write_text(json.dumps(run))

    def manifest(self) -> dict:
        models = {
            f"model.funnelhouse.{table.split('.')[1]}": {
                "resource_type": "model",
                "path": f"marts/{table.replace('.', '/')}.sql",
                "schema": table.split(".")[0],
                "alias": table.split(".")[1],
                "description": f"One row an id, of the customer's {table}.",
                "contract": {"enforced": True},
                "config": {"materialized": "table", "meta": {"published": table != STEP}},
                "columns": {
                    name: {"name": name, "data_type": kind, "description": f"What {name} means."}
                    for name, kind in COLUMNS.items()
                },
            }
            for table in [*TABLES, STEP]
        }
        test = {"resource_type": "test", "path": "", "config": {"materialized": "test"}}
        analysis = {"resource_type": "analysis", "path": "", "config": {"materialized": "view"}}
        return {
            "metadata": {"invocation_id": self.build_id},
            "nodes": {**models, TESTS[0]: test, "analysis.funnelhouse.funnel": analysis},
        }

    def run_results(self) -> dict:
        models = [name for name in self.manifest()["nodes"] if name.startswith("model.")]
        return {
            "metadata": {
                "invocation_id": self.build_id,
                "generated_at": "2026-11-25T08:00:00.000000Z",
                "dbt_version": "1.12.6",
            },
            "args": {"which": "build"},
            "results": [{"unique_id": name, "status": "success"} for name in models]
            + [{"unique_id": name, "status": "pass"} for name in TESTS],
        }


def start_readers(
    marts: Path, stop: Path, renewals: tuple[int, ...], pause: float = 0
) -> list[subprocess.Popen]:
    """Processes that read until `stop` exists and then print what they saw; each has read by now.

    One of renewal n connects anew after n reads, one of 0 never does. Between reads they pause for so many seconds.
    """
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, marts, stop, str(renewal), str(pause), *TABLES],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for renewal in renewals
    ]
    while not all(Path(f"{stop}.{renewal}").exists() for renewal in renewals):
        assert all(reader.poll() is None for reader in readers), readers[0].stderr.read()
        time.sleep(0.01)
    return readers


def whole(file: Path) -> str:
    """The build that a published file holds, after reading all of it; fails if it is not one whole build."""
    with duckdb.connect(str(file), read_only=True) as connection:
        [build] = connection.sql("select build_id from publish_meta").fetchall()
        tables = connection.sql(
            "select schema_name || '.' || table_name, rows from publish_tables order by 1"
        ).fetchall()
        assert [table for table, _ in tables] == sorted(TABLES)
        for table, rows in tables:
            assert connection.sql(
                f"select count(*), min(build), max(build), count(amount) from {table}"
            ).fetchone() == (rows, *build, *build, rows)
    return build[0]


def whole_parquet(folder: Path) -> str:
    """The same of published Parquet."""
    [build] = duckdb.sql(f"select build_id from '{folder}/main/publish_meta.parquet'").fetchall()
    for table in TABLES:
        assert duckdb.sql(
            f"select min(build), max(build) from '{folder}/{table.replace('.', '/')}.parquet'"
        ).fetchone() == (*build, *build)
    return build[0]


def leftovers(project: Project) -> list[str]:
    """What stands beside the published file that should not."""
    kept = {f".{project.marts.name}.lock", project.marts.name, f"{project.marts.stem}.parquet"}
    kept |= {"published", "target", "warehouse.duckdb"}
    return sorted(path.name for path in project.marts.parent.iterdir() if path.name not in kept)
