"""The same landing gives the same numbers: again, on another day, in any row order, with any number of threads."""

from __future__ import annotations

import re

import duckdb
import pytest
from conftest import BUILD_WITHOUT_TESTS, PROJECT, dbt


def fingerprints(folder) -> dict[str, tuple]:
    """Of every mart table: its rows, and a sum of hashes over all its values in any order."""
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        tables = connection.sql(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_schema not in ('landing', 'config', 'staging', 'intermediate', 'main') order by 1"
        ).fetchall()
        assert {table.split(".")[0] for (table,) in tables} >= {"core", "funnel", "kpi", "health"}
        return {
            table: connection.sql(
                f"select count(*), sum(hash(mart::varchar)::hugeint) from {table} as mart"
            ).fetchone()
            for (table,) in tables
        }


@pytest.fixture(scope="module")
def shuffled_landing(tmp_path_factory):
    """The demo's seeds as a landing folder, with the rows of every table in another order."""
    landing = tmp_path_factory.mktemp("shuffled") / "landing"
    for seed in (PROJECT / "seeds" / "landing").glob("*/*.csv"):
        connector, table = seed.stem.split("__", 1)
        target = landing / connector / f"{table}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        rows = f"read_csv('{seed}', all_varchar = true, header = true, delim = ',', quote = '\"')"
        duckdb.sql(
            f"copy (select * exclude place from (select *, row_number() over () as place from {rows})"
            f" order by md5(place::varchar)) to '{target}'"
        )
    return landing


def test_row_order_threads_and_time_zone_change_nothing(demo, shuffled_landing, tmp_path):
    again = dbt(
        tmp_path,
        *BUILD_WITHOUT_TESTS,
        "--threads",
        "4",
        landing=shuffled_landing,
        environment={"TZ": "Asia/Tokyo"},
    )
    assert again.returncode == 0, again.output
    first, second = fingerprints(demo.folder), fingerprints(again.folder)
    assert first.keys() == second.keys()
    assert {table for table in first if first[table] != second[table]} == set()


def test_no_model_asks_for_the_day(demo):
    """A build on another day is the same build: the clock and chance occur in no compiled model."""
    clock = re.compile(
        r"\b(current_date|current_timestamp|current_time|localtimestamp|now|today|getdate|random|rand|uuid|gen_random_uuid)\b\s*\(?",
        re.IGNORECASE,
    )
    compiled = list((demo.folder / "target" / "compiled").rglob("models/**/*.sql"))
    assert len(compiled) > 80
    found = {
        path.name: match.group()
        for path in compiled
        if (match := clock.search(re.sub(r"--[^\n]*|'[^']*'", "", path.read_text())))
    }
    assert found == {}
