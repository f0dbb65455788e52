"""dbt in a process that forks from one which has imported it: that takes longer than many a run."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from unittest.mock import patch

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["dbt.cli.main", "dbt.adapters.duckdb", "metricflow.converters.msi_to_osi", "warmed"]
)


def dbt_here(command: list[str], folder: Path, environment: dict[str, str], log: Path) -> None:
    """Makes the process the command `dbt`, started in a folder and with what it prints in a file."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    with log.open("wb") as output:
        os.dup2(output.fileno(), sys.stdout.fileno())
        os.dup2(output.fileno(), sys.stderr.fileno())
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import cli

    try:
        cli(command)
    finally:
        # A fork ends without the interpreter's farewell, in which the warehouse takes in what its log holds.
        DuckDBConnectionManager.close_all_connections()


@cache
def start_server() -> None:
    """Starts the process to fork from, which looks for what it imports where PYTHONPATH says, not where this one does."""
    with patch.dict(os.environ, {"PYTHONPATH": str(Path(__file__).parent)}):
        forkserver.ensure_running()


def run_dbt(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """The exit code and the output of dbt, started in a folder with an environment."""
    start_server()
    log = folder / "output.log"
    run = FORKS.Process(target=dbt_here, args=(command, folder, environment, log))
    run.start()
    run.join()
    return run.exitcode, log.read_text()
