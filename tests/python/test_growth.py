"""A warehouse that grew load by load is the one that is built from all of it at once."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import PROJECT, dbt

TABLES = {
    "ga4": ["event"],
    "hubspot": ["email_event", "email_event_open"],
    "salesforce": ["lead", "task"],
}
SESSIONS = ["int_session_counts", "int_sessions"]
MODELS = [
    *(f"stg_{connector}__{table}" for connector in TABLES for table in TABLES[connector]),
    *SESSIONS,
]


def split_into_loads(folder: Path, loads: int, seed: int) -> list[Path]:
    """The demo's tables cut at random into `loads` folders; what repeats or corrects a row may come before it."""
    for connector, tables in TABLES.items():
        for table in tables:
            seed_file = PROJECT / "seeds" / "landing" / connector / f"{connector}__{table}.csv"
            rows = f"read_csv('{seed_file}', all_varchar = true, header = true, delim = ',', quote = '\"')"
            for load in range(loads):
                path = folder / str(load) / connector / table / f"{load}.parquet"
                path.parent.mkdir(parents=True)
                duckdb.sql(
                    f"copy (select * exclude place from (select *, row_number() over () as place from {rows})"
                    f" where hash(place * 1000 + {seed}) % {loads} = {load}) to '{path}'"
                )
    order = [folder / str(load) for load in range(loads)]
    random.Random(seed).shuffle(order)
    return order


class Growing:
    """A warehouse on a landing that grows."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.landing = folder, folder / "landing"
        self.warehouse = folder / "warehouse.duckdb"
        self.variables: dict[str, object] = {"landing": "./landing"}

    def load(self, source: Path) -> None:
        shutil.copytree(source, self.landing, dirs_exist_ok=True)

    def dbt(self, *models: str, full: bool = False) -> None:
        refresh = ["--full-refresh"] if full else []
        run = dbt(
            self.folder,
            *("--quiet", "run", *refresh, "--select", *(models or MODELS), "int_session_events"),
            variables=self.variables,
        )
        assert run.returncode == 0, run.output

    def made_anew(self, *models: str) -> tuple[Path, Path]:
        """The warehouse that has grown, and one that is made of the same landing at once."""
        grown = self.warehouse.rename(self.folder / "grown.duckdb")
        self.dbt(*models, full=True)
        return grown, self.warehouse


def state(warehouse: Path, model: str) -> dict:
    """What a table says that it was made from."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        [(comment,)] = connection.sql(
            f"select comment from duckdb_tables() where table_name = '{model}'"
        ).fetchall()
    return json.loads(comment or "{}")


def asked(warehouse: Path, query: str) -> int:
    """The one number that a query gives."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        [(number,)] = connection.sql(query).fetchall()
    return number


def differences(grown: Path, whole: Path, models: list[str] = MODELS) -> dict[str, tuple[int, int]]:
    """{table: rows that only one of two warehouses has}, but for the number of the load; empty where they agree."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{grown}' as grown (read_only); attach '{whole}' as whole (read_only)"
        )
        for model in models:
            schema = "staging" if model.startswith("stg_") else "intermediate"
            names = [
                name
                for name, *_ in connection.sql(f"describe whole.{schema}.{model}").fetchall()
                if name != "_batch"
            ]
            rows = [
                f"select {', '.join(names)} from {place}.{schema}.{model}"
                for place in ("grown", "whole")
            ]
            counts = tuple(
                connection.sql(f"select count(*) from ({one} except all {other})").fetchall()[0][0]
                for one, other in (rows, rows[::-1])
            )
            assert (
                connection.sql(f"select count(*) from whole.{schema}.{model}").fetchall()[0][0]
                > 100
            )
            if counts != (0, 0):
                found[model] = counts
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_loads_in_any_order_give_what_one_load_gives(tmp_path, seed):
    grown = Growing(tmp_path)
    first, second, third, last = split_into_loads(tmp_path / "loads", 4, seed)
    grown.load(first)
    grown.dbt()
    grown.load(second)
    grown.dbt()
    # A build that died before the sessions: the next one, with more to load, has to catch up. The last file lacks a
    # column that the others have.
    grown.load(third)
    grown.dbt("stg_ga4__event")
    [events] = (last / "ga4" / "event").glob("*.parquet")
    duckdb.sql(
        f"copy (select * exclude (collected_traffic_source_gclid) from read_parquet('{events}'))"
        f" to '{events}.new' (format parquet)"
    )
    Path(f"{events}.new").replace(events)
    grown.load(last)
    grown.dbt()
    warehouse = grown.warehouse
    events, sessions = state(warehouse, "stg_ga4__event"), state(warehouse, "int_sessions")
    assert (events["batch"], sessions["batch"]) == (4, 4)
    assert events["base"] == sessions["base"]

    # Nothing new: nothing is written.
    grown.dbt()
    assert state(warehouse, "stg_ga4__event") == events

    assert differences(*grown.made_anew()) == {}


def test_a_refresh_that_died_is_caught_up_with(tmp_path):
    """The numbers of loads began anew, so that visits took their old number for the one that staging had now."""
    grown = Growing(tmp_path)
    first, second = split_into_loads(tmp_path / "loads", 2, 4)
    grown.load(first)
    grown.dbt()
    grown.load(second)
    grown.dbt("stg_ga4__event", full=True)
    grown.dbt()
    assert differences(*grown.made_anew()) == {}


