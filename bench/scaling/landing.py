"""The landings of the benchmark: made when first asked for, and counted."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
from generator.contracts import Table, read_contracts
from generator.days import EVENT_TABLES

from scaling import BENCH, PROJECT

# By their event rows: 1, 20 and 200 million. The number is the multiple of the demo.
SIZES = {"S": 52.0, "M": 1100.0, "L": 11000.0}


def scale_of(size: str) -> float:
    """The scale of a size by name or number. Raises ValueError for neither."""
    if size.upper() in SIZES:
        return SIZES[size.upper()]
    try:
        scale = float(size)
    except ValueError:
        scale = 0.0
    if not scale > 0:
        raise ValueError(
            f"SIZE is {', '.join(SIZES)} or a positive multiple of the demo, not {size}."
        )
    return scale


def land(size: str, cache: Path) -> Path:
    """The folder with the landing of a size; generated into `cache` unless it is there.

    A landing whose writing was interrupted is no landing: it gets its name when it is whole. One that an
    older generator made lacks what has been landed since, and goes.
    """
    name = f"landing-{scale_of(size):g}"
    folder = cache / f"{name}-{generator_version()}"
    if not folder.exists():
        for old in cache.glob(f"{name}-*"):
            shutil.rmtree(old)
        draft = cache / f".{folder.name}"
        shutil.rmtree(draft, ignore_errors=True)
        subprocess.run(
            [
                *(sys.executable, str(BENCH / "generate.py")),
                *("--scale", f"{scale_of(size):g}", "--out", str(draft)),
            ],
            check=True,
        )
        draft.rename(folder)
    return folder


def generator_version() -> str:
    """What changes with the generator and with the contracts that it lands tables under."""
    files = [BENCH / "generate.py", *sorted((BENCH / "generator").glob("*.*"))]
    files += sorted((PROJECT / "models" / "staging").rglob("_*__sources.yml"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def landed(landing: Path) -> list[tuple[Table, str]]:
    """Each table of the contract that a landing folder has, and its Parquet file or files for read_parquet."""
    found = []
    for table in read_contracts(PROJECT / "models" / "staging"):
        file = landing / table.connector / f"{table.name}.parquet"
        if file.exists():
            found.append((table, str(file)))
        elif file.with_suffix("").is_dir():
            found.append((table, str(file.with_suffix("") / "*.parquet")))
    return found


def count_rows(landing: Path) -> dict[str, int]:
    """Landed rows, duplicates included: `event_rows` (those of EVENT_TABLES), `rows`, and `bytes` of the files."""
    events = rows = 0
    with duckdb.connect() as connection:
        for table, files in landed(landing):
            [(count,)] = connection.sql(
                f"select sum(num_rows) from parquet_file_metadata('{files}')"
            ).fetchall()
            rows += count
            events += count if (table.connector, table.name) in EVENT_TABLES else 0
    size = sum(file.stat().st_size for file in landing.rglob("*.parquet"))
    return {"event_rows": int(events), "rows": int(rows), "bytes": size}


def views(landing: Path) -> list[str]:
    """Statements that show the landing as the database `landed`, one schema a connector, one view a table."""
    tables = landed(landing)
    return [
        "attach ':memory:' as landed",
        *(f"create schema landed.{name}" for name in sorted({t.connector for t, _ in tables})),
        *(
            f"create view landed.{table.connector}.{table.name} as"
            f" select * from read_parquet('{files}', union_by_name = true)"
            for table, files in tables
        ),
    ]
