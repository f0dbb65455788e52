"""Superset shows what the marts say, can't change them, and sees each publication at once."""

from __future__ import annotations

import hashlib
import json
import sys
import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
SUPERSET = PROJECT / "bi" / "superset"
sys.path.append(str(PROJECT / "tests" / "python"))

from built import Built, start_readers

SPEC = yaml.safe_load((SUPERSET / "dashboard.yml").read_text(encoding="utf-8"))
CHARTS = {
    chart["title"]: chart
    for section in SPEC["sections"]
    for row in section["rows"]
    for chart in row["charts"]
}
PUBLICATIONS = 50


@pytest.fixture(scope="session")
def session(superset):
    return superset.sign_in()


@pytest.fixture(scope="session")
def chart_ids(superset, session):
    listed = session.get(f"{superset.url}/api/v1/chart/?q=(page_size:100)", timeout=60).json()
    return {chart["slice_name"]: chart["id"] for chart in listed["result"]}


def test_the_dashboard_holds_the_charts_of_the_specification(superset, session, chart_ids):
    shown = session.get(f"{superset.url}/api/v1/dashboard/funnelhouse/charts", timeout=60).json()
    assert {chart["slice_name"] for chart in shown["result"]} == set(CHARTS) == set(chart_ids)


@pytest.mark.parametrize("title", CHARTS)
def test_a_chart_gives_the_numbers_of_its_mart(superset, session, chart_ids, title):
    url = f"{superset.url}/api/v1/chart/{chart_ids[title]}/data/"
    answer = session.get(url, timeout=120)
    assert answer.status_code == 200, answer.text
    (result,) = answer.json()["result"]
    shown = [[row[name] for name in result["colnames"]] for row in result["data"]]
    assert in_order(shown) == in_order(rows_of_mart(superset.marts, CHARTS[title]))
    assert any(isinstance(value, float | int) and value for row in shown for value in row)


def rows_of_mart(marts: Path, chart: dict) -> list[tuple]:
    """What DuckDB itself says to the chart: its columns, and its metrics over each group of them."""
    columns = [
        *([f"date_trunc('month', {chart['x']})"] if "x" in chart else []),
        *chart.get("columns", []),
        *chart.get("rows", []),
        *chart.get("by", []),
    ]
    sql = f"select {', '.join([*columns, *chart.get('metrics', {}).values()])} from {chart['dataset']}"
    if filters := chart.get("where"):
        sql += " where " + " and ".join(
            f"{column} in {tuple(value)}" if isinstance(value, list) else f"{column} = '{value}'"
            for column, value in filters.items()
        )
    if "metrics" in chart:
        sql += " group by all"
    with duckdb.connect(str(marts), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def in_order(rows: list) -> list[list]:
    """The rows in one order, each value as Superset's API writes it."""
    return sorted(([as_json(value) for value in row] for row in rows), key=str)


def as_json(value: object) -> object:
    """Time in milliseconds, and numbers to ten digits, since no order of rows is the sum's own."""
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(*value.timetuple()[:3])
        value = moment.replace(tzinfo=UTC).timestamp() * 1000 // 1
    return float(f"{value:.10g}") if isinstance(value, int | float | Decimal) else value


@pytest.fixture
def with_dml(superset, session):
    """Superset's own bar to writing is lifted, so that only the file is left to refuse."""
    url = f"{superset.url}/api/v1/database/1"
    assert session.put(url, json={"allow_dml": True}, timeout=60).status_code == 200
    yield
    assert session.put(url, json={"allow_dml": False}, timeout=60).status_code == 200


WRITES = [
    "delete from kpi.dim_kpis",
    "update kpi.executive_scorecard set value = 0",
    "drop table kpi.dim_kpis",
    "create table kpi.mine as select 1 as one",
]


@pytest.mark.parametrize("sql", WRITES)
def test_superset_refuses_to_write(superset, session, sql):
    before = digest(superset.marts)
    answer = superset.ask(session, sql)
    assert "does not allow for DDL/DML" in answer.text
    assert digest(superset.marts) == before


@pytest.mark.parametrize("sql", WRITES)
def test_the_file_refuses_to_be_written(superset, session, with_dml, sql):
    before = digest(superset.marts)
    answer = superset.ask(session, sql)
    assert "read-only mode" in answer.text
    assert digest(superset.marts) == before


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/hostname')",
        "attach '/tmp/other.duckdb'",
        "copy kpi.dim_kpis to '/tmp/dim_kpis.csv'",
        "set enable_external_access = true",
        "install httpfs",
    ],
)
def test_sql_reaches_nothing_but_the_marts(superset, session, with_dml, sql):
    answer = superset.ask(session, sql)
    assert answer.status_code >= 400
    assert "disabled by configuration" in answer.text or "has been locked" in answer.text


def digest(file: Path) -> str:
    return hashlib.file_digest(file.open("rb"), "sha256").hexdigest()


SEEN = "select build_id, (select max(build) from kpi.kpi_values) as build from publish_meta"


def test_no_reader_notices_that_builds_are_published(superset, session, tmp_path):
    """Both processes of Superset, one that connects for each read, and one that keeps its connection."""
    before = superset.marts.with_suffix(".before")
    before.hardlink_to(superset.marts)
    builds = [Built(tmp_path, superset.marts, "build-0")]
    assert builds[0].publish().returncode == 0
    done, stop = threading.Event(), tmp_path / "stop"
    faults: list[str] = []
    seen: list[str] = []

    def read_on() -> None:
        reader = superset.sign_in()
        while not done.wait(0.05):
            answer = superset.ask(reader, SEEN)
            if answer.status_code != 200:
                faults.append(answer.text)
                continue
            (row,) = answer.json()["data"]
            seen.append(row["build_id"])
            if row["build"] != seen[-1]:
                faults.append(f"two builds in one answer: {row}")

    threads = [threading.Thread(target=read_on) for _ in range(2)]
    for thread in threads:
        thread.start()
    processes = start_readers(superset.marts, stop, renewals=(0, 1), pause=0.01)
    try:
        for number in range(1, PUBLICATIONS + 1):
            builds.append(Built(tmp_path, superset.marts, f"build-{number}"))
            published = builds[-1].publish()
            assert published.returncode == 0, published.stdout
            answer = superset.ask(session, SEEN)
            assert answer.status_code == 200, answer.text
            assert answer.json()["data"][0]["build_id"] == f"build-{number}"
    finally:
        done.set()
        stop.touch()
        for thread in threads:
            thread.join()
        before.replace(superset.marts)
    kept, each = (json.loads(process.communicate()[0]) for process in processes)
    assert [process.returncode for process in processes] == [0, 0]
    assert (kept["mixed"], kept["builds"], each["mixed"]) == (0, 1, 0)
    assert each["builds"] > 1
    assert faults == []
    assert len(seen) >= PUBLICATIONS
    print(f"{PUBLICATIONS} publications: {len(seen)} reads of Superset, {kept}, {each}")
