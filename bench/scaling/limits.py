"""The limits: what reading the needed columns alone would take, as SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from generator.contracts import Table

from scaling import BENCH, PROJECT
from scaling.landing import landed

# Sums of what decoding a value gives. A largest value or a count would be read off a file's statistics.
SUMS = {
    "text": "sum(strlen({}))",
    "integer": "sum({})",
    "numeric": "sum({})",
    "boolean": "count_if({})",
    "date": "sum(date_diff('day', date '1970-01-01', {}))",
    "timestamp": "sum(epoch_us({}))",
    "end_timestamp": "sum(epoch_us({}))",
}
# The same by the types of DuckDB, for tables that are built.
BUILT_SUMS = {
    "VARCHAR": SUMS["text"],
    "BOOLEAN": SUMS["boolean"],
    "DATE": SUMS["date"],
    "TIMESTAMP": SUMS["timestamp"],
}


def needed_columns(table: Table) -> list[str]:
    """The contract's columns that the table's staging model uses, its key and when a row was synced."""
    model = PROJECT / f"models/staging/{table.connector}/stg_{table.connector}__{table.name}.sql"
    used = words(model.read_text())
    always = {*table.key, "_fivetran_synced"}
    return [name for name in table.columns if name in used or name in always]


def words(sql: str) -> set[str]:
    """The identifiers of a query, in lower case, without what comments say."""
    return set(re.findall(r"\w+", re.sub(r"--.*", "", sql).lower()))


def scan_landing(landing: Path) -> list[tuple[str, str]]:
    """(table, query that decodes its needed columns) of each landed table."""
    found = []
    for table, files in landed(landing):
        sums = [SUMS[table.columns[name]].format(f'"{name}"') for name in needed_columns(table)]
        name = f"{table.connector}.{table.name}"
        found.append((name, f"select {', '.join(sums)} from read_parquet('{files}')"))
    return found


def scan_used(landing: Path, sql: str) -> list[tuple[str, str]]:
    """(table, query that decodes those of its columns that a query over `landed` names)."""
    used, found = words(sql), []
    for table, files in landed(landing):
        if re.search(rf"\blanded\.{table.connector}\.{table.name}\b", sql):
            sums = [
                SUMS[kind].format(f'"{name}"')
                for name, kind in table.columns.items()
                if name in used
            ]
            query = f"select {', '.join(sums)} from read_parquet('{files}')"
            found.append((f"{table.connector}.{table.name}", query))
    return found


def scan_built(relation: str, columns: Iterable[tuple[str, str]]) -> str:
    """A query that decodes columns, (name, type), of a built table."""
    sums = [BUILT_SUMS.get(kind, "sum({})").format(f'"{name}"') for name, kind in columns]
    return f"select {', '.join(sums)} from {relation}"


def sql_file(name: str) -> str:
    """The text of a SQL file under bench/."""
    return (BENCH / name).read_text(encoding="utf-8")
