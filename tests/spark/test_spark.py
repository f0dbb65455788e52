"""Spark builds every model, and each of its marts equals DuckDB's, also where a worker is lost.

A build takes minutes, so there is one, in which a worker is lost; TWICE=1 asks for an undisturbed
one before it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb
import pytest
import spark
from compare import Mart, differences, read_marts
from conftest import Build

KPIS = "kpi_inputs+"


@pytest.fixture(scope="session")
def marts(on_duckdb: Build) -> list[Mart]:
    found = read_marts(on_duckdb.manifest)
    assert len(found) > 100
    return found


def assert_whole(output: str, at_least: int) -> None:
    done = re.search(r"PASS=(\d+) WARN=0 ERROR=0 SKIP=0", output)
    assert done and int(done[1]) >= at_least, output[-2000:]


def assert_equal(on_duckdb: Build, cluster: spark.Cluster, marts: list[Mart]) -> None:
    found = differences(on_duckdb.folder / "warehouse.duckdb", cluster.folder / "warehouse", marts)
    assert not found, "\n".join([f"{len(found)} differences:", *found])


@pytest.mark.skipif(not os.environ.get("TWICE"), reason="TWICE=1 asks for a build more")
def test_every_mart_equals_duckdbs(
    on_duckdb: Build,
    on_spark: Build,
    kpis_on_spark: Build,
    cluster: spark.Cluster,
    marts: list[Mart],
) -> None:
    assert_whole(on_spark.run("run", "--exclude", KPIS), at_least=100)
    assert_whole(kpis_on_spark.run("run", "--select", KPIS), at_least=10)
    assert_equal(on_duckdb, cluster, marts)


def test_every_mart_equals_duckdbs_after_the_loss_of_a_worker(
    on_duckdb: Build,
    on_spark: Build,
    kpis_on_spark: Build,
    cluster: spark.Cluster,
    marts: list[Mart],
) -> None:
    """The worker is killed when a third of the models stand, with what it holds; another takes its place."""
    process = on_spark.start("run", "--exclude", KPIS)
    output, victim = "", cluster.pids["worker_1"]
    for line in process.stdout:
        output += line
        done = re.search(r"(\d+) of (\d+) OK created", line)
        if done and spark.is_alive(victim) and int(done[1]) > int(done[2]) / 3:
            spark.kill(victim)
            spark.add_worker(cluster, "worker_3")
    assert process.wait() == 0, output[-6000:]
    assert_whole(output, at_least=100)
    assert not spark.is_alive(victim)
    assert_whole(kpis_on_spark.run("run", "--select", KPIS), at_least=10)
    assert_equal(on_duckdb, cluster, marts)


def test_what_no_row_of_the_demo_shows(on_spark: Build) -> None:
    """Unit tests that only Spark can fail, on the tables of the build before."""
    names = ["weights_of_a_busy_day_fit", "half_a_millionth_is_rounded_up"]
    output = on_spark.run("test", "--select", *names)
    for name in names:
        assert re.search(rf"PASS \S*{name}", output), output[-2000:]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("update rows set amount = amount + 0.1 where id = 'b'", "amount differs in 1 of 3 rows"),
        ("update rows set rate = rate + 1e-6 where id = 'b'", "rate differs in 1 of 3 rows"),
        ("update rows set day = null where id = 'b'", "day differs in 1 of 3 rows"),
        ("delete from rows where id = 'b'", "DuckDB has 3 rows and Spark 2"),
        ("update rows set id = 'd' where id = 'b'", "its row differs in 2 of 3 rows"),
        ("alter table rows drop column day", "the columns differ"),
        ("update rows set rate = rate + 1e-12", ""),
        ("update rows set leads = leads + 1e-6 where id = 'b'", "leads differs in 1 of 3 rows"),
        ("update rows set leads = leads + 1e-12", ""),
    ],
)
def test_a_difference_is_found_and_named(tmp_path: Path, change: str, said: str) -> None:
    table = tmp_path / "tables" / "core.db" / "rows"
    table.mkdir(parents=True)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema core")
        connection.execute(
            "create table core.rows as select *, cast(rate as decimal(28, 12)) as leads"
            " from (values ('a', 1.5, 0.1e0, date '2025-01-01'), ('b', 2.5, 0.2e0, date '2025-01-02'),"
            " (null, 3.5, 0.3e0, null)) t (id, amount, rate, day)"
        )
        connection.execute("create table rows as from core.rows")
        connection.execute(change)
        connection.execute(f"copy rows to '{table}/part.parquet'")
        connection.execute("drop table rows")
    found = differences(
        tmp_path / "warehouse.duckdb", tmp_path / "tables", [Mart("core", "rows", ("id",))]
    )
    assert said in "\n".join(found) and bool(found) == bool(said)
    assert all(sentence.startswith("core.rows: ") for sentence in found)
