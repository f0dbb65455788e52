"""Builds the demo company in a DuckDB database, by running this folder's SQL files in order."""

from __future__ import annotations

import math
from pathlib import Path

import duckdb

SQL_FILES = sorted(Path(__file__).parent.glob("[0-9][0-9]_*.sql"))


def build_world(
    connection: duckdb.DuckDBPyConnection, scale: float, seed: int, say=lambda text: None
) -> None:
    """Fill an empty database with the company's landing, one schema a connector, and `config`.

    `scale` multiplies people, clicks and events (1 is the demo, about 16 thousand events);
    `seed` chooses another company of the same kind. `say` is told each step.
    Raises ValueError unless scale is positive, duckdb.Error if the database is not empty.
    """
    if scale <= 0:
        raise ValueError(f"scale must be positive, not {scale}")
    connection.execute(f"set variable scale = {float(scale)}")
    connection.execute(f"set variable width = {math.ceil(math.sqrt(scale))}")
    connection.execute(f"set variable seed = {int(seed)}")
    for path in SQL_FILES:
        say(f"building {path.stem[3:]}")
        connection.execute(path.read_text(encoding="utf-8"))
