"""Writes the published tables, as a DuckDB file and as Parquet, and holds them against the build."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from publishing import RefusedError
from publishing.build import WHOLE, Build, Model

# What DuckDB 1.0 and every later version open; drivers of BI tools lag behind the engine.
STORAGE_VERSION = "v1.0.0"


def write_duckdb(
    warehouse: Path, file: Path, build: Build, facts: dict, progress: Callable[[str], None]
) -> None:
    """Copies the build's models from `warehouse` into the new DuckDB file `file` and syncs it.

    Beside them stand, in the schema main, publish_meta (one row: `facts` and what the build tells
    of itself) and publish_tables (schema_name, table_name, rows, columns).
    Raises RefusedError if the warehouse is not what the build left.
    """
    with duckdb.connect() as connection:
        mark, as_of = open_warehouse(connection, warehouse, build)
        connection.execute(f"set temp_directory = {text(f'{file}.tmp')}")
        connection.execute(f"attach {text(file)} as new (storage_version {text(STORAGE_VERSION)})")
        tables = []
        for model in build.models:
            progress(f"{model.schema}.{model.name}")
            tables.append(copy_model(connection, model))
        connection.execute(
            "create table new.main.publish_tables"
            " (schema_name varchar, table_name varchar, rows bigint, columns integer)"
        )
        connection.executemany("insert into new.main.publish_tables values (?, ?, ?, ?)", tables)
        write_meta(
            connection,
            {
                "build_id": ("varchar", build.build_id),
                "built_at": ("timestamp", build.built_at),
                "published_at": ("timestamp", facts["published_at"]),
                "git_revision": ("varchar", facts["git_revision"]),
                "is_git_dirty": ("boolean", facts["is_git_dirty"]),
                "funnelhouse_version": ("varchar", facts["funnelhouse_version"]),
                "dbt_version": ("varchar", build.dbt_version),
                "duckdb_version": ("varchar", duckdb.__version__),
                "as_of": ("date", as_of),
                "landing": ("varchar", mark["landing"]),
                # Null of what a release built that did not mark it yet.
                "reporting_currency": ("varchar", mark.get("reporting_currency")),
                "models": ("integer", len(tables)),
                "rows": ("bigint", sum(rows for *_, rows, _ in tables)),
                "tests_passed": ("integer", build.tests_passed),
            },
        )
        # Until then the newest rows stand in the log beside the file, which nobody renames.
        connection.execute("checkpoint new")
        connection.execute("detach new")
    sync(file)


def open_warehouse(connection, warehouse: Path, build: Build) -> tuple[dict, date]:
    """Attaches the warehouse as `built`, read-only; gives its mark (macros/mark_run.sql) and newest day."""
    if not warehouse.exists():
        raise RefusedError(f"There is no {warehouse}; {WHOLE}.")
    try:
        connection.execute(f"attach {text(warehouse)} as built (read_only)")
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise
        raise RefusedError(
            f"Another process, perhaps a build, writes to {warehouse}; publish when it is done."
        ) from error
    try:
        last_run = connection.sql("from built.last_run")
        mark = dict(zip(last_run.columns, last_run.fetchone(), strict=True))
    except duckdb.CatalogException:
        mark = {}
    if mark.get("run_id") != build.build_id:
        raise RefusedError(
            f"{warehouse} is not as the last build left it: another run wrote to it; {WHOLE}."
        )
    [(as_of,)] = connection.sql(
        "select as_of_date from built.intermediate.int_data_span"
    ).fetchall()
    return mark, as_of


def copy_model(connection, model: Model) -> tuple[str, str, int, int]:
    """Copies a model from `built` to `new` with its descriptions; gives its row of publish_tables."""
    table = f"new.{quoted(model.schema, model.name)}"
    connection.execute(f"create schema if not exists new.{quoted(model.schema)}")
    order = f" order by {', '.join(map(quoted, model.sorted_by))}" if model.sorted_by else ""
    built = f"built.{quoted(model.schema, model.name)}"
    connection.execute(f"create table {table} as from {built}{order}")
    connection.execute(f"comment on table {table} is {text(model.description)}")
    for column in model.columns:
        connection.execute(
            f"comment on column {table}.{quoted(column.name)} is {text(column.description)}"
        )
    [(rows,)] = connection.sql(f"select count(*) from {table}").fetchall()
    return model.schema, model.name, rows, len(connection.table(table).columns)


def write_meta(connection, meta: dict[str, tuple[str, object]]) -> None:
    """Writes publish_meta from {column: (type, value)}."""
    columns = ", ".join(f"{name} {kind}" for name, (kind, _) in meta.items())
    connection.execute(f"create table new.main.publish_meta ({columns})")
    connection.execute(
        f"insert into new.main.publish_meta values ({', '.join('?' * len(meta))})",
        [value for _, value in meta.values()],
    )


def verify(warehouse: Path, file: Path, build: Build) -> None:
    """Reads `file` as its readers will, and raises RefusedError where it is not what was built.

    Each model must have the rows and the columns it has in the warehouse, and those of its contract.
    """
    with duckdb.connect() as connection:
        open_warehouse(connection, warehouse, build)
        connection.execute(f"attach {text(file)} as new (read_only)")
        for model in build.models:
            name = quoted(model.schema, model.name)
            built, copied = shape(connection, f"built.{name}"), shape(connection, f"new.{name}")
            if built != copied:
                raise RefusedError(
                    f"The copy of {model.schema}.{model.name} is not what was built; publish again,"
                    " and report it if that does not help."
                )
            promised = contract(connection, model)
            if promised not in ({}, copied[1]):
                wrong = min({*promised.items()} ^ {*copied[1].items()})[0]
                raise RefusedError(
                    f"Column {wrong} of {model.schema}.{model.name} is not as its contract says;"
                    " build it anew (`make build`)."
                )


def shape(connection, table: str) -> tuple[int, dict[str, str]]:
    """Rows of a table, and {column: type}."""
    [(rows,)] = connection.sql(f"select count(*) from {table}").fetchall()
    relation = connection.sql(f"from {table}")
    return rows, dict(zip(relation.columns, map(str, relation.types), strict=True))


def contract(connection, model: Model) -> dict[str, str]:
    """{column: type as DuckDB calls it} of a model's contract; empty where none is enforced."""
    if not model.contracted:
        return {}
    columns = ", ".join(
        f"cast(null as {column.type}) as {quoted(column.name)}" for column in model.columns
    )
    relation = connection.sql(f"select {columns}")
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


def write_parquet(file: Path, folder: Path, progress: Callable[[str], None]) -> None:
    """Writes every table of the published `file` to <folder>/<schema>/<table>.parquet and syncs them."""
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.sql("select schema_name, table_name from duckdb_tables()").fetchall()
        for schema, table in tables:
            progress(f"{schema}.{table}.parquet")
            target = folder / schema / f"{table}.parquet"
            target.parent.mkdir(parents=True, exist_ok=True)
            source = quoted(schema, table)
            connection.execute(
                f"copy {source} to {text(target)} (format parquet, compression zstd)"
            )
            sync(target)
            if shape(connection, source) != shape(connection, text(target)):
                raise RefusedError(
                    f"{target} is not what was built; publish again without Parquet."
                )
    for path in (*folder.iterdir(), folder):
        sync(path)


def quoted(*names: str) -> str:
    """A name in SQL, with its schema before it."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def text(value: object) -> str:
    """A text in SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
