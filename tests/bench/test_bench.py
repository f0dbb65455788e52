"""The scale benchmark at a tiny scale: what it promises is there, those compared agree, ratios are of what was measured."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]

sys.path.insert(0, str(PROJECT / "bench"))

import scale
from scaling import checks, dbt_time, limits
from scaling.day import grow, land_days
from scaling.landing import count_rows, land, landed, scale_of
from scaling.measure import Job, Measure, measured
from scaling.report import Figures, loop_table, ratio_table, time_table

SCALE = "0.3"


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def landing(cache) -> Path:
    return land(SCALE, cache)


@pytest.fixture(scope="module")
def bench(cache, landing) -> scale.Bench:
    """All parts that need no dbt but to compile, once. The parts themselves assert that those compared agree."""
    bench = scale.Bench(landing, cache / "run", runs=1, threads=2, memory="2GB")
    bench.said, bench.models = scale.run(bench, {"build", "limits", "naive", "boards"})
    return bench


def test_every_line_is_measured(bench):
    measured_parts = {
        *("build", "attribution", "closure", "scan", "by_hand", "by_hand_scan"),
        *("funnel", "funnel_scan", "naive", "naive_funnel", "naive_once"),
        *("marts_kpis", "same_outputs", "boards"),
    }
    assert set(bench.figures) == measured_parts
    assert all(figure["cpu"] > 0 for figure in bench.figures.values())
    build = bench.figures["build"]
    assert build["peak_memory"] > 50e6
    assert build["database_size"] > 1e6
    assert build["written"] > 0
    assert len(build["steps"]) == bench.counts["models"] > 200


def test_every_model_is_built(bench):
    with duckdb.connect(str(bench.warehouse), read_only=True) as connection:
        built = {
            name
            for (name,) in connection.sql(
                "select table_name from information_schema.tables"
            ).fetchall()
        }
    assert set(bench.models.named) <= built


def test_no_two_tables_that_grow_meet_row_by_row(bench):
    """As on the demo (tests/python/test_plans.py); what DuckDB plans hangs on how many rows there are."""
    assert [str(loop) for loop in bench.loops if loop.grows] == []
    lines = loop_table(bench.loops).splitlines()
    assert len(lines) == 2 + len(bench.loops) > 2
    assert not any("| grows |" in line for line in lines)


def test_a_lean_build_builds_all_and_leaves_nothing(bench, tmp_path):
    """The data that it holds at once is a part of the whole; each table is there for all that read it, or it fails."""
    steps = bench.models.lean()
    assert sorted(name for name, _ in steps) == sorted(bench.models.named)
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(bench.folder / "compiled" / "warehouse.duckdb", warehouse)
    setup = [scale.boards.MARK, *bench.models.schemas()]
    lean = measured(Job(steps, str(warehouse), setup=setup, settings=bench.settings))
    assert lean.database_size < bench.figures["build"]["database_size"]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        left = connection.sql(
            "select table_name from duckdb_tables() where schema_name <> 'config'"
        ).fetchall()
    assert left == []


def test_ratios_are_of_what_was_measured(bench):
    build, scan = bench.figures["build"]["cpu"], bench.figures["scan"]["cpu"]
    line = f"| full build / scan of the columns it needs | {build / scan:.2f} | at most 12 |"
    assert line in ratio_table(bench.figures).splitlines()
    assert f"| {build:,.2f} |" in time_table(bench.figures, bench.counts)


def test_the_part_with_the_same_outputs_is_whole_and_not_all(bench):
    part = bench.models.upstream([scale.SAME_OUTPUTS])
    assert part[-1] == scale.SAME_OUTPUTS
    assert {"stg_ga4__event", "int_identities", "fct_sessions", "fct_leads"} <= set(part)
    assert len(part) < len(bench.models.named)
    steps = bench.figures["build"]["steps"]
    closure = sum(steps[name] for name in part)
    assert bench.figures["closure"]["cpu"] == pytest.approx(closure)
    whole = closure + bench.figures["marts_kpis"]["cpu"]
    assert bench.figures["same_outputs"]["cpu"] == pytest.approx(whole)


def test_a_difference_between_those_compared_is_seen(bench, tmp_path):
    """One session more, in one month and channel."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{bench.folder / 'by_hand.duckdb'}' as by_hand (read_only)")
        connection.execute(f"attach '{bench.warehouse}' as warehouse (read_only)")
        connection.execute("create table hand as from by_hand.main.funnel_by_hand")
        connection.execute("create table other as from hand")
        daily = "warehouse.funnel.funnel_daily"
        assert checks.unlike(connection, "hand", daily) == []
        assert checks.differences(connection, "hand", "other") == []
        connection.execute(
            "update other set sessions = sessions + 1 where (month, channel) = (select (month, channel)"
            " from other where sessions > 0 order by month, channel limit 1)"
        )
        assert len(checks.unlike(connection, "other", daily)) == 1
        assert len(checks.differences(connection, "hand", "other")) == 1


