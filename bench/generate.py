"""Generates the landing of the demo company, in the connectors' own schemas.

Harrowfen is an invented seller of demand-forecasting software to manufacturers, retailers and
logistics firms in Europe, North America and APAC, from 2024-07-01 to 2026-06-30.

    python bench/generate.py --seeds                   the demo, as dbt seeds
    python bench/generate.py --scale 10 --out DIR      DIR/<connector>/<table>.parquet
    … --out DIR --split-days                           events as DIR/<connector>/<table>/<day>.parquet
    python bench/generate.py --describe                the dirt in the demo, counted

The same scale and seed give the same rows in the same order, so the same CSV to the byte, whatever
the number of threads. (Where Parquet begins a new row group is up to the threads.)
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import duckdb
from generator.contracts import read_contracts
from generator.days import split_days
from generator.dirt import count_dirt
from generator.export import write_config_seed, write_seed_properties, write_table
from generator.world import build_world

REPOSITORY = Path(__file__).resolve().parent.parent


def say(text: str) -> None:
    """Tell the progress, one line on stderr, with the seconds since the start."""
    print(f"{time.process_time():7.1f}s cpu  {text}", file=sys.stderr, flush=True)


@contextmanager
def built_world(scale: float, seed: int, folder: Path | None = None) -> Iterator:
    """A connection to the built company, in memory; what does not fit spills into `folder`.

    A scratch folder is made there (by default in the system's) and deleted afterwards.
    """
    with tempfile.TemporaryDirectory(prefix=".generate-", dir=folder) as scratch:
        connection = duckdb.connect(config={"temp_directory": scratch})
        try:
            build_world(connection, scale, seed, say)
            yield connection
        finally:
            connection.close()


def write_seeds(seeds: Path, seed: int) -> None:
    """Write the demo (scale 1) under `seeds`: landing/<connector>/ and the config seeds."""
    tables = read_contracts(REPOSITORY / "models" / "staging")
    with built_world(1, seed) as connection:
        for connector, group in groupby(tables, key=lambda table: table.connector):
            landed = list(group)
            folder = seeds / "landing" / connector
            for table in landed:
                name = f"{connector}__{table.name}"
                rows = write_table(connection, table, folder / f"{name}.csv", "csv")
                say(f"{name}: {rows:,} rows")
            write_seed_properties(connection, landed, folder / f"_{connector}__seeds.yml")
        for name in ("fx_rates", "campaign_mapping"):
            rows = write_config_seed(connection, name, seeds / "config")
            say(f"{name}: {rows:,} rows")


def write_landing(out: Path, scale: float, seed: int, file_format: str) -> None:
    """Write a landing folder `out`/<connector>/<table>.<format>, `scale` times the demo."""
    tables = read_contracts(REPOSITORY / "models" / "staging")
    out.mkdir(parents=True, exist_ok=True)
    with built_world(scale, seed, out) as connection:
        for table in tables:
            path = out / table.connector / f"{table.name}.{file_format}"
            rows = write_table(connection, table, path, file_format)
            say(f"{table.connector}.{table.name}: {rows:,} rows")


def describe(scale: float, seed: int) -> None:
    """Print what is wrong with the data on purpose, as counted in the landing itself."""
    with built_world(scale, seed) as connection:
        for kind, count in count_dirt(connection):
            print(f"{count:>7,}  {kind}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--seeds", action="store_true", help="write the demo as dbt seeds")
    what.add_argument("--out", type=Path, metavar="DIR", help="write a landing folder")
    what.add_argument("--describe", action="store_true", help="print the dirt, counted")
    parser.add_argument("--scale", type=float, default=1.0, help="multiple of the demo (1)")
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    parser.add_argument("--split-days", action="store_true", help="a file a day of arrival")
    parser.add_argument("--seed", type=int, default=1, help="another company of the same kind")
    arguments = parser.parse_args()
    if arguments.scale <= 0:
        parser.error("--scale must be positive")
    if arguments.seeds and arguments.scale != 1:
        parser.error("seeds are the demo, at scale 1")
    if arguments.split_days and (arguments.out is None or arguments.format != "parquet"):
        parser.error("--split-days is of --out DIR and of Parquet")
    if arguments.seeds:
        write_seeds(REPOSITORY / "seeds", arguments.seed)
    elif arguments.describe:
        describe(arguments.scale, arguments.seed)
    else:
        write_landing(arguments.out, arguments.scale, arguments.seed, arguments.format)
        if arguments.split_days:
            say(f"split into {split_days(arguments.out):,} files a day")


if __name__ == "__main__":
    main()
