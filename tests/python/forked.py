"""dbt in a process that forks from one which has imported it: that takes longer than many a run."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from pathlib import Path

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["dbt.cli.main", "dbt.adapters.duckdb", "metricflow.converters.msi_to_osi"]
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


def run_dbt(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """The exit code and the output of dbt, started in a folder with an environment."""
    log = folder / "output.log"
    run = FORKS.Process(target=dbt_here, args=(command, folder, environment, log))
    run.start()
    run.join()
    return run.exitcode, log.read_text()
