"""The limits: what reading the needed columns alone takes, as SQL.

A scan takes the hash of every value, since a count or a largest value would be read off a file's statistics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from generator.contracts import Table

from scaling import PROJECT
from scaling.landing import landed


def scan(source: str, columns: Iterable[str]) -> str:
    """A query that decodes the columns of a table or of Parquet files, and nothing else."""
    return f"""select {", ".join(f'bit_xor(hash("{name}"))' for name in columns)} from {source}"""


def scan_landing(landing: Path) -> list[tuple[str, str]]:
    """(table, scan of the columns that the models need of it) of each landed table."""
    return [
        (f"{table.connector}.{table.name}", scan(f"read_parquet('{files}')", needed(table)))
        for table, files in landed(landing)
    ]


def needed(table: Table) -> list[str]:
    """The contract's columns that the staging model uses, and those by which rows are told apart."""
    model = PROJECT / f"models/staging/{table.connector}/stg_{table.connector}__{table.name}.sql"
    used = words(model.read_text()) | {*table.key, "_fivetran_synced", "is_deleted"}
    return [name for name in table.columns if name in used]


def scan_named(landing: Path, sql: str) -> list[tuple[str, str]]:
    """(table, scan of those of its columns that a query names) of each landed table that it reads.

    The query reads the tables as <database>.<connector>.<table>.
    """
    used = words(sql)
    return [
        (
            f"{table.connector}.{table.name}",
            scan(f"read_parquet('{files}')", [name for name in table.columns if name in used]),
        )
        for table, files in landed(landing)
        if re.search(rf"\w\.{table.connector}\.{table.name}\b", sql)
    ]


def scan_imports(sql: str) -> list[tuple[str, str]]:
    """(table, scan of its columns) of each `select <columns> from <schema>.<table>` in a query's import CTEs."""
    return [
        (table, scan(table, columns.split(", ")))
        for columns, table in re.findall(r"\(\s+select ([\w, ]+) from (\w+[.]\w+)\s+\)", sql)
    ]


def words(sql: str) -> set[str]:
    """The identifiers of a query, in lower case, without what comments say."""
    return set(re.findall(r"\w+", re.sub(r"--.*", "", sql).lower()))
