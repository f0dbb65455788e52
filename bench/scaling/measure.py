"""Runs SQL in a process of its own and says what it took.

    python bench/scaling/measure.py < job.json

is that process: it reads a Job as JSON, runs its statements on one connection and prints a Measure. CPU time is
that of all threads of the process, memory the largest resident set it ever had, so nothing else may run in it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

FORMAT = "storage_compatibility_version"


@dataclass
class Job:
    """Statements on a database file (or `:memory:`); `setup` is run first and not measured."""

    steps: list[tuple[str, str]]  # (name, SQL)
    database: str = ":memory:"
    setup: list[str] = field(default_factory=list)
    settings: dict[str, object] = field(default_factory=dict)  # of DuckDB
    fetch: bool = False  # whether the rows of each step are wanted
    log: str | None = None  # a file that gains a line with each step, for those who wait for hours


@dataclass
class Measure:
    """What a job took: seconds, bytes, and by step its name with CPU and wall seconds."""

    cpu: float
    wall: float
    peak_memory: int
    peak_step: str  # the step in which that much was held
    written: int  # to any file: the database, its log and what was spilled
    spilled: int  # the most that lay in the temporary folder at once
    database_size: int  # the largest it was after any step
    steps: list[tuple[str, float, float]]
    rows: dict[str, list]


def measured(job: Job) -> Measure:
    """Runs a job in a fresh process. Raises RuntimeError with what it said for one that fails."""
    process = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(asdict(job)),
        check=False,
        capture_output=True,
        text=True,
    )
    if process.returncode:
        raise RuntimeError(
            f"{job.database}: exit code {process.returncode}: {process.stderr.strip()[-2000:]}"
        )
    return Measure(**json.loads(process.stdout.splitlines()[-1]))


def run(job: Job) -> Measure:
    """Runs a job in this process."""
    # The format of a new file is settled as it is opened; other settings may need an extension first.
    chosen = {name: value for name, value in job.settings.items() if name == FORMAT}
    connection = duckdb.connect(job.database, config=chosen)
    for name, value in job.settings.items():
        connection.execute(f"set {name} = '{value}'")
    for statement in job.setup:
        connection.execute(statement)
    spill = Spill(job.settings.get("temp_directory"))
    steps, rows, peak, peak_step, size = [], {}, 0, "", 0
    written, wall, cpu = written_bytes(), time.perf_counter(), time.process_time()
    for name, sql in job.steps:
        step_wall, step_cpu = time.perf_counter(), time.process_time()
        result = connection.execute(sql)
        if job.fetch:
            rows[name] = result.fetchall()
        steps.append((name, time.process_time() - step_cpu, time.perf_counter() - step_wall))
        if (held := peak_memory()) > peak:
            peak, peak_step = held, name
        size = max(size, database_size(job.database))
        if job.log:
            with Path(job.log).open("a") as log:
                log.write(json.dumps([*steps[-1], held, size, spill.most]) + "\n")
    if job.database != ":memory:":
        connection.execute("checkpoint")
    measure = Measure(
        cpu=time.process_time() - cpu,
        wall=time.perf_counter() - wall,
        peak_memory=peak_memory(),
        peak_step=peak_step,
        written=written_bytes() - written,
        spilled=spill.stop(),
        database_size=0,
        steps=steps,
        rows=rows,
    )
    connection.close()
    measure.database_size = max(size, database_size(job.database))
    return measure


class Spill:
    """Watches the size of DuckDB's temporary folder, ten times a second."""

    def __init__(self, folder: str | None) -> None:
        self.folder, self.most, self.stopped = folder, 0, threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        if folder:
            self.thread.start()

    def watch(self) -> None:
        while not self.stopped.wait(0.1):
            size = 0
            for file in Path(self.folder).glob("*"):
                try:
                    # Blocks, not length: the files are sparse.
                    size += file.stat().st_blocks * 512
                except FileNotFoundError:
                    continue
            self.most = max(self.most, size)

    def stop(self) -> int:
        """The most bytes seen."""
        self.stopped.set()
        return self.most


def database_size(database: str) -> int:
    """Bytes of a database's file; 0 in memory."""
    return 0 if database == ":memory:" else Path(database).stat().st_size


def peak_memory() -> int:
    """The largest resident set of this process so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def written_bytes() -> int:
    """Bytes that this process had the disk write so far; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/io").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))


if __name__ == "__main__":
    print(json.dumps(asdict(run(Job(**json.load(sys.stdin)))), default=str))
