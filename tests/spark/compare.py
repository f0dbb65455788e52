"""Holds the marts that Spark built against DuckDB's: every row by its key, every column of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

# What doubles may differ by, of their value, and of 1 where they are smaller: engines sum in any
# order. All else must agree to the last digit.
TOLERANCE = 1e-9
# Computed as doubles, but held as whole numbers or decimals so that they add up alike in any order. Where the double
# lies between two of them, engines round it to either. So do the parts of a lead that a touch is credited with.
ROUNDED = {"age_weight", "half_width_square"}
PART = "DECIMAL(28,12)"


@dataclass(frozen=True)
class Mart:
    """A mart: where it is, and the columns or expressions that tell its rows apart, if any do."""

    schema: str
    name: str
    key: tuple[str, ...]


def read_marts(manifest: Path) -> list[Mart]:
    """The marts of a manifest of dbt, with the keys that a test or else a constraint names."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    keys = {
        name: tuple(constraint["columns"])
        for name, node in nodes.items()
        for constraint in node.get("constraints", [])
        if constraint["type"] == "primary_key"
    } | {
        node["attached_node"]: tuple(node["test_metadata"]["kwargs"]["primary"])
        for node in nodes.values()
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {}).get("name") == "keys"
    }
    return [
        Mart(node["schema"], node["name"], keys.get(name, ()))
        for name, node in nodes.items()
        if node["resource_type"] == "model" and node["path"].startswith("marts/")
    ]


def differences(warehouse: Path, tables: Path, marts: list[Mart]) -> list[str]:
    """A sentence for each difference: rows that one has and the other not, columns that differ.

    warehouse is DuckDB's file warehouse.duckdb; tables is the folder in which Spark keeps its Parquet files.
    """
    found = []
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        # A view names the file that it was made in, so the file keeps its name.
        connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
        for mart in marts:
            found += compare(connection, mart, tables / f"{mart.schema}.db" / mart.name)
    return found


def compare(connection: duckdb.DuckDBPyConnection, mart: Mart, folder: Path) -> list[str]:
    """The differences of one mart, as sentences."""
    title = f"{mart.schema}.{mart.name}"
    if not any(folder.glob("*.parquet")):
        return [f"{title}: Spark has no such table"]
    connection.execute(
        f"create or replace temp view duckdb_rows as from warehouse.{mart.schema}.{mart.name}"
    )
    connection.execute(
        f"create or replace temp view spark_rows as from read_parquet('{folder}/*.parquet')"
    )
    types, other_types = columns(connection, "duckdb_rows"), columns(connection, "spark_rows")
    if types != other_types:
        pairs = set(types.items()) ^ set(other_types.items())
        return [f"{title}: the columns differ: {sorted(pairs)}"]

    # Rows without a key are told apart by all that must be exact, and counted.
    exact = ", ".join(f'"{name}"' for name, kind in types.items() if kind != "DOUBLE")
    key = ", ".join(mart.key) or f"{exact}, row_number() over (partition by {exact})"
    sides = ", ".join(
        f"{side} as (select *, row({key}) as _key from {side}_rows)" for side in ("duckdb", "spark")
    )
    joined = "duckdb full join spark on duckdb._key is not distinct from spark._key"
    differs = {
        "its row": "(duckdb._key is null) <> (spark._key is null)",
        **{name: is_different(name, kind) for name, kind in types.items()},
    }
    counts = connection.execute(
        f"with {sides} select (select count(*) from duckdb), (select count(*) from spark), "
        + ", ".join(
            f"count(*) filter (where {test}"
            + (
                ")"
                if name == "its row"
                else " and duckdb._key is not null and spark._key is not null)"
            )
            for name, test in differs.items()
        )
        + f" from {joined}"
    ).fetchone()
    found = []
    if counts[0] != counts[1]:
        found.append(f"{title}: DuckDB has {counts[0]} rows and Spark {counts[1]}")
    for (name, test), count in zip(differs.items(), counts[2:], strict=True):
        if count:
            value = "_key" if name == "its row" else f'"{name}"'
            key, ours, theirs = connection.execute(
                f"with {sides} select coalesce(duckdb._key, spark._key)::varchar, duckdb.{value}::varchar,"
                f" spark.{value}::varchar from {joined} where {test} order by 1 limit 1"
            ).fetchone()
            found.append(
                f"{title}: {name} differs in {count} of {counts[0]} rows; with the key {key},"
                f" DuckDB has {ours} and Spark {theirs}"
            )
    return found


def columns(connection: duckdb.DuckDBPyConnection, view: str) -> dict[str, str]:
    """The columns of a view and their types."""
    return {row[0]: row[1] for row in connection.execute(f"describe {view}").fetchall()}


def is_different(name: str, kind: str) -> str:
    """Whether a column differs, as SQL."""
    ours, theirs = f'duckdb."{name}"', f'spark."{name}"'
    if kind not in ("DOUBLE", PART) and name not in ROUNDED:
        return f"{ours} is distinct from {theirs}"
    return (
        f"(({ours} is null) <> ({theirs} is null) or abs({ours} - {theirs})"
        f" > {TOLERANCE} * greatest(1, abs({ours}), abs({theirs})))"
    )
