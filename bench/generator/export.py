"""Writes the built company: as dbt seeds, or as a landing folder of Parquet or CSV files."""

from __future__ import annotations

import textwrap
from pathlib import Path

import duckdb
import yaml

from generator.contracts import DUCKDB_TYPES, Table


def landed_columns(connection: duckdb.DuckDBPyConnection, table: Table) -> dict[str, str]:
    """The table's columns and logical types: the contract's, in its order, then further ones.

    Raises ValueError if the generator lacks a column of the contract.
    """
    made = [row[0] for row in connection.execute(f"describe {table.relation}").fetchall()]
    missing = [name for name in table.columns if name not in made]
    if missing:
        raise ValueError(f"{table.relation} lacks {', '.join(missing)}")
    return table.columns | {name: "text" for name in made if name not in table.columns}


def write_table(
    connection: duckdb.DuckDBPyConnection, table: Table, path: Path, file_format: str
) -> int:
    """Write one landed table to `path`, as `csv` or `parquet`, and return its number of rows.

    CSV holds all cells as text, the unreadable among them as they are. Parquet holds typed
    columns, and null where the text is unreadable. Rows are in order of the table's key.
    """
    dirty = [
        row[0]
        for row in connection.execute(
            "select distinct column_name from text_dirt"
            " where connector = ? and table_name = ? order by 1",
            [table.connector, table.name],
        ).fetchall()
    ]
    as_text = file_format == "csv"
    columns = landed_columns(connection, table)
    cells = [
        f'{_cell(name, kind, name in dirty, as_text)} as "{name}"' for name, kind in columns.items()
    ]
    joins = [
        f"left join text_dirt as dirt_{name} on dirt_{name}.connector = '{table.connector}'"
        f" and dirt_{name}.table_name = '{table.name}' and dirt_{name}.column_name = '{name}'"
        f" and dirt_{name}.row_id = landed.id"
        for name in dirty
    ]
    # GA4 is a view that streams in order; to sort it would mean to hold it.
    keys = dict.fromkeys((*table.key, *(c for c in ["_fivetran_synced"] if c in columns)))
    order = ", ".join(f'landed."{name}" nulls first' for name in keys)
    query = f"select {', '.join(cells)} from {table.relation} as landed {' '.join(joins)}"
    if table.connector != "ga4":
        query += f" order by {order}"
    options = "format csv, header true" if as_text else "format parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    return connection.execute(f"copy ({query}) to '{path}' ({options})").fetchone()[0]


def _cell(name: str, kind: str, is_dirty: bool, as_text: bool) -> str:
    cell = f'landed."{name}"::{DUCKDB_TYPES[kind]}'
    if kind.endswith("timestamp"):
        cell = f"date_trunc('second', {cell})"
    if as_text and kind.endswith("numeric"):
        cell = f"rtrim(rtrim({cell}::varchar, '0'), '.')"
    elif as_text:
        cell += "::varchar"
    if is_dirty and as_text:
        return f"coalesce(dirt_{name}.text_value, {cell})"
    if is_dirty:
        return f"if(dirt_{name}.is_unreadable, null, {cell})"
    return cell


def write_seed_properties(
    connection: duckdb.DuckDBPyConnection, tables: list[Table], path: Path
) -> None:
    """Write the properties of one connector's seeds: a description, and every column as text.

    Undeclared columns would be inferred cell by cell, which is slow and loses the dirt.
    """
    seeds = [
        {
            "name": f"{table.connector}__{table.name}",
            "description": f"Demo landing of {table.connector}. {table.description}",
            "config": {"column_types": dict.fromkeys(landed_columns(connection, table), "varchar")},
        }
        for table in tables
    ]
    text = "# Written by bench/generate.py --seeds; do not edit.\nversion: 2\n\nseeds:\n"
    blocks = [
        textwrap.indent(yaml.safe_dump([seed], sort_keys=False, width=96), "  ") for seed in seeds
    ]
    path.write_text(text + "\n".join(blocks), encoding="utf-8")


def write_config_seed(connection: duckdb.DuckDBPyConnection, name: str, folder: Path) -> int:
    """Write a config seed (an ordinary typed CSV) into `folder`; return its number of rows."""
    folder.mkdir(parents=True, exist_ok=True)
    return connection.execute(
        f"copy (select * from config.{name} order by all)"
        f" to '{folder / name}.csv' (format csv, header true)"
    ).fetchone()[0]
