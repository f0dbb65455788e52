"""The funnel by hand, and the naive models: SQL files over the landing, and the views they stand on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from generator.contracts import Table

from scaling import BENCH, PROJECT
from scaling.landing import landed, views

# Of rows with one key the newest counts, by the first of these that differs.
VERSIONS = ("_fivetran_synced", "last_modified_date", "updated_at")


def sql_file(name: str) -> str:
    """The text of a SQL file under bench/."""
    return (BENCH / name).read_text(encoding="utf-8")


def setup(landing: Path) -> list[str]:
    """Statements that show the landing as `landed`, rates included, and make the shared macros."""
    rates = PROJECT / "seeds" / "config" / "fx_rates.csv"
    return [
        "set enable_progress_bar = false",
        *views(landing),
        "create schema landed.config",
        f"create view landed.config.fx_rates as select * from read_csv('{rates}')",
        sql_file("by_hand/macros.sql"),
    ]


def repeated_first(landing: Path) -> list[str]:
    """Views that take each key once, `once.<connector>.<table>`: only the rows of repeated keys are ranked."""

    def view(table: Table) -> str:
        keys = ", ".join(table.key)
        same = " and ".join(f"repeated.{key} = rows.{key}" for key in table.key)
        rows = f"select * from landed.{table.connector}.{table.name} as rows"
        repeated = f"(select 1 from repeated where {same})"
        return (
            f"with repeated as (select {keys} from landed.{table.connector}.{table.name}"
            f" group by all having count(*) > 1) {rows} where not exists {repeated}"
            f" union all {rows} where exists {repeated} qualify {newest(table)}"
        )

    return in_database("once", landing, view)


def everything_ranked(landing: Path, models: str = "", file: Path | None = None) -> list[str]:
    """The same as `staged.<connector>.<table>`, with every row ranked.

    Views of all tables, or those that `models` name as tables that are written into a `file`.
    """

    def query(table: Table) -> str:
        rows = f"select * from landed.{table.connector}.{table.name}"
        return f"{rows} qualify {newest(table)}"

    if file is None:
        return in_database("staged", landing, query)
    written = in_database("staged", landing, query, "table", str(file))
    return [
        sql
        for sql in written
        if not sql.startswith("create table") or re.search(rf"{sql.split()[2]}\b", models)
    ]


def newest(table: Table) -> str:
    """A condition on the rows of a table that holds for the newest of each key."""
    versions = [f"{name} desc nulls last" for name in VERSIONS if name in table.columns]
    order = f" order by {', '.join(versions)}" if versions else ""
    return f"row_number() over (partition by {', '.join(table.key)}{order}) = 1"


def in_database(
    name: str, landing: Path, query: Callable[[Table], str], kind: str = "view", file=":memory:"
) -> list[str]:
    """Statements that make a database with a view or table of each landed table, by its `query`."""
    tables = [table for table, _ in landed(landing)]
    return [
        f"attach '{file}' as {name}",
        *(f"create schema {name}.{part}" for part in sorted({t.connector for t in tables})),
        *(f"create {kind} {name}.{t.connector}.{t.name} as {query(t)}" for t in tables),
    ]


def kpis(name: str, grains: Iterable[str], place: str = "main") -> list[tuple[str, str]]:
    """(name, SQL) of each KPI of a file by each of the periods, `day` to `year`, as a table in `place`."""
    found = []
    for block in sql_file(name).split("\n\n")[1:]:
        title, sql = block.strip().split("\n", 1)
        kpi = title.removeprefix("-- ")
        for grain in grains:
            table = f"create or replace table {place}.{kpi}_{grain}"
            found.append((f"{kpi} by {grain}", f"{table} as {sql.format(grain=grain)}"))
    return found