def test_visits_wait_for_what_they_are_counted_from(tmp_path):
    """Made without their counts, visits took the number of a load that they had none of, and never looked again."""
    grown = Growing(tmp_path)
    first, second = split_into_loads(tmp_path / "loads", 2, 5)
    grown.load(first)
    grown.dbt()
    grown.load(second)
    grown.dbt("stg_ga4__event", "int_sessions")
    assert state(grown.warehouse, "int_sessions")["batch"] == 1
    grown.dbt()
    assert state(grown.warehouse, "int_sessions")["batch"] == 2
    assert differences(*grown.made_anew()) == {}


def split_by_export(folder: Path) -> dict[str, Path]:
    """The demo's web events as Fivetran lands GA4's exports, where the id is a hash of the row.

    So the daily export repeats an event of the intraday one under another id. {name: folder of a load}; those without
    an id are for what can not grow.
    """
    seed_file = PROJECT / "seeds" / "landing" / "ga4" / "ga4__event.csv"
    rows = f"read_csv('{seed_file}', all_varchar = true, header = true, delim = ',', quote = '\"')"
    provisional = f"(select date from {rows} where is_intraday = 'true')"
    daily = f"select * from {rows} where is_intraday = 'false'"
    intraday = (
        "select * replace ({id} as _fivetran_id, 'true' as is_intraday)"
        f" from ({daily} and date in {provisional}) where hash(_fivetran_id) % 2 = {{part}}"
    )
    hashed = "'intraday ' || _fivetran_id"
    loads = {
        "first": f"{daily} and date not in {provisional} union all {intraday.format(id=hashed, part=0)}",
        "daily": f"{daily} and date in {provisional}",
        "late": intraday.format(id=hashed, part=1),
        "without_id": intraday.format(id="null", part=1),
    }
    for name, query in loads.items():
        path = folder / name / "ga4" / "event" / f"{name}.parquet"
        path.parent.mkdir(parents=True)
        duckdb.sql(f"copy ({query}) to '{path}'")
    return {name: folder / name for name in loads}


@pytest.mark.parametrize(
    ("order", "grows"),
    [(("first", "daily", "late"), True), (("without_id", "first", "daily"), False)],
)
def test_provisional_events_give_way_when_their_day_lands(tmp_path, order, grows):
    """They are of an older load than what takes their place, or of a later one, and have no id in common with it."""
    models = ["stg_ga4__event", *SESSIONS]
    grown, loads = Growing(tmp_path), split_by_export(tmp_path / "loads")
    for load in order[:-1]:
        grown.load(loads[load])
        grown.dbt(*models)
    warehouse = grown.warehouse
    base = state(warehouse, "stg_ga4__event")["base"]
    grown.load(loads[order[-1]])
    grown.dbt(*models)
    events, sessions = state(warehouse, "stg_ga4__event"), state(warehouse, "int_sessions")
    assert events["batch"] == sessions["batch"] == 3
    assert events["base"] == sessions["base"]
    assert (events["base"] == base) == grows
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        fates = (
            "select _fate, count(*) from staging.stg_ga4__event where is_intraday group by _fate"
        )
        counts = dict(connection.sql(fates).fetchall())
    assert counts["superseded"] > 100
    assert "kept" not in counts
    grown, whole = grown.made_anew(*models)
    assert differences(grown, whole, models) == {}


def test_what_can_not_grow_is_made_anew(tmp_path):
    """A file that was written anew or is gone, another rule, rows without an id: no stale row stays."""
    grown = Growing(tmp_path)
    first, second, third = split_into_loads(tmp_path / "loads", 3, 3)
    for load in (first, second):
        grown.load(load)
        grown.dbt()
    warehouse = grown.warehouse
    base = state(warehouse, "stg_ga4__event")["base"]

    # The rule says what a conversion is, which no staged row knows: the sessions alone are made anew.
    grown.variables["conversion_events"] = ["scroll"]
    grown.dbt()
    assert state(warehouse, "stg_ga4__event")["base"] == base
    kept = "from staging.stg_ga4__event where _fate = 'kept' and event_name = 'scroll'"
    told = "select sum(conversions) from intermediate.int_sessions"
    assert asked(warehouse, told) == asked(warehouse, f"select count(*) {kept}") > 0

    # What shows a call to action is told by a view that visits are counted from, and by no text of theirs.
    offers = "select sum(subscription_offers) from intermediate.int_sessions"
    assert asked(warehouse, offers) > 0
    grown.variables["cta_shown_events"] = ["nothing"]
    grown.dbt()
    assert state(warehouse, "stg_ga4__event")["base"] == base
    assert asked(warehouse, offers) == 0

    # A row without an id can only be told from others by all it says.
    event = grown.landing / "ga4" / "event"
    duckdb.sql(
        f"copy (select * replace (null as _fivetran_id) from '{third}/ga4/event/*.parquet' limit 10)"
        f" to '{event}/without_id.parquet'"
    )
    grown.dbt()
    assert state(warehouse, "stg_ga4__event")["base"] != base

    [written] = list((grown.landing / "salesforce" / "lead").glob(f"{first.name}.parquet"))
    duckdb.sql(f"copy (select * from '{third}/salesforce/lead/*.parquet') to '{written}'")
    next((grown.landing / "hubspot" / "email_event").glob(f"{second.name}.parquet")).unlink()
    grown.dbt()
    assert differences(*grown.made_anew()) == {}