def test_queries_of_the_boards_are_all_asked(bench):
    assert "queries of the boards" in bench.said[0]
    assert f"median {bench.figures['boards']['median_ms']:.0f} ms" in bench.said[0]


def test_a_scan_reads_what_the_models_need(landing):
    needed = {f"{t.connector}.{t.name}": limits.needed(t) for t, _ in landed(landing)}
    assert "param_page_location" in needed["ga4.event"]
    # Staging passes over the reach of ads and names of no lead.
    assert set(needed["salesforce.lead"]) <= {
        column for t, _ in landed(landing) if t.name == "lead" for column in t.columns
    }
    queries = limits.scan_landing(landing)
    assert len(queries) == 61
    measure = measured(Job(queries, fetch=True))
    assert all(len(rows) == 1 for rows in measure.rows.values())


def test_medians_and_parts():
    def run(cpu: float) -> Measure:
        # The more it takes, the more memory it holds, in a step of that name.
        memory, steps = int(cpu), [("a", cpu / 4, 0.0), ("b", cpu / 2, 0.0)]
        return Measure(cpu, cpu, memory, f"step {cpu:g}", 2, 3, 4, steps, {})

    figures = Figures()
    figures.add("build", [run(1.0), run(8.0), run(4.0)])
    figures.add_part("same_outputs", "build", ["b"])
    figures.add_time("scan", None, 2.0)
    assert figures["build"]["cpu"] == 4.0
    assert figures["build"]["peak_memory"] == 4
    assert figures["build"]["peak_step"] == "step 8"
    assert figures["same_outputs"]["cpu"] == 2.0
    assert figures.ratio("build", "scan") == 2.0
    assert figures.ratio("naive", "build") is None


def test_a_job_that_fails_says_why():
    with pytest.raises(RuntimeError, match="no_such_table"):
        measured(Job([("wrong", "from no_such_table")]))


@pytest.mark.parametrize(("size", "multiple"), [("s", 52), ("M", 1100), ("2.5", 2.5)])
def test_sizes(size, multiple):
    assert scale_of(size) == multiple


def test_a_size_that_is_none_is_named():
    with pytest.raises(ValueError, match="positive multiple of the demo, not XL"):
        scale_of("XL")


def test_a_landing_grows_day_by_day_into_the_whole(landing, tmp_path):
    """Every row of every event table arrives once, on its day; the door reads the folders as it reads files."""
    days = grow(landing, tmp_path / "landing")
    assert days == sorted(days)
    *before, last = days
    land_days(tmp_path / "landing", set(before))
    early = count_rows(tmp_path / "landing")["event_rows"]
    assert land_days(tmp_path / "landing", {last}) > 0
    assert (
        early < count_rows(tmp_path / "landing")["event_rows"] == count_rows(landing)["event_rows"]
    )
    whole, parts = dict_of(landing), dict_of(tmp_path / "landing")
    assert whole.keys() == parts.keys()
    with duckdb.connect() as connection:
        for name, files in whole.items():
            same = connection.sql(
                f"select count(*) from (from read_parquet('{files}') except all"
                f" from read_parquet('{parts[name]}'))"
            ).fetchone()
            assert same == (0,), name
        file = sorted((tmp_path / "landing" / "ga4" / "event").glob("*.parquet"))[50]
        arrived = connection.sql(
            f"select distinct cast(cast(_fivetran_synced as date) as varchar) from read_parquet('{file}')"
        ).fetchall()
        assert arrived == [(file.stem,)]


def dict_of(landing: Path) -> dict[str, str]:
    return {f"{table.connector}.{table.name}": files for table, files in landed(landing)}


def test_the_trivial_project_has_as_many_nodes(bench, tmp_path):
    manifest = bench.folder / "compiled" / "target" / "manifest.json"
    counts = dbt_time.write_floor(manifest, tmp_path / "floor")
    assert counts["model"] > 200
    # On a landing of its own the demo's seeds step aside.
    assert counts["seed"] == 15
    assert counts["test"] > 200
    assert counts["unit_test"] > 100
    written = {path.stem for path in (tmp_path / "floor" / "models").glob("*.sql")}
    assert "funnel_daily" in written
    text = (tmp_path / "floor" / "models" / "funnel_daily.sql").read_text()
    assert text.endswith("select 1 as id\n") and "ref('fct_sessions')" in text
