"""Values against targets: every KPI that has one, recomputed without any SQL of the models."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

import pytest
import test_independent_across as across
import test_independent_cost as cost
import test_independent_customers as customers
import test_independent_funnel as funnel
import test_independent_mail as mail
import test_independent_returns as returns
import test_independent_scorecard as scorecard
import test_independent_search as search
import test_independent_web as web
from landed import Row, kept, month
from landed_costs import is_known
from landed_until import told_until
from recomputed import Registry, Values, assert_agrees, means

KPIS = Registry()
RECOMPUTED = {
    name: function
    for checks in (cost, customers, funnel, mail, returns, search, web)
    for name, function in checks.KPIS.items()
}

# Nothing is a number of them; of other KPIs it is no value.
COUNTS = {"leads", "mqls", "sqls", "sessions", "content_published"}
COUNTS |= {"opportunities", "won_deals", "new_customers"}
# What becomes of those who came in the month is told later: of these too late for an attainment.
COHORTS = {"lead_to_sql_rate", "mql_to_sql_rate"}
# Of these, less is better.
COSTS = {"cac", "cpl", "marketing_cost", "sales_cost", "sales_cycle_days"}
# What these need of the ledger.
COST_OF = {"cac": ["marketing", "sales"], "cpl": ["marketing"], "marketing_cost": ["marketing"]}
COST_OF |= {"sales_cost": ["sales"], "gross_margin": ["cogs"]}
# Money that a month without a purchase has none of is 0 as well.
ADD_UP = COUNTS | {"revenue", "gross_margin"}
# A deal tells that it is not won, and that nobody was.
TOLD_BY = {"won_deals": ["opportunities"], "new_customers": ["opportunities", "revenue"]}


def targets() -> list[Row]:
    """The lines of the plan: names in lower case with `_` between words, months by their first day."""
    found = []
    for row in kept("planning__kpi_target"):
        names = {
            name: re.sub(r"[\W_]+", "_", row[name] or "").strip("_").lower()
            for name in ("kpi", "grain", "segment")
        }
        day = row["period_start"]
        start = month(day) if names["grain"] == "month" else day
        found.append(row | names | {"segment": names["segment"] or "total", "period_start": start})
    return found


@cache
def values_of(kpi: str) -> Values:
    """The values of a KPI by month."""
    return RECOMPUTED[kpi]()


def value_of(kpi: str, start: date) -> float | None:
    """The value of a month in total; where nothing is, 0 of what adds up once its source has begun to land."""
    if not is_cost_known(kpi, start):
        return None
    value = values_of(kpi).get((start, "total"))
    if value is None and kpi in ADD_UP:
        told_from = min(day for source in TOLD_BY.get(kpi, [kpi]) for day, _ in values_of(source))
        return 0 if told_from <= start <= told_until(kpi) else None
    return value


def is_cost_known(kpi: str, start: date) -> bool:
    """Whether the ledger tells of the cost that a KPI needs, if any."""
    return kpi not in COST_OF or is_known(start, *COST_OF[kpi])


def attained() -> list[tuple[date, str, float]]:
    """(month, KPI, what was attained) of the targets in total of months that are over."""
    found = []
    for row in targets():
        kpi = row["kpi"]
        if row["grain"] != "month" or row["segment"] != "total":
            continue
        over = scorecard.later("month", row["period_start"], 1) - timedelta(1)
        if kpi in COHORTS or over + timedelta(scorecard.SOONER.get(kpi, 0)) > told_until(kpi):
            continue
        value = value_of(kpi, row["period_start"])
        if value is not None and row["target"]:
            share = value / float(row["target"])
            found.append((row["period_start"], kpi, 2 - share if kpi in COSTS else share))
    return found


@KPIS
def target_attainment() -> Values:
    """Mean of what was attained, and that of each KPI."""
    return means(attained())


@KPIS
def margin_attainment() -> Values:
    """Gross margin over its target."""
    return means((day, None, share) for day, kpi, share in attained() if kpi == "gross_margin")


@pytest.mark.parametrize("kpi", KPIS)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi, KPIS[kpi](), "kpi" if kpi == "target_attainment" else "channel")


def test_no_target_of_what_adds_up_is_forgotten(demo):
    """Where nothing came of one, its value is 0; where a whole mart had nothing, nobody knows."""
    due = {
        (
            row["kpi"],
            row["grain"],
            row["period_start"],
            row["segment"],
            row["segment_value"],
        )
        for row in targets()
        if row["kpi"] in ADD_UP
        and row["segment"] != "total"
        and is_cost_known(row["kpi"], row["period_start"])
        and scorecard.later(row["grain"], row["period_start"], 1) - timedelta(1)
        <= told_until(row["kpi"])
    }
    stored = demo.query(
        "select kpi, grain, period_start, segment, segment_value from kpi.target_periods"
    )
    assert due
    assert due <= set(stored)


def test_all_kpis_of_the_catalogue_but_the_forecasts_are_recomputed(demo):
    """What only stands beside another KPI need not be."""
    catalogue = {
        kpi for (kpi,) in demo.query("select kpi from kpi.dim_kpis where companion_of is null")
    }
    recomputed = RECOMPUTED.keys() | across.KPIS.keys() | KPIS.keys()
    assert catalogue - recomputed == {"forecast_leads", "forecast_revenue"}
