"""No model's SQL makes DuckDB loop over the product of two tables that grow.

On the demo such a loop takes no time, at a million events hours and the whole disk. But the demo's plans have it too.
"""

from __future__ import annotations

import re
import sys

import duckdb
import pytest
from conftest import PROJECT

sys.path.insert(0, str(PROJECT / "bench"))

from scaling import plans
from scaling.project import Models


@pytest.fixture(scope="module")
def planned(demo) -> list[plans.Plan]:
    with demo.connection() as connection:
        return plans.plans(connection, Models(demo.folder / "target"))


@pytest.fixture(scope="module")
def loops(planned) -> list[plans.Loop]:
    return [loop for plan in planned for loop in plan.loops()]


def test_no_two_tables_that_grow_meet_row_by_row(loops):
    """Every join compares values for equality, or one of its sides has few rows however much happens."""
    assert [str(loop) for loop in loops if loop.grows] == []


def test_every_exception_is_one(loops):
    assert set(plans.SMALL) - {loop.model for loop in loops if loop.is_product} == set()


def test_no_condition_misleads_the_order_of_joins(planned):
    """What is right at the size of the demo would be a loop at another."""
    assert [(plan.model, found) for plan in planned for found in plan.misleading()] == []


def test_no_outer_join_on_equal_values_loops(loops):
    """DuckDB hashes an outer join by what must be equal only if its condition says no more of the side that is kept.

    Else it tries every pair of rows, which is slow even where one side is a seed.
    """
    assert [
        str(loop)
        for loop in loops
        if loop.kind != "INNER" and re.search(r" (=|IS NOT DISTINCT FROM) ", loop.condition)
    ] == []


@pytest.mark.parametrize(
    ("leads", "looping"), [(100, True), (30_000, False)], ids=["looping", "still hashed"]
)
def test_a_case_in_a_join_is_found(leads, looping):
    """A lead's visits, up to the end of the day where only the day is known: DuckDB met every visit with every lead.

    It stood so in the model of leads, and only a million events showed it, by hours. As a column made before, the same
    value is compared after what says whose a visit is.
    """
    visits, people = 10 * leads, 3 * leads
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            create table leads as
            select range as lead, timestamp '2026-01-01' + to_minutes(range) as lead_at from range({leads});
            create table visitors as
            select range as visitor, range % {leads} as lead from range({people});
            create table visits as
            select range % {people} as visitor, timestamp '2026-01-01' + to_minutes(range) as visited_at
            from range({visits})
            """
        )
        late = "case when lead_at = date '2026-01-02' then date '2026-01-03' else lead_at end"
        joined = "from {} inner join visitors using (lead) inner join visits using (visitor) where visited_at <= {}"
        plan = plans.plan(connection, joined.format("leads", late))
        if looping:
            [loop] = plan.loops()
            assert loop.grows
            assert [(side.tables, side.rows) for side in loop.sides] == [
                ({"visits"}, visits),
                ({"leads"}, leads),
            ]
        else:
            assert [*plan.loops()] == []
            [condition] = plan.misleading()
            assert condition.startswith("visited_at <= CASE")
        known = f"(select *, {late} as known_at from leads)"
        plan = plans.plan(connection, joined.format(known, "known_at"))
        assert [*plan.loops(), *plan.misleading()] == []


@pytest.mark.parametrize(
    ("joined", "sides"),
    [
        ("visits as v inner join visits as w on v.hour < w.hour", [["visits"], ["visits"]]),
        ("visits inner join visits as w on visits.hour < w.hour and visits.id = w.id", None),
        ("visits cross join kept", [["visits"], ["visits"]]),
        ("visits cross join (select max(hour) from kept)", [["visits"], []]),
        ("visits left join config.rules on hour <= rule", [["visits"], []]),
        ("visits cross join (values (1), (2))", [["visits"], []]),
        ("visits cross join read_csv('{csv}')", [["visits"], ["READ_CSV"]]),
    ],
)
def test_a_side_grows_with_what_it_is_read_from(joined, sides, tmp_path):
    """Not with what is added up to one row, or stands in a seed or in the SQL."""
    (tmp_path / "landed.csv").write_text("id\n1\n")
    with duckdb.connect() as connection:
        connection.execute(
            "create schema config; create table config.rules as select range as rule from range(9);"
            "create table visits as select range as id, range % 7 as hour from range(1000)"
        )
        kept = "with kept as materialized (select id, hour + 1 as hour from visits)"
        sql = f"{kept} select * from {joined.format(csv=tmp_path / 'landed.csv')}"
        found = [
            sorted(sorted(side.tables) for side in loop.sides)
            for loop in plans.plan(connection, sql).loops()
        ]
        assert found == ([sorted(sides)] if sides else [])
