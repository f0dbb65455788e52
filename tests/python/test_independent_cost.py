"""Cost, planning and quotes, recomputed from the landed files without any SQL of the models."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

import pytest
from landed import kept, month
from landed_costs import budgets, costs, quoted_deals
from landed_funnel import leads
from landed_more import assert_agrees, quotient, sums


def cost_of(*groups: str) -> dict:
    return sums((month(one.day), one.amount) for one in costs() if one.group in groups)


def cost_by_channel(*groups: str) -> dict:
    return sums(
        ((month(one.day), one.channel), one.amount) for one in costs() if one.group in groups
    )


def marketing_cost() -> dict:
    """Ad spend and whatever else marketing spends."""
    return cost_of("marketing")


def marketing_cost_by_channel() -> dict:
    return cost_by_channel("marketing")


def sales_cost() -> dict:
    return cost_of("sales")


def reached(stage: str) -> dict:
    """People who first reached a stage, by the month of it."""
    moments = (getattr(lead, stage) for lead in leads())
    return sums((month(at.date()), 1) for at in moments if at)


def cpl() -> dict:
    return quotient(marketing_cost(), reached("lead_at"))


def cost_per_mql() -> dict:
    return quotient(marketing_cost(), reached("mql_at"))


def cost_per_sql() -> dict:
    return quotient(marketing_cost(), reached("sql_at"))


def budget_used_ratio() -> dict:
    """Marketing cost over the budget of the month."""
    return quotient(marketing_cost(), sums((start, amount) for start, _, amount in budgets()))


def budget_used_ratio_by_channel() -> dict:
    budget = sums(((start, channel), amount) for start, channel, amount in budgets())
    return quotient(marketing_cost_by_channel(), budget)


def team_hours() -> dict:
    return sums((month(row["work_date"]), row["hours"]) for row in kept("planning__team_hours"))


def medians(pairs) -> dict:
    """{month: median} of (month, days) pairs."""
    found = defaultdict(list)
    for start, days in pairs:
        found[start].append(days)
    return {start: median(days) for start, days in found.items()}


def sql_to_quote_days() -> dict:
    """Of the deals first quoted in the month; a quote before the SQL tells nothing."""
    return medians(
        (month(quoted), (quoted - accepted).days)
        for _, accepted, quoted in quoted_deals()
        if quoted >= accepted
    )


def quote_to_close_days() -> dict:
    """Of the deals won in the month; a quote after the close tells nothing."""
    return medians(
        (month(deal.closed), (deal.closed - quoted).days)
        for deal, _, quoted in quoted_deals()
        if deal.outcome == "won" and deal.closed >= quoted
    )


TOTALS = [
    marketing_cost,
    sales_cost,
    cpl,
    cost_per_mql,
    cost_per_sql,
    budget_used_ratio,
    team_hours,
    sql_to_quote_days,
    quote_to_close_days,
]
SEGMENTS = [
    (marketing_cost_by_channel, "marketing_cost", "channel"),
    (budget_used_ratio_by_channel, "budget_used_ratio", "channel"),
]


@pytest.mark.parametrize("kpi", TOTALS, ids=lambda kpi: kpi.__name__)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi.__name__, kpi())


@pytest.mark.parametrize(("recomputed", "kpi", "segment"), SEGMENTS)
def test_kpi_by_segment(demo, recomputed, kpi, segment):
    assert_agrees(demo, kpi, recomputed(), segment)
