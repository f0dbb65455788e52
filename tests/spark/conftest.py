"""One landing, built twice: by Spark on a cluster of its own and by DuckDB.

LANDING names a folder of Parquet files (bench/generate.py); without it the demo's seeds are landed. DEMO names the
folder of a build of the demo by DuckDB that was made just now, with its `target`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "scripts"))

import spark

DBT = Path(sys.executable).with_name("dbt")


@dataclass
class Build:
    """The warehouse of one engine and how to run dbt on it."""

    target: str
    folder: Path
    environment: dict[str, str]

    @property
    def manifest(self) -> Path:
        return self.folder / "target" / "manifest.json"

    def command(self, *words: str) -> tuple[list[str], dict[str, str]]:
        """A command of dbt and its environment."""
        paths = {
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
        }
        return [str(DBT), *words, "--target", self.target], os.environ | self.environment | paths

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Starts dbt; its output, standard error included, is the pipe `stdout`."""
        command, environment = self.command(*words)
        return subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *words: str) -> str:
        """Runs dbt and gives its output; fails the test with it where dbt fails."""
        process = self.start(*words)
        output = process.communicate()[0]
        assert process.returncode == 0, f"dbt {' '.join(words)}:\n{output[-6000:]}"
        return output


@pytest.fixture(scope="session")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Parquet files that hold text, as both engines land it."""
    given = os.environ.get("LANDING")
    if given:
        return Path(given).resolve()
    folder = tmp_path_factory.mktemp("landing")
    for seed in sorted((PROJECT / "seeds" / "landing").glob("*/*.csv")):
        connector, _, table = seed.stem.partition("__")
        (folder / connector).mkdir(exist_ok=True)
        duckdb.execute(
            f"copy (from read_csv('{seed}', header = true, all_varchar = true))"
            f" to '{folder / connector / table}.parquet'"
        )
    return folder


@pytest.fixture(scope="session")
def cluster(landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[spark.Cluster]:
    """A cluster in which that folder has landed; what is in its catalog ends with it."""
    settings = spark.FORGETFUL | ({} if os.environ.get("LANDING") else spark.HASTY)
    running = spark.start(tmp_path_factory.mktemp("spark"), settings=settings)
    try:
        spark.land(running, landing)
        yield running
    finally:
        spark.stop(running)


@pytest.fixture(scope="session")
def on_duckdb(landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """DuckDB's warehouse, built."""
    if os.environ.get("DEMO") and not os.environ.get("LANDING"):
        return Build("duckdb", Path(os.environ["DEMO"]), {})
    folder = tmp_path_factory.mktemp("duckdb")
    warehouse = folder / "warehouse.duckdb"
    build = Build(
        "duckdb",
        folder,
        {"DBT_DUCKDB_PATH": str(warehouse), "FUNNELHOUSE_LANDING": str(landing)},
    )
    build.run("seed")
    build.run("run")
    return build


@pytest.fixture(scope="session")
def on_spark(cluster: spark.Cluster, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Spark's warehouse, with the seeds of the configuration and nothing else."""
    build = Build(
        "spark",
        tmp_path_factory.mktemp("dbt"),
        {"SPARK_PORT": str(cluster.port), "FUNNELHOUSE_LANDING": "landing"},
    )
    build.run("seed")
    return build


@pytest.fixture(scope="session")
def kpis_on_spark(on_spark: Build) -> Build:
    """Spark's warehouse, in sessions that compile: a small landing has many rows of KPIs all the same."""
    settings = {} if os.environ.get("LANDING") else spark.THOROUGH
    return replace(
        on_spark, environment=on_spark.environment | {"SPARK_SETTINGS": json.dumps(settings)}
    )
